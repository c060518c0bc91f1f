// What is wrong, in sentences: what, since when, what was last known, what to do.
import { attribute, isGuest, isNode, nodeKey, type Entity } from "../model/entity";
import type { Component } from "../model/component";
import { causesText, listed } from "./causes";
import { isGraveState, isLate } from "./severity";
import { moment, span } from "./times";

export interface Trouble {
  readonly id: string;
  readonly grave: boolean;
  readonly text: string;
  readonly entity?: string;
  // The id of the source that it is about, and of others that it is about as well.
  readonly source?: string;
  readonly alsoSources?: readonly string[];
}

export const sourcesOf = (trouble: Trouble): readonly string[] =>
  trouble.source === undefined ? [] : [trouble.source, ...(trouble.alsoSources ?? [])];

export const isWell = (component: Component): boolean =>
  component.state === "running" || component.state === "starting" || component.state === "stopping";

// What is wrong with a component, or with all sources of one cluster that are in the same state. `cluster` is theirs, where
// it is known; `silent` are the nodes that are old because of it: they stand in its line and not each in one of its own.
export function componentTrouble(
  alike: readonly Component[],
  nowMs: number,
  silent: readonly Entity[] = [],
  guests: readonly Entity[] = [],
  cluster?: string,
): Trouble | undefined {
  const [component, ...others] = alike;
  if (component === undefined || isWell(component)) return undefined;
  const sinceMs = earliest(alike);
  const source = component.kind === "source";
  const since = sinceMs === undefined ? "" : ` since ${moment(sinceMs, nowMs)} (${span(nowMs - sinceMs)})`;
  const deed = isLate(component, sinceMs, nowMs) ? " Check that it can be reached and lets Pipevane in." : "";
  const verb = others.length === 0 ? "is" : "are";
  return {
    id: `component ${component.id}`,
    grave: isGraveState(component, sinceMs, nowMs),
    text: `${subject(alike, cluster)} ${verb} ${component.state}${since}: ${whyOf(alike)}.${lastKnown(silent, guests)}${deed}`,
    ...(source ? { source: component.id } : {}),
    ...(others.length === 0 ? {} : { alsoSources: others.map((each) => each.id) }),
  };
}

// The cluster is what a reader knows; its source is where to look.
function subject(alike: readonly Component[], cluster: string | undefined): string {
  const kind = alike[0]?.kind;
  const what = kind === "source" ? "Source" : kind === "sink" ? "Sink" : "Component";
  const names = `${alike.length === 1 ? what : `${what}s`} ${listed(alike.map((each) => each.id))}`;
  return cluster === undefined ? names : `Cluster ${cluster}: ${names.charAt(0).toLowerCase()}${names.slice(1)}`;
}

function whyOf(alike: readonly Component[]): string {
  const whys = alike.flatMap((each) => each.why ?? []);
  if (whys.length === 0) return "no reason was given";
  return whys.length === 1 ? (whys[0] ?? "").replace(/\.$/, "") : causesText(whys);
}

