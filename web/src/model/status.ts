// What the sources tell of their connections, as it leaves `/api/status`.
import { decodeComponent, type Component } from "./component";
import { isObject, numberOf, textOf, textsOf, type Json, type JsonObject } from "./json";
import { decodePush, type PushReport } from "./push_report";

// What was asked of one address since its source began.
export interface Counters {
  readonly requests: number;
  readonly handshakes: number;
  readonly receivedBytes: number;
}

// What it may cost, and what it did in the last minute.
export interface Budget {
  readonly perMinute: number;
  // Undefined where the source has no such limit.
  readonly handshakesPerMinute?: number;
  readonly receivedBytesPerMinute?: number;
  readonly lastMinute: Counters;
}

export interface Endpoint extends Counters {
  readonly url: string;
  readonly node?: string;
  // False where a cluster named it as its member.
  readonly configured: boolean;
  readonly state: string;
  readonly why?: string;
  readonly sinceMs?: number;
  // Undefined where it was never asked.
  readonly askedMs?: number;
  readonly againMs?: number;
  readonly lastMinute?: Counters;
}

export type FindingState = "failed" | "warning" | "note" | "unknown" | "ok";

export interface Finding {
  readonly target: string;
  readonly check: string;
  readonly state: FindingState;
  readonly sentence: string;
  readonly remedy?: string;
  readonly commands: readonly string[];
  readonly facts: readonly (readonly [string, string])[];
  readonly lookedMs?: number;
  // It was so when it was looked at, and nobody asks whether it still is.
  readonly past?: boolean;
}

// Where Proxmox VE sends its notifications.
export interface Webhook {
  readonly bind: string;
  readonly port: number;
  readonly taken: number;
  // And connections that were turned away.
  readonly refused: number;
}

// What is absent the source does not tell.
export interface SourceReport {
  readonly component: Component;
  readonly cluster?: string;
  readonly version?: string;
  readonly quorate?: boolean;
  readonly role?: string;
  readonly note?: string;
  readonly budget?: Budget;
  readonly endpoints: readonly Endpoint[];
  readonly push?: PushReport;
  readonly webhook?: Webhook;
  // Undefined where its plugin has no doctor.
  readonly findings?: readonly Finding[];
}

// A configuration that could not be used.
export interface Refused {
  readonly sinceMs: number;
  readonly problems: readonly string[];
  // How many problems are not among these.
  readonly more: number;
}

export interface Status {
  readonly timeMs: number;
  readonly version: string;
  // Undefined where the newest one was accepted.
  readonly refused?: Refused;
  readonly sources: readonly SourceReport[];
}

const states: ReadonlySet<string> = new Set(["failed", "warning", "note", "unknown", "ok"]);

const list = (raw: Json | undefined): Json[] => (Array.isArray(raw) ? raw : []);

// A member of that name, where there is one.
function given<Key extends string, Value>(name: Key, value: Value | undefined): { [each in Key]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { [each in Key]?: Value };
}

function countersOf(raw: JsonObject): Counters {
  return {
    requests: numberOf(raw["requests"]) ?? 0,
    handshakes: numberOf(raw["handshakes"]) ?? 0,
    receivedBytes: numberOf(raw["received_bytes"]) ?? 0,
  };
}

function endpointOf(raw: Json): Endpoint | undefined {
  if (!isObject(raw)) return undefined;
  const url = textOf(raw["url"]);
  if (url === undefined) return undefined;
  return {
    url,
    configured: raw["configured"] === true,
    state: textOf(raw["state"]) ?? "unknown",
    ...countersOf(raw),
    ...given("node", textOf(raw["node"])),
    ...given("why", textOf(raw["why"])),
    ...given("sinceMs", numberOf(raw["since_ms"])),
    ...given("askedMs", numberOf(raw["asked_ms"])),
    ...given("againMs", numberOf(raw["again_ms"])),
    ...given("lastMinute", isObject(raw["last_minute"]) ? countersOf(raw["last_minute"]) : undefined),
  };
}

