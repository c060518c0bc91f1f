// The last minutes of one metric of every entity, for the small lines beside the figures.
import { createSignal, type Accessor } from "solid-js";

export interface Trail {
  readonly timesMs: readonly number[];
  readonly values: readonly (number | null)[]; // null is unknown
}

export const trailLengthMs = 15 * 60_000;
const mostPoints = 240;
const empty: Trail = { timesMs: [], values: [] };

export class Trails {
  private readonly trails = new Map<string, ReturnType<typeof createSignal<Trail>>>();

  trail(id: string): Accessor<Trail> {
    return this.signal(id)[0];
  }

  // A newer sample; an older one is ignored.
  add(id: string, timeMs: number, value: number | null): void {
    const [get, set] = this.signal(id);
    const { timesMs, values } = get();
    if (timeMs <= (timesMs.at(-1) ?? -Infinity)) return;
    set(shortened([...timesMs, timeMs], [...values, value]));
  }

  // What was before the first sample that is there.
  prepend(id: string, timesMs: readonly number[], values: readonly (number | null)[]): void {
    const [get, set] = this.signal(id);
    const now = get();
    const first = now.timesMs[0] ?? Infinity;
    const count = timesMs.filter((time) => time < first).length;
    set(shortened([...timesMs.slice(0, count), ...now.timesMs], [...values.slice(0, count), ...now.values]));
  }

  clear(): void {
    for (const [, set] of this.trails.values()) set(empty);
  }

  private signal(id: string): ReturnType<typeof createSignal<Trail>> {
    let signal = this.trails.get(id);
    if (signal === undefined) this.trails.set(id, (signal = createSignal<Trail>(empty)));
    return signal;
  }
}

function shortened(timesMs: number[], values: (number | null)[]): Trail {
  const oldest = (timesMs.at(-1) ?? 0) - trailLengthMs;
  let skip = Math.max(0, timesMs.length - mostPoints);
  while (skip < timesMs.length && (timesMs[skip] ?? 0) < oldest) skip += 1;
  return { timesMs: timesMs.slice(skip), values: values.slice(skip) };
}
