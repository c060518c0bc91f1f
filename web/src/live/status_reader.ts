// What the sources say of their connections, read again while it may be looked at: slowly, faster while somebody does, soon
// where something changed, and never while the page is hidden or has no connection.
import { batch, createSignal, untrack, type Accessor } from "solid-js";
import type { Status } from "../model/status";

export interface StatusSurroundings {
  read(signal: AbortSignal): Promise<Status>;
  after(ms: number, run: () => void): () => void;
  // A clock that nobody sets, ms.
  now(): number;
  // Whether there is nobody to read for, or nobody to ask.
  idle(): boolean;
}

export interface ReadFailure {
  readonly why: string;
  // When it was read last, by the server's clock; undefined: never.
  readonly sinceMs: number | undefined;
}

export const slowMs = 60_000;
export const watchedMs = 5_000;
const soonestMs = 1_000;
const patienceMs = 15_000;

export class StatusReader {
  private readonly newestSignal = createSignal<Status | undefined>(undefined);
  private readonly failureSignal = createSignal<ReadFailure | undefined>(undefined);
  private watchers = 0;
  private running = false;
  private reading: AbortController | undefined;
  private askedMs: number | undefined;
  private changed = false;
  private cancel: (() => void) | undefined;

  readonly newest: Accessor<Status | undefined> = this.newestSignal[0];
  readonly failure: Accessor<ReadFailure | undefined> = this.failureSignal[0];

  constructor(private readonly surroundings: StatusSurroundings) {}

  start(): void {
    this.running = true;
    this.plan();
  }

  stop(): void {
    this.running = false;
    this.cancel?.();
    this.reading?.abort();
  }

  // Somebody looks at it, until what is returned is called.
  watch(): () => void {
    this.watchers++;
    this.look();
    return () => {
      this.watchers--;
      this.plan();
    };
  }

  // Something may be other than it was, or may be asked again.
  look(): void {
    this.changed = true;
    this.plan();
  }

  private plan(): void {
    this.cancel?.();
    this.cancel = undefined;
    if (!this.running || this.reading !== undefined || this.surroundings.idle()) return;
    const rest = this.changed ? soonestMs : this.watchers > 0 ? watchedMs : slowMs;
    const dueMs = this.askedMs === undefined ? 0 : this.askedMs + rest;
    this.cancel = this.surroundings.after(Math.max(0, dueMs - this.surroundings.now()), () => void this.ask());
  }

  private async ask(): Promise<void> {
    const aborter = new AbortController();
    this.reading = aborter;
    this.changed = false;
    this.askedMs = this.surroundings.now();
    let late = false;
    const cancelPatience = this.surroundings.after(patienceMs, () => {
      late = true;
      aborter.abort();
    });
    try {
      this.take(await this.surroundings.read(aborter.signal));
    } catch (error) {
      if (this.running) this.fail(late ? new Error("the server does not answer") : error);
    } finally {
      cancelPatience();
      this.reading = undefined;
      this.plan();
    }
  }

  private take(status: Status): void {
    batch(() => {
      this.newestSignal[1](status);
      this.failureSignal[1](undefined);
    });
  }

  private fail(error: unknown): void {
    const why = error instanceof Error ? error.message : "no answer";
    this.failureSignal[1]({ why, sinceMs: untrack(() => this.newest()?.timeMs) });
  }
}
