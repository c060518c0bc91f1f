// What the server tells about: nodes, guests, storage; and how it leaves JSON.
import { isObject, numberOf, textOf, textsOf, type JsonObject } from "./json";

export type Quality = "live" | "stale" | "held" | "estimated" | "unknown";
export type Metrics = Readonly<Record<string, number>>;

export interface Entity {
  readonly id: string;
  readonly kind: string;
  readonly cluster: string;
  readonly name: string;
  readonly vmid?: number;
  readonly node?: string;
  readonly status?: string;
  readonly template: boolean;
  readonly shared: boolean;
  readonly tags: readonly string[];
  readonly attributes: JsonObject;
  readonly metrics: Metrics;
  readonly quality: Quality;
  readonly metricQuality: Readonly<Record<string, Quality>>;
  readonly timeMs?: number;
}

const qualities: ReadonlySet<string> = new Set(["live", "stale", "held", "estimated", "unknown"]);

function qualityOf(value: unknown): Quality {
  return typeof value === "string" && qualities.has(value) ? (value as Quality) : "unknown";
}

function metricsOf(value: unknown): Metrics {
  const metrics: Record<string, number> = {};
  if (isObject(value)) {
    for (const [name, figure] of Object.entries(value)) {
      const number = numberOf(figure);
      if (number !== undefined) metrics[name] = number;
    }
  }
  return metrics;
}

function metricQualityOf(value: unknown): Record<string, Quality> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, quality]) => [name, qualityOf(quality)]));
}

// The raw object of an entity as a type; undefined where it has no kind.
export function decodeEntity(id: string, raw: unknown): Entity | undefined {
  if (!isObject(raw)) return undefined;
  const kind = textOf(raw["kind"]);
  if (kind === undefined) return undefined;
  const vmid = numberOf(raw["vmid"]);
  const node = textOf(raw["node"]);
  const status = textOf(raw["status"]);
  const timeMs = numberOf(raw["time_ms"]);
  return {
    id,
    kind,
    cluster: textOf(raw["cluster"]) ?? id.split("/")[0] ?? "",
    name: textOf(raw["name"]) ?? id.split("/").pop() ?? id,
    template: raw["template"] === true,
    shared: raw["shared"] === true,
    tags: textsOf(raw["tags"]),
    attributes: raw,
    metrics: metricsOf(raw["metrics"]),
    quality: qualityOf(raw["quality"]),
    metricQuality: metricQualityOf(raw["metric_quality"]),
    ...(vmid === undefined ? {} : { vmid }),
    ...(node === undefined ? {} : { node }),
    ...(status === undefined ? {} : { status }),
    ...(timeMs === undefined ? {} : { timeMs }),
  };
}

// The word for a state: a source that has none, or an empty one, says as little as one that says "unknown".
export const stateOf = (status: string | undefined): string => (status === undefined || status === "" ? "unknown" : status);

export const isGuest = (entity: Entity): boolean => entity.kind === "vm" || entity.kind === "container";
export const isNode = (entity: Entity): boolean => entity.kind === "node";
// What is said of it is the last that was known, not of now.
export const isOld = (entity: Entity): boolean => entity.quality === "stale" || entity.quality === "held";
// Something of it is of now.
export const isFresh = (entity: Entity): boolean => !isOld(entity) && entity.quality !== "unknown" && entity.timeMs !== undefined;
// A cluster, or all of them, which has totals and no state of its own.
export const isTotal = (entity: Entity): boolean => entity.kind === "cluster" || entity.kind === "fleet";
export const isStorage = (entity: Entity): boolean => entity.kind === "storage";

// For how long it has been running; what is stopped has no such time, whatever its source says.
export function uptimeMs(entity: Entity): number | undefined {
  const seconds = entity.metrics["uptime_seconds"];
  const running = entity.status === "running" || entity.status === "online";
  return seconds === undefined || !running ? undefined : seconds * 1000;
}

export function attribute(entity: Entity, name: string): string | undefined {
  return textOf(entity.attributes[name]);
}

// The key of the node that an entity lives on.
export function nodeKey(entity: Entity): string | undefined {
  return entity.node === undefined ? undefined : `${entity.cluster}/node/${entity.node}`;
}
