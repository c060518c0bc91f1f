// The REST calls that the page makes.
import type { EventPage } from "../events/event_list";
import { decodeEvent } from "../model/event";
import { isObject, numberOf, textOf, type Json, type JsonObject } from "../model/json";
import { decodeStatus, type Status } from "../model/status";

export interface Archived {
  // So many of the first points.
  readonly count: number;
  readonly from: string;
  // All of them: those first ones, and those in holes of what is stored.
  readonly spans: readonly { readonly first: number; readonly count: number }[];
}

export interface Tier {
  readonly first: number;
  readonly count: number;
  readonly tierMs: number;
}

export interface Series {
  readonly entity: string;
  readonly metric: string;
  readonly unit: string;
  readonly timesMs: readonly number[];
  readonly values: readonly (number | null)[];
  readonly minimums: readonly (number | null)[];
  readonly maximums: readonly (number | null)[];
  // Absent where all are live.
  readonly qualities?: readonly string[];
  // How long the time is that each point stands for, 0: a sample; absent where the whole answer's step says it.
  readonly stepsMs?: readonly number[];
  // Which points are what the watched system itself kept of the time that is not stored, and whose that is.
  readonly archived?: Archived;
  // Which points are made of minutes or hours that became of the samples.
  readonly tiers?: readonly Tier[];
  // Used for what is stored of this series, 0: samples; absent where only the whole answer's is known.
  readonly stepMs?: number;
  // Why the watched system may have more of the time before; absent: it has not.
  readonly incomplete?: string;
  // Why nobody has what is missing; absent: somebody may, or nothing is.
  readonly notArchived?: string;
}

export interface History {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  readonly series: readonly Series[];
}

export interface Session {
  readonly loginRequired: boolean;
  readonly authenticated: boolean;
}

async function call(path: string, init?: RequestInit): Promise<JsonObject> {
  const response = await reach(path, init);
  const text = await response.text();
  const raw: unknown = text === "" ? {} : JSON.parse(text);
  const object = isObject(raw) ? raw : {};
  if (response.ok) return object;
  const words = textOf(object["detail"]) ?? textOf(object["title"]) ?? response.statusText;
  throw new Error(words === "" ? `the server answered ${response.status}` : words);
}

// The browser's own words about a server that is gone help nobody.
async function reach(path: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: "same-origin", ...init });
  } catch (error) {
    throw error instanceof TypeError ? new Error("the server does not answer") : error;
  }
}

export async function session(): Promise<Session> {
  const raw = await call("/api/session");
  return { loginRequired: raw["login_required"] === true, authenticated: raw["authenticated"] === true };
}

export async function login(token: string): Promise<void> {
  await call("/api/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token }),
  });
}

export async function logout(): Promise<void> {
  await call("/api/logout", { method: "POST" });
}

export async function status(signal: AbortSignal): Promise<Status> {
  return decodeStatus(await call("/api/status", { signal }));
}

// `path` as `eventsPath` makes it, or what the page before says of the next one.
export async function events(path: string, signal: AbortSignal): Promise<EventPage> {
  const raw = await call(path, { signal });
  const items = Array.isArray(raw["items"]) ? raw["items"] : [];
  const next = textOf(raw["next"]);
  return {
    events: items.map(decodeEvent).filter((event) => event !== undefined),
    ...(next === undefined || !next.startsWith("/api/events?") ? {} : { next }),
  };
}

export interface HistoryWish {
  readonly entities: readonly string[];
  readonly metrics: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs?: number;
}

function historyPath(wish: HistoryWish, format?: ExportFormat): string {
  const query = new URLSearchParams();
  if (format !== undefined) query.set("format", format);
  for (const entity of wish.entities) query.append("entity", entity);
  for (const metric of wish.metrics) query.append("metric", metric);
  query.set("from", `${Math.round(wish.fromMs)}`);
  query.set("to", `${Math.round(wish.toMs)}`);
  if (wish.stepMs !== undefined) query.set("step", `${wish.stepMs}`);
  return `/api/metrics/history?${query}`;
}

export type ExportFormat = "csv" | "ndjson";

// Where a file with all that is known of them is: of names that nobody knows there is none.
export const exportPath = (wish: HistoryWish, format: ExportFormat): string => historyPath(wish, format);

export async function history(wish: HistoryWish, signal?: AbortSignal): Promise<History> {
  const raw = await call(historyPath(wish), signal === undefined ? {} : { signal });
  return {
    fromMs: numberOf(raw["from_ms"]) ?? wish.fromMs,
    toMs: numberOf(raw["to_ms"]) ?? wish.toMs,
    stepMs: numberOf(raw["step_ms"]) ?? wish.stepMs ?? 60_000,
    series: (Array.isArray(raw["series"]) ? raw["series"] : []).map(decodeSeries).filter((each) => each !== undefined),
  };
}

export function decodeSeries(raw: Json): Series | undefined {
  if (!isObject(raw)) return undefined;
  const entity = textOf(raw["entity"]);
  const metric = textOf(raw["metric"]);
  if (entity === undefined || metric === undefined) return undefined;
  const values = figures(raw["values"]);
  const qualities = raw["qualities"];
  const steps = raw["steps_ms"];
  const archived = raw["archived"];
  const tiers = raw["tiers"];
  const stepMs = numberOf(raw["step_ms"]);
  const incomplete = textOf(raw["incomplete"]);
  const notArchived = textOf(raw["not_archived"]);
  return {
    entity,
    metric,
    unit: textOf(raw["unit"]) ?? "",
    timesMs: figures(raw["times_ms"]).map((time) => time ?? 0),
    values,
    minimums: figures(raw["minimums"]),
    maximums: figures(raw["maximums"]),
    ...(Array.isArray(qualities) ? { qualities: qualities.map((each) => textOf(each) ?? "unknown") } : {}),
    ...(Array.isArray(steps) ? { stepsMs: figures(steps).map((step) => step ?? 0) } : {}),
    ...(Array.isArray(tiers) ? { tiers: tiers.filter(isObject).map(decodeTier) } : {}),
    ...(isObject(archived) ? { archived: decodeArchived(archived) } : {}),
    ...(stepMs === undefined ? {} : { stepMs }),
    ...(incomplete === undefined ? {} : { incomplete }),
    ...(notArchived === undefined ? {} : { notArchived }),
  };
}

const decodeTier = (raw: JsonObject): Tier => ({
  first: numberOf(raw["first"]) ?? 0,
  count: numberOf(raw["count"]) ?? 0,
  tierMs: numberOf(raw["tier_ms"]) ?? 0,
});

function decodeArchived(raw: JsonObject): Archived {
  const count = numberOf(raw["count"]) ?? 0;
  const spans = raw["spans"];
  return {
    count,
    from: textOf(raw["from"]) ?? "",
    spans: Array.isArray(spans)
      ? spans.filter(isObject).map((span) => ({ first: numberOf(span["first"]) ?? 0, count: numberOf(span["count"]) ?? 0 }))
      : [{ first: 0, count }],
  };
}

// Whether that point is no stored one.
export function isArchived(series: Series, index: number): boolean {
  return series.archived?.spans.some(({ first, count }) => index >= first && index < first + count) ?? false;
}

function figures(raw: Json | undefined): (number | null)[] {
  return Array.isArray(raw) ? raw.map((each) => numberOf(each) ?? null) : [];
}
