// The trends of all entities: filled from the history once, then from what comes live.
import { createSignal, type Accessor, type Setter } from "solid-js";
import { history, type Series } from "../api/rest";
import type { Fleet } from "../live/fleet";
import { measuresOf, sumOf, type Measure } from "../words/measures";
import type { Entity } from "../model/entity";
import { slotMs, slots, Trend } from "./trend";

// The server answers at most 500 series at once, and an address has its limits too.
const entitiesAtOnce = 40;
const gatherMs = 100;

interface Entry {
  readonly trends: ReadonlyMap<string, Trend>;
  readonly changed: readonly [Accessor<number>, Setter<number>];
  asked: boolean;
}

export class Trends {
  private readonly entries = new Map<string, Entry>();
  private readonly wanted = new Map<string, Entity>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly fleet: Fleet,
    private readonly nowMs: () => number,
  ) {
    fleet.follow((touched, gone) => {
      gone.forEach((id) => this.entries.delete(id));
      touched.forEach((entity) => this.takeLive(entity));
    });
  }

  // Asks for nothing more.
  stop(): void {
    clearTimeout(this.timer);
    this.wanted.clear();
  }

  // The line of one measure; reading it subscribes to it, and asks for its past where that is missing.
  line(entity: Entity, measure: Measure, nowMs: number): (number | undefined)[] {
    const entry = this.entry(entity);
    entry.changed[0]();
    if (!entry.asked) this.want(entity, entry);
    return entry.trends.get(measure.id)?.until(nowMs) ?? [];
  }

  private entry(entity: Entity): Entry {
    const known = this.entries.get(entity.id);
    if (known !== undefined) return known;
    const trends = new Map(measuresOf(entity.kind).map((measure) => [measure.id as string, new Trend()]));
    const entry: Entry = { trends, changed: createSignal(0), asked: false };
    this.entries.set(entity.id, entry);
    return entry;
  }

  private takeLive(entity: Entity): void {
    if (entity.timeMs === undefined || entity.quality !== "live") return;
    const entry = this.entry(entity);
    for (const measure of measuresOf(entity.kind))
      entry.trends.get(measure.id)?.add(entity.timeMs, sumOf(entity.metrics, measure.metrics));
    entry.changed[1]((version) => version + 1);
  }

  private want(entity: Entity, entry: Entry): void {
    entry.asked = true;
    this.wanted.set(entity.id, entity);
    this.timer ??= setTimeout(() => void this.askAll(), gatherMs);
  }

  private async askAll(): Promise<void> {
    this.timer = undefined;
    const entities = [...this.wanted.values()];
    this.wanted.clear();
    const kinds = new Map<string, Entity[]>();
    for (const entity of entities) {
      const key = measuresOf(entity.kind).map((measure) => measure.label).join();
      kinds.set(key, [...(kinds.get(key) ?? []), entity]);
    }
    for (const group of kinds.values())
      for (let at = 0; at < group.length; at += entitiesAtOnce) await this.ask(group.slice(at, at + entitiesAtOnce));
  }

  private async ask(entities: readonly Entity[]): Promise<void> {
    const measures = measuresOf(entities[0]?.kind ?? "");
    const toMs = this.nowMs();
    const metrics = [...new Set(measures.flatMap((measure) => measure.metrics))];
    try {
      const answer = await history({
        entities: entities.map((entity) => entity.id),
        metrics,
        fromMs: toMs - slots * slotMs,
        toMs,
        stepMs: slotMs,
      });
      this.fill(answer.series);
    } catch {
      // Without its past a trend begins now; that is no reason to bother anyone.
    }
  }

  private fill(series: readonly Series[]): void {
    const byEntity = new Map<string, Series[]>();
    for (const each of series) byEntity.set(each.entity, [...(byEntity.get(each.entity) ?? []), each]);
    for (const [id, own] of byEntity) {
      const entity = this.fleet.entity(id);
      if (entity === undefined) continue;
      const entry = this.entry(entity);
      for (const measure of measuresOf(entity.kind)) fillTrend(entry.trends.get(measure.id), measure, own);
      entry.changed[1]((version) => version + 1);
    }
  }
}

function fillTrend(trend: Trend | undefined, measure: Measure, series: readonly Series[]): void {
  const sums = new Map<number, number>();
  for (const each of series.filter((one) => measure.metrics.includes(one.metric)))
    each.timesMs.forEach((time, index) => {
      const value = each.values[index];
      if (value !== null && value !== undefined) sums.set(time, (sums.get(time) ?? 0) + value);
    });
  for (const [time, value] of sums) trend?.fill(time, value);
}
