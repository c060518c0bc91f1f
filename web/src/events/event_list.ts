// Events, newest first: pages that were loaded, and what changed since, each event once and in its newest state. What it shows
// has no holes: it reaches from now down to the end of the last page.
import { batch, createSignal, untrack, type Accessor } from "solid-js";
import type { FleetEvent } from "../model/event";
import { eventsPath, isWanted, type EventFilter } from "./event_filter";

export interface EventPage {
  readonly events: readonly FleetEvent[];
  // The address of the next one, of older events.
  readonly next?: string;
}

// What came live. `gap`: others came or changed as well, and which is not known.
export interface EventNews {
  readonly events: readonly FleetEvent[];
  readonly gap: boolean;
}

export interface EventSurroundings {
  read(path: string, signal: AbortSignal): Promise<EventPage>;
  after(ms: number, run: () => void): () => void;
}

export interface EventLimits {
  readonly page: number;
  // So many are held: the server has as many in memory, and a list of more is no list that anybody reads.
  readonly most: number;
}

// The first page is read again no more often.
const restMs = 2_000;

export class EventList {
  private readonly shown = createSignal<readonly FleetEvent[]>([]);
  private readonly loadingSignal = createSignal(true);
  private readonly failureSignal = createSignal("");
  private readonly nextSignal = createSignal<string | undefined>(undefined);
  private readonly readySignal = createSignal(false);
  private reading: AbortController | undefined;
  private again = false;
  private resting = false;
  private cancelRest: (() => void) | undefined;
  private stopped = false;
  // What came live while a page was on its way.
  private late: FleetEvent[] = [];

  readonly events: Accessor<readonly FleetEvent[]> = this.shown[0];
  readonly loading: Accessor<boolean> = this.loadingSignal[0];
  // Whether a first page came.
  readonly ready: Accessor<boolean> = this.readySignal[0];
  // Why the last page could not be read; "" where it could.
  readonly failure: Accessor<string> = this.failureSignal[0];

  constructor(
    private readonly surroundings: EventSurroundings,
    private readonly filter: EventFilter,
    private readonly limits: EventLimits,
  ) {}

  // Whether there are older ones than those shown.
  hasOlder(): boolean {
    return this.nextSignal[0]() !== undefined;
  }

  // Whether it holds as many as it may.
  isFull(): boolean {
    return this.events().length >= this.limits.most;
  }

  // The first page, in place of what is shown.
  load(): void {
    if (this.stopped) return;
    if (this.resting) {
      this.again = true;
      return;
    }
    this.resting = true;
    this.cancelRest = this.surroundings.after(restMs, () => this.rested());
    void this.read(eventsPath(this.filter, this.limits.page), true);
  }

  // One page more. Not while another one is on its way.
  older(): void {
    const next = untrack(this.nextSignal[0]);
    if (this.stopped || next === undefined || this.reading !== undefined || untrack(() => this.isFull())) return;
    void this.read(next, false);
  }

  take(news: EventNews): void {
    const wanted = news.events.filter((event) => isWanted(this.filter, event));
    // One that is wanted no more goes as well, as where what was an error is none.
    const unwanted = new Set(news.events.filter((event) => !wanted.includes(event)).map((event) => event.id));
    // What the query finds only the server knows.
    const asks = this.filter.query !== "" && wanted.length > 0;
    if (news.gap || asks) this.load();
    if (asks) this.renew(wanted, unwanted);
    else this.merge(wanted, unwanted);
    if (this.reading !== undefined && !asks) this.late.push(...wanted);
  }

  // What failed, once more.
  retry(): void {
    if (untrack(this.ready)) this.older();
    else this.load();
  }

  stop(): void {
    this.stopped = true;
    this.cancelRest?.();
    this.reading?.abort();
  }

  private rested(): void {
    this.resting = false;
    if (!this.again) return;
    this.again = false;
    this.load();
  }

  private async read(path: string, anew: boolean): Promise<void> {
    this.reading?.abort();
    const aborter = new AbortController();
    this.reading = aborter;
    this.late = [];
    this.loadingSignal[1](true);
    try {
      const page = await this.surroundings.read(path, aborter.signal);
      if (this.reading === aborter) this.arrived(page, anew);
    } catch (error) {
      if (this.reading !== aborter || aborter.signal.aborted) return;
      this.reading = undefined;
      batch(() => {
        this.loadingSignal[1](false);
        this.failureSignal[1](error instanceof Error ? error.message : "no answer");
      });
    }
  }

  private arrived(page: EventPage, anew: boolean): void {
    this.reading = undefined;
    batch(() => {
      this.nextSignal[1](page.next);
      const before = anew ? [] : untrack(this.events);
      this.shown[1](newestFirst(before, page.events, "behind"));
      this.failureSignal[1]("");
      this.readySignal[1](true);
      this.merge(this.late, new Set());
      this.loadingSignal[1](false);
    });
  }

  // Of those that are shown; the others come with the page.
  private renew(events: readonly FleetEvent[], gone: ReadonlySet<string>): void {
    const known = new Set(untrack(this.events).map((event) => event.id));
    this.merge(events.filter((event) => known.has(event.id)), gone);
  }

  // What began before the end of what is shown has a page of its own.
  private merge(events: readonly FleetEvent[], gone: ReadonlySet<string>): void {
    if (!untrack(this.ready)) return;
    const before = untrack(this.events);
    const reachesEnd = untrack(() => !this.hasOlder() && !this.isFull());
    const endMs = reachesEnd ? -Infinity : (before[before.length - 1]?.timeMs ?? Infinity);
    const known = new Set(before.map((event) => event.id));
    const taken = events.filter((event) => event.timeMs >= endMs || known.has(event.id));
    const goes = before.some((event) => gone.has(event.id));
    if (taken.length === 0 && !goes) return;
    const kept = goes ? before.filter((event) => !gone.has(event.id)) : before;
    this.shown[1](newestFirst(kept, taken, "above").slice(0, this.limits.most));
  }
}

// Each once, as `fresh` has it. Of the same time the fresh ones stand above the others, or behind them.
export function newestFirst(before: readonly FleetEvent[], fresh: readonly FleetEvent[], where: "above" | "behind"): readonly FleetEvent[] {
  const now = new Map(fresh.map((event) => [event.id, event]));
  const known = before.map((event) => {
    const newer = now.get(event.id);
    now.delete(event.id);
    return newer ?? event;
  });
  const others = [...now.values()];
  const all = where === "above" ? [...others, ...known] : [...known, ...others];
  return all.sort((one, other) => other.timeMs - one.timeMs);
}
