import { beforeEach, describe, expect, it } from "vitest";
import { slowMs, StatusReader, watchedMs, type StatusSurroundings } from "../../src/live/status_reader";
import type { Status } from "../../src/model/status";

// A clock that goes when it is told to, and a server that answers when it is told to.
class Surroundings implements StatusSurroundings {
  nowMs = 0;
  hidden = false;
  reads = 0;
  answer: ((status: Status) => void) | undefined;
  refuse: ((error: Error) => void) | undefined;
  private timers: { readonly dueMs: number; readonly run: () => void }[] = [];

  read(signal: AbortSignal): Promise<Status> {
    this.reads++;
    return new Promise((answer, refuse) => {
      this.answer = answer;
      this.refuse = refuse;
      signal.addEventListener("abort", () => refuse(new Error("aborted")));
    });
  }
  after(ms: number, run: () => void): () => void {
    const timer = { dueMs: this.nowMs + ms, run };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((each) => each !== timer));
  }
  now(): number {
    return this.nowMs;
  }
  idle(): boolean {
    return this.hidden;
  }
  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    for (;;) {
      const [next] = this.timers.filter((each) => each.dueMs <= endMs).sort((one, other) => one.dueMs - other.dueMs);
      if (next === undefined) break;
      this.nowMs = Math.max(this.nowMs, next.dueMs);
      this.timers = this.timers.filter((each) => each !== next);
      next.run();
      await settle();
    }
    this.nowMs = endMs;
  }
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};
const status = (timeMs: number): Status => ({ timeMs, version: "1", sources: [] });

let around: Surroundings;
let reader: StatusReader;

async function answered(timeMs: number): Promise<void> {
  around.answer?.(status(timeMs));
  await settle();
}

beforeEach(async () => {
  around = new Surroundings();
  reader = new StatusReader(around);
  reader.start();
  await around.pass(0);
});

describe("the reader of the status", () => {
  it("reads at once, and then slowly", async () => {
    expect(around.reads).toBe(1);
    await answered(1000);
    expect(reader.newest()?.timeMs).toBe(1000);
    await around.pass(slowMs - 1);
    expect(around.reads).toBe(1);
    await around.pass(1);
    expect(around.reads).toBe(2);
  });

  it("reads faster while somebody looks, and slowly again after that", async () => {
    await answered(1000);
    await around.pass(slowMs / 2);
    const leave = reader.watch();
    await around.pass(0);
    expect(around.reads).toBe(2);
    await answered(2000);
    await around.pass(watchedMs);
    expect(around.reads).toBe(3);
    await answered(3000);
    leave();
    await around.pass(slowMs - 1);
    expect(around.reads).toBe(3);
  });

  it("reads soon where something changed, and once for many changes", async () => {
    await answered(1000);
    await around.pass(10_000);
    for (let change = 0; change < 5; change++) reader.look();
    await around.pass(0);
    expect(around.reads).toBe(2);
    await answered(2000);
    for (let change = 0; change < 5; change++) reader.look();
    await around.pass(999);
    expect(around.reads).toBe(2);
    await around.pass(1);
    expect(around.reads).toBe(3);
  });

  it("does not read while nobody can see it", async () => {
    await answered(1000);
    reader.watch();
    await around.pass(1000);
    await answered(2000);
    around.hidden = true;
    reader.look();
    await around.pass(10 * slowMs);
    expect(around.reads).toBe(2);
    around.hidden = false;
    reader.look();
    await around.pass(0);
    expect(around.reads).toBe(3);
  });

  it("says since when it could not be read, and goes on", async () => {
    await answered(1000);
    await around.pass(slowMs);
    around.refuse?.(new Error("login needed"));
    await settle();
    expect(reader.failure()).toEqual({ why: "login needed", sinceMs: 1000 });
    expect(reader.newest()?.timeMs).toBe(1000);
    await around.pass(slowMs);
    await answered(130_000);
    expect(reader.failure()).toBeUndefined();
  });

  it("waits for one answer at a time, and not for ever", async () => {
    reader.watch();
    await around.pass(14_999);
    expect(around.reads).toBe(1);
    await around.pass(1);
    expect(reader.failure()).toEqual({ why: "the server does not answer", sinceMs: undefined });
    await around.pass(1000);
    expect(around.reads).toBe(2);
  });

  it("asks nothing more once it was stopped", async () => {
    reader.stop();
    await around.pass(10 * slowMs);
    expect(around.reads).toBe(1);
    expect(reader.failure()).toBeUndefined();
  });
});
