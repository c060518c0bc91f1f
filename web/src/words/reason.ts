// Why a figure is missing or pale, in words.
import type { Age } from "../live/age";
import type { Entity, Quality } from "../model/entity";
import { dash, type Figure } from "./numbers";
import { span } from "./times";

export const isDash = (figure: Figure): boolean => figure.value === dash || figure.value.startsWith(`${dash} `);

// Why nothing is known of an entity: "it is stopped".
export function missing(entity: Entity): string {
  if (entity.status === "stopped") return "it is stopped";
  if (entity.status === "offline") return "its node is offline";
  if (entity.status === "unknown") return "its state is unknown";
  return "the source does not say";
}

export function reason(entity: Entity, figure: Figure, quality: Quality, age: Age): string {
  if (isDash(figure)) return `unknown: ${missing(entity)}`;
  const ago = age.ms === undefined ? "" : `, of ${span(age.ms)} ago`;
  if (quality === "estimated") return `estimated${ago}`;
  if (age.old || quality === "held" || quality === "stale") return `last known${ago}`;
  return "";
}