function earliest(alike: readonly Component[]): number | undefined {
  const times = alike.flatMap((each) => each.sinceMs ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}

function lastKnown(nodes: readonly Entity[], guests: readonly Entity[]): string {
  if (nodes.length === 0) return "";
  const ids = new Set(nodes.map((node) => node.id));
  const many = guests.filter((guest) => isGuest(guest) && ids.has(nodeKey(guest) ?? "")).length;
  const names = nodes.length <= 3 ? nodes.map((node) => node.name).join(", ") : `${nodes.length} nodes`;
  const theirs = many === 0 ? "" : ` with ${many} ${many === 1 ? "guest" : "guests"}`;
  return ` ${names}${theirs} ${nodes.length + many === 1 ? "is" : "are"} shown as last known.`;
}

// Since when a node is as it is no entity has; the log has it of one that is offline. What is known here is when it was
// last heard, and that only where it told a figure at all.
function lastHeard(node: Entity, nowMs: number): string {
  if (node.timeMs !== undefined && node.quality !== "unknown") return ` Last heard at ${moment(node.timeMs, nowMs)} (${span(nowMs - node.timeMs)} ago).`;
  return node.status === "online" ? "" : " Since when is not known.";
}

// `clusters`: whether there are several, so that its name alone says too little. `quorum`: whether who tells of it sees the
// majority of its cluster; else all others are offline to it, and may be well.
export function nodeTrouble(node: Entity, guests: readonly Entity[], nowMs: number, clusters = false, quorum = true): Trouble | undefined {
  if (!isNode(node) || (node.status === "online" && node.quality !== "stale")) return undefined;
  const homeless = guests.filter((guest) => isGuest(guest) && nodeKey(guest) === node.id).length;
  const theirs = homeless === 0 ? "" : ` ${homeless === 1 ? "Its guest is" : `Its ${homeless} guests are`} shown as last known.`;
  const since = lastHeard(node, nowMs);
  const name = clusters ? `${node.name} of ${node.cluster}` : node.name;
  if (node.status === "offline") {
    const seen = quorum ? "is offline." : `is offline to who answers, which has no quorum: it may be well.`;
    const deed = quorum ? "Check its power and network." : "See on each node what it sees of the others: pvecm status.";
    return { id: node.id, entity: node.id, grave: true, text: `Node ${name} ${seen}${since}${theirs} ${deed}` };
  }
  if (node.status === "online")
    return { id: node.id, entity: node.id, grave: false, text: `Node ${name} sends no new figures.${since}${theirs}` };
  return { id: node.id, entity: node.id, grave: false, text: `The state of node ${name} is unknown.${since}${theirs}` };
}

// The clusters of which who answers says that it has no quorum.
export const clustersWithoutQuorum = (entities: readonly Entity[]): ReadonlySet<string> =>
  new Set(entities.filter((entity) => entity.kind === "cluster" && attribute(entity, "quorate") === "false").map((entity) => entity.cluster));

// The ids of sources, and the clusters that they tell of, as far as that is known.
export type ClusterOf = ReadonlyMap<string, string>;

// Those that are in trouble stand together where they tell of the same cluster and are in the same state.
function groupsOf(components: readonly Component[], clusterOf: ClusterOf): Component[][] {
  const groups = new Map<string, Component[]>();
  for (const component of components) {
    if (isWell(component)) continue;
    const cluster = clusterOf.get(component.id);
    const key = cluster === undefined ? `component ${component.id}` : `${component.state} ${cluster}`;
    groups.set(key, [...(groups.get(key) ?? []), component]);
  }
  return [...groups.values()];
}

// Of those whose trouble makes a node old: who tells of its cluster, or is called so, else the only ones in trouble.
function causeOf(node: Entity, groups: readonly Component[][], sources: readonly Component[], clusterOf: ClusterOf): Component[] | undefined {
  const itself = (source: Component): boolean => (clusterOf.get(source.id) ?? source.id) === node.cluster;
  const troubled = groups.filter((group) => group[0]?.kind === "source");
  const own = sources.filter(itself);
  if (own.length > 0) return own.some(isWell) ? undefined : troubled.find((group) => group.some(itself));
  const strangers = troubled.filter((group) => group.every((source) => !clusterOf.has(source.id)));
  return strangers.length === 1 ? strangers[0] : undefined;
}

export function troubles(
  components: readonly Component[],
  nodes: readonly Entity[],
  guests: readonly Entity[],
  nowMs: number,
  clusterOf: ClusterOf = new Map(),
  withoutQuorum: ReadonlySet<string> = new Set(),
): Trouble[] {
  const sources = components.filter((component) => component.kind === "source");
  const groups = groupsOf(components, clusterOf);
  const cause = new Map(nodes.filter(isSilent).map((node) => [node.id, causeOf(node, groups, sources, clusterOf)]));
  const clusters = nodes.some((node) => node.cluster !== nodes[0]?.cluster);
  const ofGroup = (group: Component[]): Trouble | undefined => {
    const silent = nodes.filter((node) => cause.get(node.id) === group);
    return componentTrouble(group, nowMs, silent, guests, clusterOf.get(group[0]?.id ?? ""));
  };
  const others = nodes.filter((node) => cause.get(node.id) === undefined);
  return [...groups.map(ofGroup), ...others.map((node) => nodeTrouble(node, guests, nowMs, clusters, !withoutQuorum.has(node.cluster)))].filter((trouble) => trouble !== undefined);
}

export const graveFirst = (all: readonly Trouble[]): Trouble[] =>
  [...all].sort((one, other) => Number(other.grave) - Number(one.grave));

// Old, and not because it is known to be offline.
const isSilent = (node: Entity): boolean => node.status !== "offline" && (node.quality === "stale" || node.status !== "online");
