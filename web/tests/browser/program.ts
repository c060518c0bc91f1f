// The real program, playing the bundled session, or a pipeline of its own.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class Program {
  private child: ChildProcess | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), "pipevane-"));
  private port = 0;

  constructor(
    private readonly file: string,
    private readonly environment: Record<string, string> = {},
    private readonly yaml = "",
  ) {}

  // Returns once it listens; again on the port that it had.
  async start(): Promise<void> {
    const env = { PATH: process.env["PATH"], PORT: String(this.port), DATA_DIR: this.folder, ...this.environment };
    const config = join(this.folder, "pipeline.yaml");
    if (this.yaml !== "") writeFileSync(config, this.yaml);
    const child = spawn(this.file, this.yaml === "" ? ["run"] : ["run", "--config", config], { env, stdio: ["ignore", "ignore", "pipe"] });
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
