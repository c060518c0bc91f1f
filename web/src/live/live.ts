// The page's one live source: the connection, the fleet that it feeds, a clock, and what a search finds.
import { createSignal } from "solid-js";
import { Connection, type Link, type Socket } from "./connection";
import { Fleet } from "./fleet";

const fleetRateMs = 1000;

export class Live {
  readonly fleet = new Fleet();
  private readonly linkSignal = createSignal<Link>("connecting");
  private readonly lostSignal = createSignal<number | undefined>(undefined);
  private readonly now = createSignal(Date.now());
  private readonly foundSignal = createSignal<ReadonlySet<string> | undefined>(undefined);
  private readonly refusalSignal = createSignal<string | undefined>(undefined);
  private readonly connection: Connection;

  readonly link = this.linkSignal[0];
  readonly lostMs = this.lostSignal[0];
  // The ids that the search finds; undefined where nothing is searched.
  readonly found = this.foundSignal[0];
  readonly refusal = this.refusalSignal[0];

  // `onLost` runs when the connection breaks: the viewer may have to log in again.
  constructor(onLost: () => void) {
    this.connection = new Connection({ open: openSocket, after, random: Math.random }, (link) => {
      this.takeLink(link);
      if (link === "waiting") onLost();
    });
    this.connection.subscribe("fleet", { events: true, rateMs: fleetRateMs }, {
      changed: (change, fold) => this.fleet.take(change, fold),
    });
    setInterval(() => this.now[1](Date.now()), 1000);
  }

  start(): void {
    this.connection.start();
  }

  stop(): void {
    this.connection.stop();
  }

  // The server's time.
  nowMs(): number {
    return this.now[0]() + this.fleet.aheadMs();
  }

  search(query: string): void {
    this.connection.unsubscribe("found");
    this.refusalSignal[1](undefined);
    if (query === "") {
      this.foundSignal[1](undefined);
      return;
    }
    this.connection.subscribe("found", { query, metrics: ["cpu_usage_ratio"], rateMs: fleetRateMs }, {
      changed: (_, fold) => {
        this.refusalSignal[1](undefined);
        this.foundSignal[1](new Set(fold.entities.keys()));
      },
      refused: (text) => this.refusalSignal[1](text),
    });
  }

  private takeLink(link: Link): void {
    this.linkSignal[1](link);
    if (link === "open") this.lostSignal[1](undefined);
    else if (link === "waiting") this.lostSignal[1]((before) => before ?? Date.now());
  }
}

function openSocket(): Socket {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(`${scheme}//${location.host}/ws`) as Socket;
}

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
