// A simulated cluster, whose truth is known.
import { spawn, type ChildProcess } from "node:child_process";
import { request } from "node:https";
import { dirname, join } from "node:path";
import { isObject, type JsonObject } from "../../src/model/json";

export const tokenId = "monitor@pve!pipevane";
export const secret = "11111111-2222-3333-4444-555555555555";

export class Simulator {
  port = 0;
  fingerprint = "";
  private child: ChildProcess | undefined;

  // `program` is Pipevane's, beside which the simulator is built.
  constructor(
    private readonly program: string,
    private readonly options: readonly string[],
  ) {}

  // Returns once it listens; again on the port that it had.
  async start(): Promise<void> {
    const file = join(dirname(this.program), "pipevane-sim");
    const child = spawn(file, [...this.options, "--port", `${this.port}`], { stdio: ["ignore", "pipe", "inherit"] });
    this.child = child;
    await new Promise<void>((found, failed) => {
      let said = "";
      child.stdout.on("data", (bytes: Buffer) => {
        said += bytes.toString();
        const port = /listening on (\d+)/.exec(said)?.[1];
        if (port === undefined) return;
        this.port = Number(port);
        this.fingerprint = /fingerprint (\S+)/.exec(said)?.[1] ?? "";
        found();
      });
      child.on("exit", () => failed(new Error(`the simulator ended: ${said}`)));
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

  fault(fault: JsonObject): Promise<JsonObject> {
    return this.ask("POST", "/__fault", fault);
  }

  // Every entity's name, state and newest cycles, by key.
  async truth(cycles: number): Promise<Record<string, JsonObject>> {
    const { entities } = await this.ask("GET", `/__truth?cycles=${cycles}`);
    return isObject(entities) ? (entities as Record<string, JsonObject>) : {};
  }

  // Its certificate is its own, and nobody is in between.
  private ask(method: string, path: string, body?: JsonObject): Promise<JsonObject> {
    return new Promise((answered, failed) => {
      const asked = request({ host: "127.0.0.1", port: this.port, path, method, rejectUnauthorized: false }, (response) => {
        let text = "";
        response.on("data", (part: Buffer) => (text += part.toString()));
        response.on("end", () => {
          const answer: unknown = JSON.parse(text);
          if (response.statusCode === 200 && isObject(answer)) answered(answer);
          else failed(new Error(`${method} ${path}: ${response.statusCode ?? 0} ${text}`));
        });
      });
      asked.on("error", failed);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

// A pipeline that watches these, each as a source of its name, often. The token's secret is in the variable SECRET.
export function pipelineOf(
  sources: Readonly<Record<string, readonly { readonly port: number; readonly fingerprint: string }[]>>,
  staleAfter = "60s",
): string {
  const lines = Object.entries(sources).map(([id, endpoints]) => {
    const addresses = endpoints.map(({ port }) => `"127.0.0.1:${port}"`).join(", ");
    const login = `token_id: "${tokenId}", token_secret: "\${env:SECRET}", fingerprint: "${endpoints[0]?.fingerprint ?? ""}"`;
    return `  ${id}: {type: proxmox_poll, interval: 1s, timeout: 5s, endpoints: [${addresses}], ${login}}`;
  });
  return [
    "version: 1",
    "sources:",
    ...lines,
    `transforms: {derived: {type: derive, stale_after: ${staleAfter}, inputs: [${Object.keys(sources).join(", ")}]}}`,
    `sinks: {web: {type: web, port: "\${env:PORT}", stale_after: ${staleAfter}, inputs: [derived]}}`,
    "",
  ].join("\n");
}
