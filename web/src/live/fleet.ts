// Everything the page shows of the fleet, as signals: one for each entity, so that a row renders when its own facts change.
import { batch, createSignal, untrack, type Accessor, type Setter } from "solid-js";
import { decodeComponent, type Component } from "../model/component";
import { decodeEntity, isFresh, type Entity } from "../model/entity";
import { decodeEvent, type FleetEvent } from "../model/event";
import type { Change, Fold } from "./fold";

const mostEvents = 200;
// That of a server that does not say its own: the default of the web sink's option.
const usualStaleAfterMs = 60_000;
// A cell outlives its entity by one change, so that who reads it hears that the entity went.
type Cell = readonly [Accessor<Entity | undefined>, Setter<Entity | undefined>];

// What happened; `gap`: other events came or changed as well, and which is not known.
export type EventFollower = (events: readonly FleetEvent[], gap: boolean) => void;

export type Follower = (touched: readonly Entity[], gone: readonly string[]) => void;

export class Fleet {
  private readonly cells = new Map<string, Cell>();
  private readonly components_ = new Map<string, Component>();
  private readonly version = createSignal(0);
  private readonly clock = createSignal(0);
  private readonly eventSignal = createSignal<readonly FleetEvent[]>([]);
  private readonly known = createSignal(false);
  private readonly refusal = createSignal("");
  private readonly patience = createSignal(usualStaleAfterMs);
  private readonly followers: Follower[] = [];
  private readonly eventFollowers = new Set<EventFollower>();
  private freshOf: { readonly version: number; readonly clusters: ReadonlySet<string> } = { version: -1, clusters: new Set() };

  // Whether a first snapshot came.
  readonly ready = this.known[0];
  // The newest that were heard: some causes of others are among them.
  readonly events = this.eventSignal[0];
  // How far the server's clock is ahead of the viewer's, ms.
  readonly aheadMs = this.clock[0];
  // Other than before where a configuration was refused, or one is accepted again.
  readonly refused = this.refusal[0];
  // After how long without anything new the server calls a figure stale.
  readonly staleAfterMs = this.patience[0];

  // Runs after each change with the entities that it touched and the ids of those that went.
  follow(follower: Follower): void {
    this.followers.push(follower);
  }

  // Runs after each change that has events, until what is returned is called.
  followEvents(follower: EventFollower): () => void {
    this.eventFollowers.add(follower);
    return () => void this.eventFollowers.delete(follower);
  }

  // All entities; reading it subscribes to every change.
  all(): Entity[] {
    this.version[0]();
    return [...this.cells.values()].map(([entity]) => untrack(entity)).filter((entity) => entity !== undefined);
  }

  // One entity; reading it subscribes to that one, or to its coming where it is not there.
  entity(id: string): Entity | undefined {
    const entity = this.cells.get(id)?.[0]();
    if (entity === undefined) this.version[0]();
    return entity;
  }

  // Whether there is more than one cluster, so that a node's name alone says too little.
  manyClusters(): boolean {
    // The fleet itself is in none of them.
    const within = this.all().filter((entity) => entity.kind !== "fleet");
    return within.some((entity) => entity.cluster !== within[0]?.cluster);
  }

  // Whether anything fresh comes of that cluster, so that what it says of its nodes is of now.
  hears(cluster: string): boolean {
    const version = this.version[0]();
    if (this.freshOf.version !== version)
      this.freshOf = { version, clusters: new Set(this.all().filter(isFresh).map((entity) => entity.cluster)) };
    return this.freshOf.clusters.has(cluster);
  }

  components(): Component[] {
    this.version[0]();
    return [...this.components_.values()];
  }

  take(change: Change, fold: Fold): void {
    const touched: Entity[] = [];
    const events = change.events.map(decodeEvent).filter((event) => event !== undefined);
    const gap = change.whole || change.moreEvents;
    const before = change.whole ? [...this.cells.keys()] : change.entities.filter((id) => this.cells.has(id));
    batch(() => {
      if (change.whole) this.forgetAllBut(fold);
      for (const id of change.entities) this.takeEntity(id, fold, touched);
      for (const id of change.components) this.takeComponent(id, fold);
      this.takeEvents(events, change.whole);
      this.clock[1](change.timeMs - Date.now());
      this.patience[1](fold.staleAfterMs ?? usualStaleAfterMs);
      this.refusal[1](JSON.stringify(fold.configuration));
      this.version[1]((version) => version + 1);
      this.known[1](true);
    });
    const gone = before.filter((id) => !this.cells.has(id));
    for (const follower of this.followers) follower(touched, gone);
    if (events.length > 0 || gap) for (const follower of this.eventFollowers) follower(events, gap);
  }

  private forgetAllBut(fold: Fold): void {
    for (const id of this.cells.keys()) if (!fold.entities.has(id)) this.drop(id);
    for (const id of this.components_.keys()) if (!fold.components.has(id)) this.components_.delete(id);
  }

  private takeEntity(id: string, fold: Fold, touched: Entity[]): void {
    const entity = decodeEntity(id, fold.entities.get(id));
    if (entity === undefined) {
      this.drop(id);
      return;
    }
    touched.push(entity);
    const cell = this.cells.get(id);
    if (cell === undefined) this.cells.set(id, createSignal<Entity | undefined>(entity));
    else cell[1](() => entity);
  }

  private drop(id: string): void {
    this.cells.get(id)?.[1](undefined);
    this.cells.delete(id);
  }

  private takeComponent(id: string, fold: Fold): void {
    const component = decodeComponent(id, fold.components.get(id));
    if (component === undefined) this.components_.delete(id);
    else this.components_.set(id, component);
  }

  private takeEvents(fresh: readonly FleetEvent[], whole: boolean): void {
    if (fresh.length === 0 && !whole) return;
    const before = whole ? [] : this.events();
    const byId = new Map([...before, ...fresh].map((event) => [event.id, event]));
    const sorted = [...byId.values()].sort((one, other) => other.timeMs - one.timeMs);
    this.eventSignal[1](sorted.slice(0, mostEvents));
  }
}
