import { beforeEach, describe, expect, it } from "vitest";
import { backoffMs } from "../../src/live/backoff";
import { Connection, connectingMs, silentMs, type Link, type Socket } from "../../src/live/connection";

class FakeSocket implements Socket {
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {
    this.onclose?.();
  }
  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify({ subscription: "main", time_ms: 1, ...message }) });
  }
}

let sockets: FakeSocket[];
// The watches that are running, and all the waits there were.
let watches: { ms: number; run: () => void }[];
let waits: { ms: number; run: () => void }[];
let links: Link[];
let connection: Connection;
let seen: string[][];
let refusals: string[];

beforeEach(() => {
  sockets = [];
  waits = [];
  watches = [];
  links = [];
  seen = [];
  refusals = [];
  connection = new Connection(
    {
      open: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      after: (ms, run) => {
        const watched = ms === silentMs || ms === connectingMs;
        const list = watched ? watches : waits;
        const wait = { ms, run };
        list.push(wait);
        return () => void list.splice(list.indexOf(wait), watched ? 1 : 0);
      },
      random: () => 1,
    },
    (link) => links.push(link),
  );
  connection.subscribe("main", { query: "kind:vm" }, {
    changed: (_, fold) => seen.push([...fold.entities.keys()]),
    refused: (text) => refusals.push(text),
  });
  connection.start();
  last().onopen?.();
});

const last = (): FakeSocket => sockets[sockets.length - 1] as FakeSocket;
const snapshot = { type: "snapshot", epoch: "e", sequence: 1, entities: { "c/vm/1": { kind: "vm" } } };

describe("the live connection", () => {
  it("asks for its subscriptions when it opens", () => {
    expect(last().sent).toEqual([{ type: "subscribe", subscription: "main", query: "kind:vm" }]);
  });

  it("hands on what arrives", () => {
    last().say(snapshot);
    last().say({ type: "update", sequence: 2, entities: { "c/vm/2": { kind: "vm" } } });
    expect(seen).toEqual([["c/vm/1"], ["c/vm/1", "c/vm/2"]]);
  });

  it("subscribes anew, without resuming, when a message is missing", () => {
    last().say(snapshot);
    last().say({ type: "update", sequence: 3 });
    expect(last().sent[1]).toEqual({ type: "subscribe", subscription: "main", query: "kind:vm" });
    last().say({ ...snapshot, sequence: 9 });
    expect(seen).toHaveLength(2);
  });

  it("comes back by itself and resumes where it stood", () => {
    last().say(snapshot);
    last().close();
    expect(links).toEqual(["connecting", "open", "waiting"]);
    waits[0]?.run();
    last().onopen?.();
    expect(last().sent[0]).toMatchObject({ resume: { epoch: "e", sequence: 1 } });
    last().say({ type: "update", sequence: 2, entities: { "c/vm/1": null } });
    expect(seen[1]).toEqual([]);
  });

  it("waits longer each time, and starts over once data arrives", () => {
    for (let i = 0; i < 3; i++) {
      last().close();
      waits[i]?.run();
    }
    expect(waits.map((wait) => wait.ms)).toEqual([500, 1000, 2000]);
    last().onopen?.();
    last().say(snapshot);
    last().close();
    expect(waits[3]?.ms).toBe(500);
  });

  it("comes back where the socket is open but silent", () => {
    last().say(snapshot);
    expect(watches.map((watch) => watch.ms)).toEqual([silentMs]);
    watches[0]?.run();
    expect(links).toEqual(["connecting", "open", "waiting"]);
    waits[0]?.run();
    last().onopen?.();
    expect(sockets).toHaveLength(2);
    expect(last().sent[0]).toMatchObject({ resume: { epoch: "e", sequence: 1 } });
  });

  it("waits anew for each message, and a heartbeat is one", () => {
    const before = watches[0];
    last().say({ type: "heartbeat", time_ms: 7 });
    expect(watches).toHaveLength(1);
    expect(watches[0]).not.toBe(before);
    expect(seen).toEqual([]);
  });

  it("gives up a socket that never opens", () => {
    connection.start();
    expect(watches.map((watch) => watch.ms)).toEqual([connectingMs]);
    watches[0]?.run();
    expect(links[links.length - 1]).toBe("waiting");
    expect(watches).toEqual([]);
  });

  it("does not come back once it was stopped", () => {
    connection.stop();
    expect(waits).toEqual([]);
    expect(watches).toEqual([]);
    expect(links[links.length - 1]).toBe("closed");
  });

  it("passes a refusal on to who asked", () => {
    last().say({ type: "error", title: "Bad query", detail: "unknown key" });
    expect(refusals).toEqual(["unknown key"]);
  });
});

describe("the back-off", () => {
  it("is bounded, and spread over half of its length", () => {
    expect(backoffMs(50, () => 1)).toBe(15_000);
    expect(backoffMs(50, () => 0)).toBe(7_500);
  });
});
