// Something that happened to an entity.
import { isObject, numberOf, textOf } from "./json";

export type Severity = "info" | "notice" | "warning" | "error";

export interface FleetEvent {
  readonly id: string;
  readonly entity: string;
  readonly type: string;
  readonly severity: Severity;
  readonly message: string;
  readonly timeMs: number;
}

const severities: ReadonlySet<string> = new Set(["info", "notice", "warning", "error"]);

export function decodeEvent(raw: unknown): FleetEvent | undefined {
  if (!isObject(raw)) return undefined;
  const timeMs = numberOf(raw["time_ms"]);
  if (timeMs === undefined) return undefined;
  const entity = textOf(raw["entity"]) ?? "";
  const type = textOf(raw["type"]) ?? "";
  const severity = textOf(raw["severity"]) ?? "info";
  return {
    id: textOf(raw["id"]) ?? `${timeMs} ${entity} ${type}`,
    entity,
    type,
    severity: severities.has(severity) ? (severity as Severity) : "info",
    message: textOf(raw["message"]) ?? type,
    timeMs,
  };
}
