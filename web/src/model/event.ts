// Something that happened to an entity.
import { isObject, numberOf, textOf, type JsonObject } from "./json";

export type Severity = "info" | "notice" | "warning" | "error";

// The least first.
export const severities: readonly Severity[] = ["info", "notice", "warning", "error"];

export interface FleetEvent {
  readonly id: string;
  readonly entity: string;
  readonly type: string;
  readonly severity: Severity;
  readonly message: string;
  // When it began.
  readonly timeMs: number;
  // How it goes, or went: "running", "ok", "warning", "error", "unknown"; absent where it has no such thing.
  readonly state?: string;
  readonly endMs?: number;
  readonly user?: string;
  // The name of the user's token, where it came with one.
  readonly token?: string;
  // The id of the event that led to this one.
  readonly causedBy?: string;
}

const known: ReadonlySet<string> = new Set(severities);

function said<Key extends string>(raw: JsonObject, name: string, key: Key): { [each in Key]?: string } {
  const text = textOf(raw[name]);
  return (text === undefined || text === "" ? {} : { [key]: text }) as { [each in Key]?: string };
}

// An attribute may be a number, or the text of one.
function timeOf(raw: unknown): number | undefined {
  const text = textOf(raw);
  return numberOf(text === undefined || text === "" ? raw : Number(text));
}

export function decodeEvent(raw: unknown): FleetEvent | undefined {
  if (!isObject(raw)) return undefined;
  const timeMs = numberOf(raw["time_ms"]);
  if (timeMs === undefined) return undefined;
  const entity = textOf(raw["entity"]) ?? "";
  const type = textOf(raw["type"]) ?? "";
  const severity = textOf(raw["severity"]) ?? "info";
  const endMs = timeOf(raw["end_ms"]);
  const id = textOf(raw["id"]) ?? "";
  return {
    id: id === "" ? `${timeMs} ${entity} ${type}` : id,
    entity,
    type,
    severity: known.has(severity) ? (severity as Severity) : "info",
    message: textOf(raw["message"]) ?? type,
    timeMs,
    ...(endMs === undefined ? {} : { endMs }),
    ...said(raw, "state", "state"),
    ...said(raw, "user", "user"),
    ...said(raw, "token_id", "token"),
    ...said(raw, "caused_by", "causedBy"),
  };
}

export const isAtLeast = (event: FleetEvent, least: Severity): boolean => severities.indexOf(event.severity) >= severities.indexOf(least);
