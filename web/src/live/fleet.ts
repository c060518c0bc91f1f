// All that is watched, as signals: one for each entity, so that a change redraws one row.
import { batch, createSignal, type Accessor, type Setter } from "solid-js";
import { decodeComponent, type Component } from "../model/component";
import { decodeEntity, type Entity } from "../model/entity";
import { decodeEvent, type FleetEvent } from "../model/event";
import { mergePatch, type Json, type JsonObject } from "../model/json";
import type { DataMessage } from "./messages";

interface Slot {
  raw: Json;
  readonly get: Accessor<Entity>;
  readonly set: Setter<Entity>;
}

const eventsKept = 200;

export class Fleet {
  private readonly slots = new Map<string, Slot>();
  private rawComponents: JsonObject = {};
  private readonly idsSignal = createSignal<readonly string[]>([]);
  private readonly eventsSignal = createSignal<readonly FleetEvent[]>([]);
  private readonly componentsSignal = createSignal<readonly Component[]>([]);
  private readonly offsetSignal = createSignal(0);
  private readonly filledSignal = createSignal(false);

  readonly ids = this.idsSignal[0];
  readonly events = this.eventsSignal[0]; // newest first
  readonly components = this.componentsSignal[0];
  // The server's clock minus ours, so that ages are right whatever ours shows.
  readonly clockOffsetMs = this.offsetSignal[0];
  // The first snapshot has come.
  readonly filled = this.filledSignal[0];

  entity(id: string): Entity | undefined {
    return this.slots.get(id)?.get();
  }

  // All of them that are there now.
  entities(): Entity[] {
    return this.ids().flatMap((id) => this.entity(id) ?? []);
  }

  // Calls `changed` for every entity that the message brought news of.
  apply(message: DataMessage, nowMs: number, changed: (entity: Entity) => void): void {
    batch(() => {
      if (message.timeMs > 0) this.offsetSignal[1](message.timeMs - nowMs);
      const whole = message.type === "snapshot";
      const before = this.slots.size;
      let gone = whole && this.removeOthers(message.entities);
      for (const [id, patch] of Object.entries(message.entities)) {
        if (patch === null) gone = this.slots.delete(id) || gone;
        else this.put(id, patch, whole, changed);
      }
      if (gone || this.slots.size !== before) this.idsSignal[1]([...this.slots.keys()]);
      this.applyEvents(message, whole);
      this.applyComponents(message, whole);
      if (whole) this.filledSignal[1](true);
    });
  }

  private removeOthers(entities: JsonObject): boolean {
    let any = false;
    for (const id of [...this.slots.keys()]) {
      if (id in entities) continue;
      any = this.slots.delete(id) || any;
    }
    return any;
  }

  private put(id: string, patch: Json, whole: boolean, changed: (entity: Entity) => void): void {
    const slot = this.slots.get(id);
    const raw = whole || slot === undefined ? mergePatch({}, patch) : mergePatch(slot.raw, patch);
    const entity = decodeEntity(id, raw);
    if (entity === undefined) return;
    if (slot === undefined) {
      const [get, set] = createSignal(entity);
      this.slots.set(id, { raw, get, set });
    } else {
      slot.raw = raw;
      slot.set(() => entity);
    }
    changed(entity);
  }

  private applyEvents(message: DataMessage, whole: boolean): void {
    const fresh = message.events.flatMap((raw) => decodeEvent(raw) ?? []);
    if (fresh.length === 0 && !whole) return;
    const ids = new Set(fresh.map((event) => event.id));
    const kept = whole ? [] : this.events().filter((event) => !ids.has(event.id));
    this.eventsSignal[1]([...fresh, ...kept].sort((a, b) => b.timeMs - a.timeMs).slice(0, eventsKept));
  }

  private applyComponents(message: DataMessage, whole: boolean): void {
    if (!whole && Object.keys(message.components).length === 0) return;
    const merged = mergePatch(whole ? {} : this.rawComponents, message.components);
    this.rawComponents = merged as JsonObject;
    const all = Object.entries(this.rawComponents).flatMap(([id, raw]) => decodeComponent(id, raw) ?? []);
    this.componentsSignal[1](all);
  }
}