function budgetOf(raw: Json | undefined): Budget | undefined {
  if (!isObject(raw) || !isObject(raw["last_minute"])) return undefined;
  const perMinute = numberOf(raw["requests_per_minute"]);
  if (perMinute === undefined) return undefined;
  return {
    perMinute,
    lastMinute: countersOf(raw["last_minute"]),
    ...given("handshakesPerMinute", numberOf(raw["handshakes_per_minute"])),
    ...given("receivedBytesPerMinute", numberOf(raw["received_bytes_per_minute"])),
  };
}

function findingOf(raw: Json): Finding | undefined {
  if (!isObject(raw)) return undefined;
  const sentence = textOf(raw["sentence"]);
  if (sentence === undefined) return undefined;
  const state = textOf(raw["state"]) ?? "";
  const facts = isObject(raw["facts"]) ? Object.entries(raw["facts"]) : [];
  return {
    target: textOf(raw["target"]) ?? "",
    check: textOf(raw["check"]) ?? "",
    state: states.has(state) ? (state as FindingState) : "unknown",
    sentence,
    commands: textsOf(raw["commands"]),
    facts: facts.flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as const] : [])),
    ...given("remedy", textOf(raw["remedy"])),
    ...given("lookedMs", numberOf(raw["looked_ms"])),
  };
}

// How it is said to be is how it was, as its source stood by then: nobody asks it any more.
export const isPast = (endpoint: Endpoint): boolean => endpoint.state === "failed" || endpoint.state === "answered";

// Of an endpoint that failed before its source stood by: whether it still does is not known, and there is nothing to act on.
function pastOf({ remedy: _, ...finding }: Finding): Finding {
  return finding.state === "failed" || finding.state === "warning" ? { ...finding, state: "unknown", commands: [], past: true } : finding;
}

function webhookOf(raw: Json | undefined): Webhook | undefined {
  if (!isObject(raw)) return undefined;
  const count = (name: string): number => numberOf(raw[name]) ?? 0;
  const refused = count("refused") + count("wrong_tokens") + count("turned_away");
  return { bind: textOf(raw["bind"]) ?? "", port: count("port"), taken: count("taken"), refused };
}

function reportOf(raw: Json, timeMs: number): SourceReport | undefined {
  if (!isObject(raw)) return undefined;
  const component = decodeComponent(textOf(raw["id"]) ?? "", raw);
  if (component === undefined || component.id === "" || component.kind !== "source") return undefined;
  const details = isObject(raw["details"]) ? raw["details"] : {};
  const { quorate, budget, doctor } = details;
  const role = textOf(details["role"]);
  const endpoints = list(details["endpoints"]).map(endpointOf).filter((each) => each !== undefined);
  const failed = new Set(endpoints.filter((each) => each.state === "failed").map((each) => each.url));
  const found = Array.isArray(doctor) ? doctor.map(findingOf).filter((each) => each !== undefined) : undefined;
  return {
    component,
    endpoints,
    ...given("cluster", textOf(details["cluster"])),
    ...given("version", textOf(details["version"])),
    ...given("quorate", typeof quorate === "boolean" ? quorate : undefined),
    ...given("role", role),
    ...given("note", textOf(details["note"])),
    ...given("budget", budgetOf(budget)),
    ...given("push", decodePush(details, timeMs)),
    ...given("webhook", webhookOf(details["webhook"])),
    ...given("findings", found?.map((each) => (failed.has(each.target) ? pastOf(each) : each))),
  };
}

function refusedOf(raw: Json | undefined, timeMs: number): Refused | undefined {
  if (!isObject(raw) || raw["state"] !== "refused") return undefined;
  return { sinceMs: numberOf(raw["since_ms"]) ?? timeMs, problems: textsOf(raw["problems"]), more: numberOf(raw["more_problems"]) ?? 0 };
}

export function decodeStatus(raw: JsonObject): Status {
  const timeMs = numberOf(raw["time_ms"]) ?? 0;
  return {
    timeMs,
    version: textOf(raw["version"]) ?? "",
    sources: list(raw["components"]).map((each) => reportOf(each, timeMs)).filter((each) => each !== undefined),
    ...given("refused", refusedOf(raw["configuration"], timeMs)),
  };
}

export const standsBy = (report: SourceReport): boolean => report.role === "standing by";
