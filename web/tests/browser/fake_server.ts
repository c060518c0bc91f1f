// A tiny server that speaks the contract of plugins/web/README.md, with the strictest page policy, for the browser
// tests and for looking at the page without a Proxmox VE.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { WebSocketServer, type WebSocket } from "ws";
import { isObject, mergePatch, type Json, type JsonObject } from "../../src/model/json";
import { fakeEvents, newestEvents } from "./fake_events";
import { fakeHistory } from "./fake_history";
import { FakeFleet } from "./fake_fleet";
import { matches } from "./fake_query";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

interface Viewer {
  readonly socket: WebSocket;
  readonly sequences: Map<string, { sequence: number; query: string; ids: Set<string> }>;
}

export class FakeServer {
  readonly fleet: FakeFleet;
  readonly subscribed: JsonObject[] = [];
  // What the components tell of themselves in the status, by id.
  readonly details: Record<string, JsonObject> = {};
  // What the status says beside the components.
  readonly more: JsonObject = {};
  statusReads = 0;
  // The addresses of all questions for events.
  readonly eventReads: string[] = [];
  private readonly viewers = new Set<Viewer>();
  private readonly http: Server;

  constructor(
    private readonly folder: string,
    private readonly token = "",
    guests = 40,
  ) {
    this.fleet = new FakeFleet(guests, Date.now());
    this.http = createServer((request, response) => this.answer(request, response));
    const sockets = new WebSocketServer({ noServer: true });
    this.http.on("upgrade", (request, socket, head) => {
      if (!this.allowed(request)) socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
      else sockets.handleUpgrade(request, socket, head, (opened) => this.welcome(opened));
    });
  }

  async start(port = 0): Promise<string> {
    await new Promise<void>((done) => this.http.listen(port, "127.0.0.1", done));
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.dropAll();
    this.http.closeAllConnections();
    await new Promise((done) => this.http.close(done));
  }

  dropAll(): void {
    for (const viewer of this.viewers) viewer.socket.terminate();
  }

  // Applies a patch of entities and components and sends it on.
  change(entities: JsonObject, components: JsonObject = {}, events: Json[] = []): void {
    for (const [id, patch] of Object.entries(entities))
      if (patch === null) delete this.fleet.entities[id];
      else this.fleet.entities[id] = mergePatch(this.fleet.entities[id], patch) as JsonObject;
    for (const [id, patch] of Object.entries(components))
      this.fleet.components[id] = mergePatch(this.fleet.components[id], patch) as JsonObject;
    this.fleet.events.push(...events);
    this.send({ entities, components, events });
  }

  // More happened at once than one message tells.
  burst(events: Json[]): void {
    this.fleet.events.push(...events);
    this.send({ events: newestEvents(events).slice(0, 2), more_events: true });
  }

  // As where a changed file is read, and refused or accepted.
  configure(configuration: JsonObject | null): void {
    if (configuration === null) delete this.more["configuration"];
    else this.more["configuration"] = configuration;
    this.send({ configuration: configuration === null ? null : { state: configuration["state"] ?? "", since_ms: configuration["since_ms"] ?? 0 } });
  }

  move(): void {
    this.send({ entities: this.fleet.move(Date.now()) });
  }

  // Leaves a number out, as if a message had been lost.
  skip(): void {
    for (const viewer of this.viewers) for (const each of viewer.sequences.values()) each.sequence++;
  }

  private send(message: JsonObject): void {
    for (const viewer of this.viewers)
      for (const [name, each] of viewer.sequences) {
        const entities = isObject(message["entities"]) ? message["entities"] : {};
        const seen = Object.fromEntries(Object.entries(entities).filter(([id]) => each.ids.has(id) || each.query === ""));
        const whole = { ...message, entities: seen, type: "update", subscription: name };
        viewer.socket.send(JSON.stringify({ ...whole, sequence: ++each.sequence, time_ms: Date.now() }));
      }
  }

  private welcome(socket: WebSocket): void {
    const viewer: Viewer = { socket, sequences: new Map() };
    this.viewers.add(viewer);
    socket.on("close", () => this.viewers.delete(viewer));
    socket.on("message", (data) => this.hear(viewer, JSON.parse(String(data)) as JsonObject));
  }

  private hear(viewer: Viewer, message: JsonObject): void {
    const name = String(message["subscription"]);
    if (message["type"] === "unsubscribe") return void viewer.sequences.delete(name);
    this.subscribed.push(message);
    const query = typeof message["query"] === "string" ? message["query"] : "";
    try {
      const found = Object.entries(this.fleet.entities).filter(([id, entity]) => matches(id, entity, query));
      viewer.sequences.set(name, { sequence: 1, query, ids: new Set(found.map(([id]) => id)) });
      const state = { entities: Object.fromEntries(found), components: this.fleet.components, events: newestEvents(this.fleet.events).slice(0, 100) };
      const refused = this.more["configuration"] === undefined ? {} : { configuration: this.more["configuration"] };
      const head = { ...refused, type: "snapshot", subscription: name, epoch: "fake", sequence: 1, time_ms: Date.now() };
      viewer.socket.send(JSON.stringify({ ...head, ...state }));
    } catch (error) {
      const detail = error instanceof Error ? error.message : "";
      viewer.socket.send(JSON.stringify({ type: "error", subscription: name, title: "Bad query", detail }));
    }
  }

  private allowed(request: IncomingMessage): boolean {
    return this.token === "" || (request.headers.cookie ?? "").includes(`session=${this.token}`);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    response.setHeader("Content-Security-Policy", policy);
    const url = new URL(request.url ?? "/", "http://fake");
    if (url.pathname === "/api/session")
      return json(response, { login_required: this.token !== "", authenticated: this.allowed(request) });
    if (url.pathname === "/api/login") return this.login(request, response);
    if (url.pathname === "/api/logout") return void response.writeHead(204, { "Set-Cookie": "session=; Max-Age=0; Path=/" }).end();
    if (url.pathname === "/api/status") return json(response, this.status());
    if (url.pathname === "/api/events") return this.tellEvents(url, response);
    if (url.pathname === "/api/metrics/history") return json(response, fakeHistory(this.fleet, url.searchParams));
    this.file(url.pathname === "/" ? "/index.html" : url.pathname, response);
  }

  private tellEvents(url: URL, response: ServerResponse): void {
    this.eventReads.push(url.pathname + url.search);
    try {
      json(response, fakeEvents(this.fleet, url.searchParams));
    } catch (error) {
      json(response, { title: "Bad query", detail: error instanceof Error ? error.message : "" }, 400);
    }
  }

  private status(): JsonObject {
    this.statusReads++;
    const components = Object.entries(this.fleet.components).map(([id, component]) => {
      const details = this.details[id];
      return details === undefined ? { id, ...component } : { id, ...component, details };
    });
    return { version: "1.2.3", time_ms: Date.now(), started_ms: 1, ...this.more, components };
  }

  private login(request: IncomingMessage, response: ServerResponse): void {
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      const said: unknown = JSON.parse(body);
      if (isObject(said) && said["token"] === this.token)
        response.writeHead(204, { "Set-Cookie": `session=${this.token}; HttpOnly; SameSite=Strict; Path=/` }).end();
      else json(response, { title: "Not let in", detail: "the token is wrong", status: 401 }, 401);
    });
  }

  private file(path: string, response: ServerResponse): void {
    const file = join(this.folder, path);
    if (path.includes("..") || !existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end();
    response.setHeader("Content-Type", types[extname(file)] ?? "application/octet-stream");
    createReadStream(file).pipe(response);
  }
}

function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}
