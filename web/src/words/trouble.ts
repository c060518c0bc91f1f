// What is wrong, in sentences: what, since when, what was last known, what to do.
import { isGuest, isNode, nodeKey, type Entity } from "../model/entity";
import type { Component } from "../model/component";
import { moment, span } from "./times";

export interface Trouble {
  readonly id: string;
  readonly grave: boolean;
  readonly text: string;
  readonly entity?: string;
  // The id of the source that it is about.
  readonly source?: string;
}

// A source that has not come back after this long will not without help.
const graveAfterMs = 5 * 60_000;

export const isWell = (component: Component): boolean =>
  component.state === "running" || component.state === "starting" || component.state === "stopping";

// `silent` are the nodes that are old because of it: they stand in its line and not each in one of its own.
export function componentTrouble(
  component: Component,
  nowMs: number,
  silent: readonly Entity[] = [],
  guests: readonly Entity[] = [],
): Trouble | undefined {
  if (isWell(component)) return undefined;
  const source = component.kind === "source";
  const what = source ? "Source" : component.kind === "sink" ? "Sink" : "Component";
  const since = component.sinceMs === undefined ? "" : ` since ${moment(component.sinceMs, nowMs)}`;
  const length = component.sinceMs === undefined ? "" : ` (${span(nowMs - component.sinceMs)})`;
  const why = component.why === undefined ? "no reason was given" : component.why.replace(/\.$/, "");
  const late = source && component.sinceMs !== undefined && nowMs - component.sinceMs > graveAfterMs;
  const grave = component.state === "failed" || component.state === "stopped" || late;
  const deed = late ? " Check that it can be reached and lets Pipevane in." : "";
  return {
    id: `component ${component.id}`,
    grave,
    text: `${what} ${component.id} is ${component.state}${since}${length}: ${why}.${lastKnown(silent, guests)}${deed}`,
    ...(source ? { source: component.id } : {}),
  };
}

function lastKnown(nodes: readonly Entity[], guests: readonly Entity[]): string {
  if (nodes.length === 0) return "";
  const ids = new Set(nodes.map((node) => node.id));
  const many = guests.filter((guest) => isGuest(guest) && ids.has(nodeKey(guest) ?? "")).length;
  const names = nodes.length <= 3 ? nodes.map((node) => node.name).join(", ") : `${nodes.length} nodes`;
  const theirs = many === 0 ? "" : ` with ${many} ${many === 1 ? "guest" : "guests"}`;
  return ` ${names}${theirs} ${nodes.length + many === 1 ? "is" : "are"} shown as last known.`;
}

export function nodeTrouble(node: Entity, guests: readonly Entity[], nowMs: number): Trouble | undefined {
  if (!isNode(node) || (node.status === "online" && node.quality !== "stale")) return undefined;
  const homeless = guests.filter((guest) => isGuest(guest) && nodeKey(guest) === node.id).length;
  const theirs = homeless === 0 ? "" : ` ${homeless === 1 ? "Its guest is" : `Its ${homeless} guests are`} shown as last known.`;
  const since = node.timeMs === undefined ? "" : ` Last figures at ${moment(node.timeMs, nowMs)}.`;
  if (node.status === "offline")
    return {
      id: node.id,
      entity: node.id,
      grave: true,
      text: `Node ${node.name} is offline.${since}${theirs} Check its power and network.`,
    };
  if (node.status === "online")
    return { id: node.id, entity: node.id, grave: false, text: `Node ${node.name} sends no new figures.${since}${theirs}` };
  return { id: node.id, entity: node.id, grave: false, text: `The state of node ${node.name} is unknown.${since}${theirs}` };
}

// The source whose trouble makes a node old: the one that its cluster is named after, else the only one in trouble.
function sourceOf(node: Entity, sources: readonly Component[]): Component | undefined {
  const namesake = sources.find((source) => source.id === node.cluster);
  if (namesake !== undefined) return isWell(namesake) ? undefined : namesake;
  const troubled = sources.filter((source) => !isWell(source));
  return troubled.length === 1 ? troubled[0] : undefined;
}

export function troubles(
  components: readonly Component[],
  nodes: readonly Entity[],
  guests: readonly Entity[],
  nowMs: number,
): Trouble[] {
  const sources = components.filter((component) => component.kind === "source");
  const cause = new Map<string, Component | undefined>();
  for (const node of nodes) if (isSilent(node)) cause.set(node.id, sourceOf(node, sources));
  const silent = (component: Component): Entity[] => nodes.filter((node) => cause.get(node.id) === component);
  const all = [
    ...components.map((component) => componentTrouble(component, nowMs, silent(component), guests)),
    ...nodes.filter((node) => cause.get(node.id) === undefined).map((node) => nodeTrouble(node, guests, nowMs)),
  ].filter((trouble) => trouble !== undefined);
  return all;
}

export const graveFirst = (all: readonly Trouble[]): Trouble[] =>
  [...all].sort((one, other) => Number(other.grave) - Number(one.grave));

// Old, and not because it is known to be offline.
const isSilent = (node: Entity): boolean => node.status !== "offline" && (node.quality === "stale" || node.status !== "online");
