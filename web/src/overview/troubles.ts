// Sentences about what is not well: what, since when, what it means.
import type { Component } from "../model/component";
import { isGuest, isNode, nodeKey, type Entity } from "../model/entity";
import { clock, duration } from "../format/figures";
import type { Level } from "../format/level";

export interface Trouble {
  readonly key: string;
  readonly level: Exclude<Level, "calm">;
  readonly subject: string;
  readonly sentence: string;
}

function since(sinceMs: number | undefined, nowMs: number): string {
  return sinceMs === undefined ? "" : ` Since ${clock(sinceMs)} (${duration((nowMs - sinceMs) / 1000)}).`;
}

function ofComponent(component: Component, nowMs: number): Trouble | undefined {
  if (component.state === "running" || component.state === "starting") return undefined;
  const ended = component.state === "stopped" && component.kind === "source";
  const why = component.why ?? component.state;
  return {
    key: `component ${component.id}`,
    level: component.state === "failed" ? "act" : "look",
    subject: component.id,
    sentence: `${ended ? "has ended: " : ""}${why}.${since(component.sinceMs, nowMs)}`,
  };
}

function ofNode(node: Entity, entities: readonly Entity[]): Trouble | undefined {
  if (!isNode(node) || node.status === "online" || node.status === undefined) return undefined;
  const guests = entities.filter((entity) => isGuest(entity) && nodeKey(entity) === node.id).length;
  const about = guests === 0 ? "" : ` What its ${guests} guests do is not known.`;
  return { key: node.id, level: "act", subject: node.name, sentence: `is ${node.status}.${about}` };
}

export function troublesOf(
  components: readonly Component[],
  entities: readonly Entity[],
  nowMs: number,
): readonly Trouble[] {
  const found = [
    ...entities.flatMap((entity) => ofNode(entity, entities) ?? []),
    ...components.flatMap((component) => ofComponent(component, nowMs) ?? []),
  ];
  return found.sort((a, b) => Number(b.level === "act") - Number(a.level === "act"));
}
