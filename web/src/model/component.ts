// A part of the pipeline as the server tells about it.
import { isObject, numberOf, textOf } from "./json";

export interface Component {
  readonly id: string;
  readonly type: string;
  readonly kind: string;
  readonly state: string;
  readonly why?: string;
  readonly sinceMs?: number;
}

export function decodeComponent(id: string, raw: unknown): Component | undefined {
  if (!isObject(raw)) return undefined;
  const why = textOf(raw["why"]);
  const sinceMs = numberOf(raw["since_ms"]);
  return {
    id,
    type: textOf(raw["type"]) ?? "",
    kind: textOf(raw["kind"]) ?? "",
    state: textOf(raw["state"]) ?? "unknown",
    ...(why === undefined ? {} : { why }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
  };
}

// A source that plays a recorded session: its figures look live and are not.
export const isReplay = (component: Component): boolean => component.kind === "source" && component.type === "replay";

export function onlyReplays(components: readonly Component[]): boolean {
  const sources = components.filter((component) => component.kind === "source");
  return sources.length > 0 && sources.every(isReplay);
}
