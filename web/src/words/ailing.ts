// What of the fleet is not as it should be, in a word or two, for the top right.
import type { Age } from "../live/age";
import { isGuest, isNode, isStorage, stateOf, type Entity } from "../model/entity";

export interface Ailing {
  readonly grave: boolean;
  readonly text: string;
}

// One by its name, several by their number; undefined where there is none.
function named(names: readonly string[], kind: string, state: string, grave = false): Ailing | undefined {
  const [first] = names;
  return first === undefined ? undefined : { grave, text: `${names.length === 1 ? first : `${names.length} ${kind}`} ${state}` };
}

// The worst there is: a node that is offline, a cluster that is not heard, a node whose state nobody knows, then what is not of
// now, then what else nobody knows the state of. What is on a node is told with it. `clusters`: whether there are several, so
// that a node's name alone says too little. `stateless`: clusters of whose guests nobody can tell a state, which is said elsewhere
// and is as it should be.
export function ailing(
  entities: readonly Entity[],
  ageOf: (entity: Entity) => Age,
  clusters: boolean,
  stateless: { has(cluster: string): boolean } = new Set<string>(),
): Ailing | undefined {
  const isOld = (entity: Entity): boolean => ageOf(entity).old;
  const name = (entity: Entity): string => entity.name;
  const nodeName = (node: Entity): string => (clusters ? `${node.name} of ${node.cluster}` : node.name);
  const nodes = entities.filter(isNode);
  const offline = nodes.filter((node) => node.status === "offline");
  const old = nodes.filter(isOld);
  const heard = new Set(nodes.filter((node) => !old.includes(node)).map((node) => node.cluster));
  const silent = clusters ? [...new Set(old.map((node) => node.cluster))].filter((cluster) => !heard.has(cluster)) : [];
  const unknown = nodes.filter((node) => node.status !== "online" && node.status !== "offline");
  const guests = entities.filter(isGuest);
  const storages = entities.filter(isStorage);
  const isUnknown = (entity: Entity): boolean => stateOf(entity.status) === "unknown";
  return (
    named(offline.map(nodeName), "nodes", "offline", true) ??
    named(silent, "clusters", "stale") ??
    named(unknown.map(nodeName), "nodes", "unknown") ??
    named(old.map(nodeName), "nodes", "stale") ??
    named(guests.filter(isOld).map(name), "guests", "stale") ??
    named(storages.filter(isOld).map(name), "storages", "stale") ??
    named(guests.filter((guest) => isUnknown(guest) && !stateless.has(guest.cluster)).map(name), "guests", "unknown") ??
    named(storages.filter(isUnknown).map(name), "storages", "unknown")
  );
}
