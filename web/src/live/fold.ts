// One subscription's state, folded from a snapshot and its differences.
import { mergePatch, type Json, type JsonObject } from "../model/json";
import type { Position, Update } from "./message";

// What an update did: the ids of entities and components that are new, changed or gone.
export interface Change {
  readonly whole: boolean;
  readonly entities: readonly string[];
  readonly components: readonly string[];
  readonly events: readonly Json[];
  // Others came or changed besides.
  readonly moreEvents: boolean;
  readonly timeMs: number;
}

export class Fold {
  readonly entities = new Map<string, Json>();
  readonly components = new Map<string, Json>();
  // Undefined where the server does not say.
  staleAfterMs: number | undefined;
  // Null where the newest configuration is in use.
  configuration: Json = null;
  private epoch: string | undefined;
  private sequence = -1;

  // What changed, or "gap" where messages are missing and only a new snapshot helps.
  apply(update: Update): Change | "gap" {
    const whole = update.type === "snapshot";
    if (whole) {
      this.entities.clear();
      this.components.clear();
      this.epoch = update.epoch;
      this.staleAfterMs = update.staleAfterMs;
      this.configuration = null;
    } else if (this.epoch === undefined || update.sequence !== this.sequence + 1) {
      return this.gap(update);
    }
    this.sequence = update.sequence;
    if (update.configuration !== undefined) this.configuration = update.configuration;
    return {
      whole,
      entities: patchAll(this.entities, update.entities),
      components: patchAll(this.components, update.components),
      events: update.events,
      moreEvents: update.moreEvents,
      timeMs: update.timeMs,
    };
  }

  position(): Position | undefined {
    return this.epoch === undefined ? undefined : { epoch: this.epoch, sequence: this.sequence };
  }

  // A repeated message is no gap; it says nothing new.
  private gap(update: Update): Change | "gap" {
    if (this.epoch !== undefined && update.sequence <= this.sequence)
      return { whole: false, entities: [], components: [], events: [], moreEvents: false, timeMs: update.timeMs };
    this.epoch = undefined;
    return "gap";
  }
}

function patchAll(state: Map<string, Json>, patch: JsonObject): string[] {
  for (const [id, value] of Object.entries(patch)) {
    if (value === null) state.delete(id);
    else state.set(id, mergePatch(state.get(id), value));
  }
  return Object.keys(patch);
}
