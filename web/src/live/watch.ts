// The page's one view of the server: what is watched, how the connection is, and what was found.
import { createEffect, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { Entity } from "../model/entity";
import { readHistory } from "./api";
import { Connection, type ConnectionState, type Surroundings } from "./connection";
import { Fleet } from "./fleet";
import type { DataMessage } from "./messages";
import { trailLengthMs, Trails } from "./trails";

export const trailMetric = "cpu_usage_percent";
const main = "main";
const found = "found";
// Entities in one question for what was: the address stays short enough for every proxy.
const entitiesAQuestion = 50;

export interface Watch {
  readonly fleet: Fleet;
  readonly trails: Trails;
  readonly connection: Accessor<ConnectionState>;
  // Ids that the search fits; undefined while nothing is searched for or the answer is not there yet.
  readonly found: Accessor<ReadonlySet<string> | undefined>;
  // What is wrong with the search; empty where nothing is.
  readonly searchProblem: Accessor<string>;
  // The server's clock, ticking every second.
  readonly nowMs: Accessor<number>;
  retry(): void;
}

const surroundings: Surroundings = {
  open: () => new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`),
  now: () => Date.now(),
  random: () => Math.random(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

export function createWatch(query: Accessor<string>, connectionFailed: () => void): Watch {
  const fleet = new Fleet();
  const trails = new Trails();
  const [connection, setConnection] = createSignal<ConnectionState>({ kind: "connecting" });
  const [foundIds, setFoundIds] = createSignal<ReadonlySet<string> | undefined>();
  const [searchProblem, setSearchProblem] = createSignal("");
  const [localNowMs, setLocalNowMs] = createSignal(Date.now());
  const nowMs = () => localNowMs() + fleet.clockOffsetMs();

  const remember = (entity: Entity) => {
    if (entity.timeMs !== undefined) trails.add(entity.id, entity.timeMs, entity.metrics[trailMetric] ?? null);
  };
  const take = (message: DataMessage) => {
    if (message.subscription === found) {
      setFoundIds((before) => merged(message, before));
      return;
    }
    fleet.apply(message, Date.now(), remember);
    if (message.type === "snapshot") void fetchTrails(fleet, trails);
  };
  const link = new Connection(surroundings, {
    state: setConnection,
    data: take,
    refused: (subscription, detail) => {
      if (subscription === found) setSearchProblem(detail);
    },
    failed: connectionFailed,
  });

  link.subscribe({ subscription: main, events: true, rateMs: 1000 });
  link.start();
  createEffect(
    on(query, (text) => {
      setSearchProblem("");
      setFoundIds(undefined);
      if (text.trim() === "") link.unsubscribe(found);
      else link.subscribe({ subscription: found, query: text, metrics: [], rateMs: 1000 });
    }),
  );
  const tick = setInterval(() => setLocalNowMs(Date.now()), 1000);
  const online = () => link.retryNow();
  window.addEventListener("online", online);
  onCleanup(() => {
    clearInterval(tick);
    window.removeEventListener("online", online);
    link.stop();
  });
  return { fleet, trails, connection, found: foundIds, searchProblem, nowMs, retry: online };
}

function merged(message: DataMessage, before: ReadonlySet<string> | undefined): ReadonlySet<string> {
  const ids = new Set(message.type === "snapshot" ? [] : before);
  for (const [id, patch] of Object.entries(message.entities)) {
    if (patch === null) ids.delete(id);
    else ids.add(id);
  }
  return ids;
}

// The lines shall not begin empty.
async function fetchTrails(fleet: Fleet, trails: Trails): Promise<void> {
  const ids = fleet
    .entities()
    .filter((entity) => entity.kind !== "storage" && entity.kind !== "pool" && entity.kind !== "cluster")
    .map((entity) => entity.id);
  const toMs = Date.now() + fleet.clockOffsetMs();
  for (let at = 0; at < ids.length; at += entitiesAQuestion) {
    const entities = ids.slice(at, at + entitiesAQuestion);
    try {
      const query = { entities, metrics: [trailMetric], fromMs: toMs - trailLengthMs, toMs, stepMs: 10_000 };
      for (const each of await readHistory(query)) trails.prepend(each.entity, each.timesMs, each.values);
    } catch {
      return; // No history in this pipeline, or the connection is gone: the lines grow from now on.
    }
  }
}
