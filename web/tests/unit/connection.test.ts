import { describe, expect, test } from "vitest";
import { Connection, type ConnectionState, type SocketLike } from "../../src/live/connection";
import type { DataMessage } from "../../src/live/messages";

class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  closed = false;
  readonly sent: Record<string, unknown>[] = [];
  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close() {
    this.closed = true;
  }
  say(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

class Bench {
  readonly sockets: FakeSocket[] = [];
  readonly states: ConnectionState[] = [];
  readonly data: DataMessage[] = [];
  readonly refused: string[] = [];
  failures = 0;
  now = 1000;
  timers: { atMs: number; run: () => void; off: boolean }[] = [];
  readonly connection = new Connection(
    {
      open: () => {
        const socket = new FakeSocket();
        this.sockets.push(socket);
        return socket as unknown as SocketLike;
      },
      now: () => this.now,
      random: () => 1,
      after: (delayMs, run) => {
        const timer = { atMs: this.now + delayMs, run, off: false };
        this.timers.push(timer);
        return () => (timer.off = true);
      },
    },
    {
      state: (state) => this.states.push(state),
      data: (message) => this.data.push(message),
      refused: (_, detail) => this.refused.push(detail),
      failed: () => (this.failures += 1),
    },
  );
  get socket() {
    return this.sockets.at(-1)!;
  }
  get state() {
    return this.states.at(-1)!;
  }
  // Runs what is due up to then, the earliest first.
  pass(durationMs: number) {
    const end = this.now + durationMs;
    for (;;) {
      const due = this.timers.filter((timer) => !timer.off && timer.atMs <= end).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.now = due.atMs;
      due.off = true;
      due.run();
    }
    this.now = end;
  }
  opened() {
    this.connection.subscribe({ subscription: "main" });
    this.connection.start();
    this.socket.onopen?.();
    return this;
  }
}

const snapshot = (sequence: number, epoch = "e") => ({ type: "snapshot", subscription: "main", epoch, sequence, time_ms: 5 });
const update = (sequence: number) => ({ type: "update", subscription: "main", sequence, time_ms: 6 });

describe("a connection", () => {
  test("subscribes, and is live once data has come", () => {
    const bench = new Bench().opened();
    expect(bench.socket.sent[0]).toMatchObject({ type: "subscribe", subscription: "main" });
    expect(bench.state.kind).toBe("connecting");
    bench.socket.say(snapshot(7));
    expect(bench.state.kind).toBe("live");
    expect(bench.data.map((message) => message.sequence)).toEqual([7]);
  });

  test("continues after a loss where it was", () => {
    const bench = new Bench().opened();
    bench.socket.say(snapshot(7));
    bench.socket.say(update(8));
    bench.socket.onclose?.();
    expect(bench.state).toEqual({ kind: "lost", sinceMs: 1000, retryAtMs: 1500 });
    bench.pass(500);
    bench.socket.onopen?.();
    expect(bench.socket.sent[0]).toMatchObject({ resume: { epoch: "e", sequence: 8 } });
    bench.socket.say(update(9));
    expect(bench.state.kind).toBe("live");
    expect(bench.data.at(-1)?.sequence).toBe(9);
  });

  test("begins anew when it missed something", () => {
    const bench = new Bench().opened();
    bench.socket.say(snapshot(7));
    bench.socket.say(update(9));
    expect(bench.data.length).toBe(1);
    expect(bench.socket.sent[1]).toMatchObject({ type: "subscribe" });
    expect(bench.socket.sent[1]).not.toHaveProperty("resume");
    bench.socket.say(update(10));
    bench.socket.say(snapshot(1, "f"));
    expect(bench.data.map((message) => message.sequence)).toEqual([7, 1]);
    expect(bench.socket.sent.length).toBe(2);
  });

  test("waits longer and longer, and says since when it is lost", () => {
    const bench = new Bench().opened();
    bench.socket.say(snapshot(1));
    const waits: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      bench.socket.onclose?.();
      const state = bench.state;
      if (state.kind !== "lost") throw new Error(state.kind);
      expect(state.sinceMs).toBe(1000);
      waits.push(state.retryAtMs - bench.now);
      bench.pass(waits.at(-1)!);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
    expect(bench.failures).toBe(7);
  });

  test("gives up a connection that does not come up", () => {
    const bench = new Bench();
    bench.connection.start();
    bench.pass(10_000);
    expect(bench.sockets[0]?.closed).toBe(true);
    expect(bench.failures).toBe(1);
    bench.pass(500);
    expect(bench.sockets.length).toBe(2);
  });

  test("tries at once when it is told to", () => {
    const bench = new Bench().opened();
    bench.socket.onclose?.();
    bench.connection.retryNow();
    expect(bench.sockets.length).toBe(2);
    bench.pass(60_000 - 1000);
    expect(bench.sockets.filter((socket) => !socket.closed).length).toBe(1);
  });

  test("passes on why a subscription was refused", () => {
    const bench = new Bench().opened();
    bench.socket.say({ type: "error", subscription: "main", detail: "no such word" });
    expect(bench.refused).toEqual(["no such word"]);
  });

  test("ignores what it does not understand", () => {
    const bench = new Bench().opened();
    for (const data of ["", "[]", "{}", '{"type":"update"}', 3, '{"type":"snapshot","subscription":"other","sequence":1}'])
      bench.socket.onmessage?.({ data });
    expect(bench.data).toEqual([]);
  });
});
