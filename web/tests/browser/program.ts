// The real program, playing the bundled session, and a real browser.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
// @ts-expect-error a script without types
import { browserPath } from "../../scripts/browser.mjs";

const program = process.env["PIPEVANE_PROGRAM"] ?? join(process.cwd(), "../build/release/bin/pipevane");

export class Program {
  private child: ChildProcess | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), "pipevane-"));
  port = 0;

  constructor(private readonly environment: Record<string, string> = {}) {}

  // Once it listens; again on the port that it had.
  async start(): Promise<void> {
    const environment = { PATH: process.env["PATH"], PORT: String(this.port), DATA_DIR: this.folder, ...this.environment };
    const child = spawn(program, ["run"], { env: environment, stdio: ["ignore", "ignore", "pipe"] });
    this.child = child;
    this.port = await new Promise<number>((found, failed) => {
      let said = "";
      child.stderr.on("data", (bytes: Buffer) => {
        said += bytes.toString();
        const port = /The web server listens\. address=\S*:(\d+)/.exec(said)?.[1];
        if (port !== undefined) found(Number(port));
      });
      child.on("exit", () => failed(new Error(`the program ended: ${said}`)));
      child.on("error", failed);
    });
  }

  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((done) => child.on("exit", done));
    child.kill("SIGTERM");
    await ended;
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}/`;
  }
}

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: browserPath() as string, args: ["--no-sandbox"] });
}

// A page that remembers what the browser complained about.
export async function newPage(browser: Browser, options: object = {}): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, complaints };
}
