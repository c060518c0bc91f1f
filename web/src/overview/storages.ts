// Which storages stand in the list, in what order, and what is said of those that do not stand there.
import { isStorage, type Entity } from "../model/entity";
import { diskSpace, ratioOf } from "../words/measures";

// Of a node its own storages and those that it shares with the others of its cluster.
export function storagesOf(entities: readonly Entity[], node: string): Entity[] {
  const [cluster, , name] = node.split("/");
  const theirs = (entity: Entity): boolean =>
    node === "" || (entity.cluster === cluster && (entity.shared || entity.node === name));
  const fullness = (entity: Entity): number => ratioOf(diskSpace, entity.metrics) ?? -1;
  return entities
    .filter((entity) => isStorage(entity) && theirs(entity))
    .sort((one, other) => fullness(other) - fullness(one) || one.id.localeCompare(other.id, undefined, { numeric: true }));
}

// Where it is, in words: each node has its "local", and many clusters have their "ceph".
export function placeWords(storage: Entity, clusters: boolean): string {
  if (!clusters) return storage.shared ? "shared" : (storage.node ?? "");
  if (storage.shared) return `${storage.cluster}, shared`;
  return storage.node === undefined ? storage.cluster : `${storage.cluster} / ${storage.node}`;
}

// The fullest come first, and after all of them those whose fullness nobody knows.
export function restWords(rest: readonly Entity[]): string {
  const unknown = rest.filter((storage) => ratioOf(diskSpace, storage.metrics) === undefined).length;
  const what = unknown === 0 ? "less full" : unknown < rest.length ? "less full or unknown" : "unknown";
  return `${rest.length} more, ${what}`;
}
