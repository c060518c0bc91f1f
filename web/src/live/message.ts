// The WebSocket's frames: what leaves JSON as a type, and what is asked.
import { isObject, numberOf, textOf, type Json, type JsonObject } from "../model/json";

export interface Update {
  readonly type: "snapshot" | "update";
  readonly subscription: string;
  readonly sequence: number;
  readonly epoch?: string;
  readonly timeMs: number;
  // After how long without anything new a figure is stale, as the server judges; a snapshot says it.
  readonly staleAfterMs?: number;
  readonly entities: JsonObject;
  readonly events: readonly Json[];
  // More events came or changed than these.
  readonly moreEvents: boolean;
  readonly components: JsonObject;
  // While the newest configuration was refused; null where that is over, absent where nothing changed.
  readonly configuration?: Json;
}

export interface Refusal {
  readonly type: "error";
  readonly subscription?: string;
  readonly text: string;
}

// Says only that the connection is alive.
export interface Heartbeat {
  readonly type: "heartbeat";
}

export type Message = Update | Refusal | Heartbeat;

export interface Position {
  readonly epoch: string;
  readonly sequence: number;
}

export interface Wish {
  readonly query?: string;
  readonly metrics?: readonly string[];
  readonly events?: boolean;
  readonly rateMs?: number;
}

export function decodeMessage(text: string): Message | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(raw)) return undefined;
  if (raw["type"] === "heartbeat") return { type: "heartbeat" };
  if (raw["type"] === "error") return refusal(raw);
  if (raw["type"] === "snapshot" || raw["type"] === "update") return update(raw["type"], raw);
  return undefined;
}

function refusal(raw: JsonObject): Refusal {
  // The title says only that it was refused; the detail says why.
  const text = textOf(raw["detail"]) ?? textOf(raw["title"]) ?? "";
  const subscription = textOf(raw["subscription"]);
  return {
    type: "error",
    text: text === "" ? "the server refused" : text,
    ...(subscription === undefined ? {} : { subscription }),
  };
}

function update(type: Update["type"], raw: JsonObject): Update | undefined {
  const subscription = textOf(raw["subscription"]);
  const sequence = numberOf(raw["sequence"]);
  if (subscription === undefined || sequence === undefined) return undefined;
  const epoch = textOf(raw["epoch"]);
  const staleAfterMs = numberOf(raw["stale_after_ms"]);
  return {
    type,
    subscription,
    sequence,
    timeMs: numberOf(raw["time_ms"]) ?? Date.now(),
    entities: isObject(raw["entities"]) ? raw["entities"] : {},
    events: Array.isArray(raw["events"]) ? raw["events"] : [],
    moreEvents: raw["more_events"] === true,
    components: isObject(raw["components"]) ? raw["components"] : {},
    ...(epoch === undefined ? {} : { epoch }),
    ...(staleAfterMs === undefined ? {} : { staleAfterMs }),
    ...(raw["configuration"] === undefined ? {} : { configuration: raw["configuration"] }),
  };
}

export function subscribeText(name: string, wish: Wish, resume?: Position): string {
  return JSON.stringify({
    type: "subscribe",
    subscription: name,
    ...(wish.query === undefined ? {} : { query: wish.query }),
    ...(wish.metrics === undefined ? {} : { metrics: wish.metrics }),
    ...(wish.events === undefined ? {} : { events: wish.events }),
    ...(wish.rateMs === undefined ? {} : { rate_ms: wish.rateMs }),
    ...(resume === undefined ? {} : { resume: { epoch: resume.epoch, sequence: resume.sequence } }),
  });
}

export const unsubscribeText = (name: string): string => JSON.stringify({ type: "unsubscribe", subscription: name });
