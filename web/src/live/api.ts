// The REST calls that the page makes.
import { isObject, numberOf, textOf } from "../model/json";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function ask(address: string, options?: RequestInit): Promise<Response> {
  const response = await fetch(address, { credentials: "same-origin", ...options });
  if (response.ok) return response;
  const problem: unknown = await response.json().catch(() => undefined);
  const detail = isObject(problem) ? textOf(problem["detail"]) : undefined;
  throw new ApiError(response.status, detail ?? response.statusText);
}

export interface Session {
  readonly loginRequired: boolean;
  readonly authenticated: boolean;
}

export async function readSession(): Promise<Session> {
  const raw: unknown = await (await ask("/api/session")).json();
  return {
    loginRequired: isObject(raw) && raw["login_required"] === true,
    authenticated: isObject(raw) && raw["authenticated"] === true,
  };
}

export async function login(token: string): Promise<void> {
  await ask("/api/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token }),
  });
}

export async function logout(): Promise<void> {
  await ask("/api/logout", { method: "POST" });
}

export interface Series {
  readonly entity: string;
  readonly metric: string;
  readonly timesMs: readonly number[];
  readonly values: readonly (number | null)[];
}

export interface HistoryQuery {
  readonly entities: readonly string[];
  readonly metrics: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

export async function readHistory(query: HistoryQuery, signal?: AbortSignal): Promise<Series[]> {
  const parameters = new URLSearchParams();
  for (const entity of query.entities) parameters.append("entity", entity);
  for (const metric of query.metrics) parameters.append("metric", metric);
  parameters.set("from", String(Math.floor(query.fromMs)));
  parameters.set("to", String(Math.ceil(query.toMs)));
  parameters.set("step", String(Math.ceil(query.stepMs)));
  const options = signal === undefined ? {} : { signal };
  const raw: unknown = await (await ask(`/api/metrics/history?${parameters}`, options)).json();
  const series = isObject(raw) && Array.isArray(raw["series"]) ? raw["series"] : [];
  return series.flatMap((each) => readSeries(each) ?? []);
}

function readSeries(raw: unknown): Series | undefined {
  if (!isObject(raw) || !Array.isArray(raw["times_ms"]) || !Array.isArray(raw["values"])) return undefined;
  return {
    entity: textOf(raw["entity"]) ?? "",
    metric: textOf(raw["metric"]) ?? "",
    timesMs: raw["times_ms"].map((time) => numberOf(time) ?? 0),
    values: raw["values"].map((value) => numberOf(value) ?? null),
  };
}
