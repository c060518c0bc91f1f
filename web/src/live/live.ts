// The page's one live source: the connection, the fleet that it feeds, a clock, and what a search finds.
import { batch, createSignal, untrack } from "solid-js";
import type { Entity } from "../model/entity";
import { ageOf, type Age } from "./age";
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
  private readonly searchingSignal = createSignal(false);
  private readonly connection: Connection;
  private ticking: ReturnType<typeof setInterval> | undefined;

  readonly link = this.linkSignal[0];
  // Since when there is no connection, by the server's clock; undefined while there is one.
  readonly lostMs = this.lostSignal[0];
  // The ids that the last search that worked finds; undefined where nothing is searched.
  readonly found = this.foundSignal[0];
  readonly refusal = this.refusalSignal[0];
  // Whether the server has yet to answer what is searched.
  readonly searching = this.searchingSignal[0];

  // `onLost` runs when the connection breaks: the viewer may have to log in again.
  constructor(onLost: () => void) {
    this.connection = new Connection({ open: openSocket, after, random: Math.random }, (link) => {
      this.takeLink(link);
      if (link === "waiting") onLost();
    });
    this.connection.subscribe("fleet", { events: true, rateMs: fleetRateMs }, {
      changed: (change, fold) => this.fleet.take(change, fold),
    });
  }

  start(): void {
    this.ticking ??= setInterval(() => this.now[1](Date.now()), 1000);
    this.connection.start();
  }

  stop(): void {
    clearInterval(this.ticking);
    this.ticking = undefined;
    this.connection.stop();
  }

  age(entity: Entity): Age {
    return ageOf(entity, {
      nowMs: this.nowMs(),
      lostMs: this.lostMs(),
      staleAfterMs: this.fleet.staleAfterMs(),
      hears: (cluster) => this.fleet.hears(cluster),
    });
  }

  // The server's time.
  nowMs(): number {
    return this.now[0]() + this.fleet.aheadMs();
  }

  search(query: string): void {
    this.connection.unsubscribe("found");
    this.refusalSignal[1](undefined);
    this.searchingSignal[1](query !== "");
    if (query === "") {
      this.foundSignal[1](undefined);
      return;
    }
    this.connection.subscribe("found", { query, metrics: ["cpu_usage_ratio"], rateMs: fleetRateMs }, {
      changed: (_, fold) =>
        batch(() => {
          this.refusalSignal[1](undefined);
          this.foundSignal[1](new Set(fold.entities.keys()));
          this.searchingSignal[1](false);
        }),
      refused: (text) =>
        batch(() => {
          this.refusalSignal[1](text);
          this.searchingSignal[1](false);
        }),
    });
  }

  private takeLink(link: Link): void {
    this.linkSignal[1](link);
    if (link === "open") this.lostSignal[1](undefined);
    else if (link === "waiting") this.lostSignal[1]((before) => before ?? Date.now() + untrack(() => this.fleet.aheadMs()));
  }
}

function openSocket(): Socket {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const web = new WebSocket(`${scheme}//${location.host}/ws`);
  const socket: Socket = { send: (text) => web.send(text), close: () => web.close(), onopen: null, onmessage: null, onclose: null };
  web.onopen = () => socket.onopen?.();
  web.onmessage = (event: MessageEvent<unknown>) => socket.onmessage?.(event);
  web.onclose = () => socket.onclose?.();
  return socket;
}

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
