// The last quarter of an hour of one figure, in equal slots of time; a slot without a value is a gap.
export const slotMs = 15_000;
export const slots = 60;

export class Trend {
  private readonly values = new Array<number | undefined>(slots);
  // The newest slot's number since the epoch.
  private newest = -1;

  add(timeMs: number, value: number | undefined): void {
    const slot = Math.floor(timeMs / slotMs);
    if (slot <= this.newest - slots) return;
    if (this.newest < 0 || slot >= this.newest + slots) this.values.fill(undefined);
    else for (let empty = this.newest + 1; empty <= slot; empty++) this.values[empty % slots] = undefined;
    this.newest = Math.max(this.newest, slot);
    this.values[slot % slots] = value;
  }

  // Fills slots that are empty: history must not replace what was seen live.
  fill(timeMs: number, value: number | undefined): void {
    const slot = Math.floor(timeMs / slotMs);
    const held = slot <= this.newest && slot > this.newest - slots;
    if (held && this.values[slot % slots] !== undefined) return;
    this.add(timeMs, value);
  }

  // Oldest first, up to the slot of `nowMs`. A figure that was polled less often than once a slot leaves single holes;
  // they are bridged, longer ones are gaps.
  until(nowMs: number): (number | undefined)[] {
    const last = Math.floor(nowMs / slotMs);
    const line = Array.from({ length: slots }, (_, index) => this.at(last - slots + 1 + index));
    return line.map((value, index) => value ?? bridge(line[index - 1], line[index + 1]));
  }

  private at(slot: number): number | undefined {
    if (slot < 0 || slot > this.newest || slot <= this.newest - slots) return undefined;
    return this.values[slot % slots];
  }
}

function bridge(before: number | undefined, after: number | undefined): number | undefined {
  return before === undefined || after === undefined ? undefined : (before + after) / 2;
}
