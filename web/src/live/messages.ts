// What goes over the WebSocket, both ways.
import { isObject, numberOf, textOf, type Json, type JsonObject } from "../model/json";

export interface Subscribe {
  readonly subscription: string;
  readonly query?: string;
  readonly metrics?: readonly string[];
  readonly events?: boolean;
  readonly rateMs?: number;
}

export interface DataMessage {
  readonly type: "snapshot" | "update";
  readonly subscription: string;
  readonly sequence: number;
  readonly epoch?: string;
  readonly timeMs: number;
  readonly entities: JsonObject;
  readonly events: readonly Json[];
  readonly components: JsonObject;
}

export interface ErrorMessage {
  readonly type: "error";
  readonly subscription: string;
  readonly detail: string;
}

export type ServerMessage = DataMessage | ErrorMessage;

// Undefined for what this page does not know.
export function readMessage(text: string): ServerMessage | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(raw)) return undefined;
  const subscription = textOf(raw["subscription"]) ?? "";
  if (raw["type"] === "error")
    return { type: "error", subscription, detail: textOf(raw["detail"]) ?? textOf(raw["title"]) ?? "" };
  const sequence = numberOf(raw["sequence"]);
  if ((raw["type"] !== "snapshot" && raw["type"] !== "update") || sequence === undefined) return undefined;
  const epoch = textOf(raw["epoch"]);
  return {
    type: raw["type"],
    subscription,
    sequence,
    timeMs: numberOf(raw["time_ms"]) ?? 0,
    entities: isObject(raw["entities"]) ? raw["entities"] : {},
    events: Array.isArray(raw["events"]) ? raw["events"] : [],
    components: isObject(raw["components"]) ? raw["components"] : {},
    ...(epoch === undefined ? {} : { epoch }),
  };
}

export function writeSubscribe(what: Subscribe, resume?: { epoch: string; sequence: number }): string {
  return JSON.stringify({
    type: "subscribe",
    subscription: what.subscription,
    query: what.query,
    metrics: what.metrics,
    events: what.events,
    rate_ms: what.rateMs,
    resume,
  });
}

export function writeUnsubscribe(subscription: string): string {
  return JSON.stringify({ type: "unsubscribe", subscription });
}
