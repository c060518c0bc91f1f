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

// Where a page goes. The first one is read in place of all that is shown, or above the older ones that are; another one
// goes behind them.
type First = "anew" | "above";
type Place = First | "behind";

export class EventList {
  private readonly shown = createSignal<readonly FleetEvent[]>([]);
  private readonly loadingSignal = createSignal(true);
  private readonly failureSignal = createSignal("");
  private readonly nextSignal = createSignal<string | undefined>(undefined);
  private readonly readySignal = createSignal(false);
  private reading: AbortController | undefined;
  private readingFor: Place = "anew";
  // What was wished while it rested, and what failed last.
  private again: First | undefined;
  private failed: Place | undefined;
  private resting = false;
  private cancelRest: (() => void) | undefined;
  private stopped = false;
  // What came live while a page was on its way, by id, as the page may have it in an older state.
  private readonly late = new Map<string, FleetEvent>();

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
    this.loadFirst("anew");
  }

  // One page more. Not while another one is on its way.
  older(): void {
    const next = untrack(this.nextSignal[0]);
    if (this.stopped || next === undefined || this.reading !== undefined || untrack(() => this.isFull())) return;
    void this.read(next, "behind");
  }

  take(news: EventNews): void {
    // What the query finds only the server knows.
    const asks = this.filter.query !== "" && news.events.some((event) => isWanted(this.filter, event));
    if (news.gap || asks) this.loadFirst(news.gap ? "anew" : "above");
    if (this.reading !== undefined) for (const event of news.events) this.late.set(event.id, event);
    this.tell(news.events);
  }

  // What failed, once more. Not while something is on its way.
  retry(): void {
    if (this.reading !== undefined) return;
    if (this.failed === "behind") this.older();
    else this.loadFirst(this.failed ?? "anew");
  }

  stop(): void {
    this.stopped = true;
    this.cancelRest?.();
    this.reading?.abort();
  }

  private rested(): void {
    this.resting = false;
    if (this.again !== undefined) this.loadFirst(this.again);
  }

  private loadFirst(place: First): void {
    if (this.stopped) return;
    if (this.resting) {
      if (this.again !== "anew") this.again = place;
      return;
    }
    // What was to begin anew still does, where it failed or has not come yet.
    const owed = [this.again, this.failed, this.reading && this.readingFor];
    this.again = undefined;
    this.resting = true;
    this.cancelRest = this.surroundings.after(restMs, () => this.rested());
    void this.read(eventsPath(this.filter, this.limits.page), owed.includes("anew") ? "anew" : place);
  }

  private async read(path: string, place: Place): Promise<void> {
    this.reading?.abort();
    const aborter = new AbortController();
    this.reading = aborter;
    this.readingFor = place;
    this.failed = undefined;
    this.late.clear();
    this.loadingSignal[1](true);
    try {
      const page = await this.surroundings.read(path, aborter.signal);
      if (this.reading === aborter) this.arrived(page, place);
    } catch (error) {
      if (this.reading !== aborter || aborter.signal.aborted) return;
      this.reading = undefined;
      this.failed = place;
      batch(() => {
        this.loadingSignal[1](false);
        this.failureSignal[1](error instanceof Error ? error.message : "no answer");
      });
    }
  }

  private arrived(page: EventPage, place: Place): void {
    this.reading = undefined;
    batch(() => {
      const before = untrack(this.events);
      const joins = place === "above" && reaches(page, before);
      if (!joins) this.nextSignal[1](page.next);
      if (joins) this.shown[1](underFresh(before, page.events).slice(0, this.limits.most));
      else this.shown[1](newestFirst(place === "behind" ? before : [], page.events, "behind"));
      this.failureSignal[1]("");
      this.readySignal[1](true);
      this.tell([...this.late.values()]);
      this.late.clear();
      this.loadingSignal[1](false);
    });
  }

  // What came live. One that is wanted no more goes as well, as where what was an error is none.
  private tell(events: readonly FleetEvent[]): void {
    const wanted = events.filter((event) => isWanted(this.filter, event));
    const unwanted = new Set(events.filter((event) => !isWanted(this.filter, event)).map((event) => event.id));
    if (this.filter.query === "") this.merge(wanted, unwanted);
    else this.renew(wanted, unwanted);
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

// Whether there is nothing between the first page and the older ones that are shown. One that is all there is replaces them.
function reaches(page: EventPage, shown: readonly FleetEvent[]): boolean {
  const known = new Set(shown.map((event) => event.id));
  return page.next !== undefined && page.events.some((event) => known.has(event.id));
}

// The first page, and what is older. What is shown within its reach and is not in it is no more.
function underFresh(shown: readonly FleetEvent[], fresh: readonly FleetEvent[]): readonly FleetEvent[] {
  const endMs = fresh[fresh.length - 1]?.timeMs ?? Infinity;
  return newestFirst(shown.filter((event) => event.timeMs <= endMs), fresh, "above");
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
