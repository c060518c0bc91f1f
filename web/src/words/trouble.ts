// What is wrong, in sentences: what, since when, what was last known, what to do.
import { isGuest, isNode, nodeKey, type Entity } from "../model/entity";
import type { Component } from "../model/component";
import { moment, span } from "./times";

export interface Trouble {
  readonly id: string;
  readonly grave: boolean;
  readonly text: string;
  readonly entity?: string;
}

export function componentTrouble(component: Component, nowMs: number): Trouble | undefined {
  if (component.state === "running" || component.state === "starting" || component.state === "stopping") return undefined;
  const what = component.kind === "source" ? "Source" : component.kind === "sink" ? "Sink" : "Component";
  const since = component.sinceMs === undefined ? "" : ` since ${moment(component.sinceMs, nowMs)}`;
  const length = component.sinceMs === undefined ? "" : ` (${span(nowMs - component.sinceMs)})`;
  const why = component.why === undefined ? "no reason was given" : component.why.replace(/\.$/, "");
  return {
    id: `component ${component.id}`,
    grave: component.state === "failed" || component.state === "stopped",
    text: `${what} ${component.id} is ${component.state}${since}${length}: ${why}.`,
  };
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

// The grave ones first.
export function troubles(
  components: readonly Component[],
  nodes: readonly Entity[],
  guests: readonly Entity[],
  nowMs: number,
): Trouble[] {
  const all = [
    ...components.map((component) => componentTrouble(component, nowMs)),
    ...nodes.map((node) => nodeTrouble(node, guests, nowMs)),
  ].filter((trouble) => trouble !== undefined);
  return all.sort((one, other) => Number(other.grave) - Number(one.grave));
}
