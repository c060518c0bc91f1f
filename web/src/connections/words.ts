// How a source and its endpoints are, in words.
import { isPast, standsBy, type Endpoint, type SourceReport } from "../model/status";
import { listed } from "../words/causes";
import { sentence } from "../words/finding_words";
import { bytes, together } from "../words/numbers";
import { moment, span } from "../words/times";

// " since 14:02 (7 min)"
export const since = (timeMs: number | undefined, nowMs: number): string =>
  timeMs === undefined ? "" : ` since ${moment(timeMs, nowMs)} (${span(nowMs - timeMs)})`;

// "Proxmox VE 9.2.11, leads the cluster office, which has quorum."
export function roleWords(report: SourceReport, nowMs: number): string {
  const parts: string[] = [];
  if (report.version !== undefined) parts.push(`Proxmox VE ${report.version}`);
  if (report.cluster !== undefined) parts.push(`${standsBy(report) ? "stands by for" : "tells of"} ${report.cluster}`);
  // Of one that stands by it is what was so when it was asked last; who leads knows it.
  if (report.quorate !== undefined && !standsBy(report)) parts.push(report.quorate ? "which has quorum" : "which has no quorum");
  const pushed = report.push?.clusters.map((cluster) => cluster.name) ?? [];
  if (pushed.length > 0) return sentence(`Tells of ${listed(pushed)}, as ${pushed.length === 1 ? "its" : "their"} nodes send it`);
  if (report.push !== undefined) return "Nobody has sent anything yet.";
  if (parts.length > 0) return sentence(parts.join(", ") + (standsBy(report) ? lastKnownOf(report, nowMs) : ""));
  return report.endpoints.length > 0 ? "It has not told yet what it is." : `A source of the type ${report.component.type}, without endpoints of its own.`;
}

export interface EndpointWords {
  // As a mark knows it.
  readonly shape: "online" | "offline" | "stopped";
  readonly state: string;
}

// "last asked at 14:02 (7 min ago)": what is not asked any more is told as it was then.
const lastAsked = (before: string, timeMs: number | undefined, nowMs: number): string =>
  timeMs === undefined ? "" : `${before}last asked at ${ago(timeMs, nowMs)}`;

const ago = (timeMs: number, nowMs: number): string => `${moment(timeMs, nowMs)} (${span(nowMs - timeMs)} ago)`;

// What is known of an endpoint that nobody asks any more, and of when that is.
function lastKnown({ why, sinceMs, askedMs }: Endpoint, nowMs: number): string {
  const timeMs = askedMs ?? (why === undefined ? undefined : sinceMs);
  if (timeMs === undefined) return "";
  return why === undefined ? `, answered when last asked at ${ago(timeMs, nowMs)}` : `, last failed at ${ago(timeMs, nowMs)}`;
}

// The same of the source that stands by: of the endpoint that it asked last.
function lastKnownOf(report: SourceReport, nowMs: number): string {
  const asked = report.endpoints.filter((each) => each.askedMs !== undefined);
  const [newest] = asked.sort((one, other) => (other.askedMs ?? 0) - (one.askedMs ?? 0));
  return newest === undefined ? "" : lastKnown(newest, nowMs);
}

export function endpointWords(endpoint: Endpoint, report: SourceReport, nowMs: number): EndpointWords {
  const from = since(endpoint.sinceMs, nowMs);
  const asked = lastAsked(", ", endpoint.askedMs, nowMs);
  if (isPast(endpoint) || (standsBy(report) && endpoint.why === undefined)) return { shape: "stopped", state: `is not asked, stands by${lastKnown(endpoint, nowMs)}` };
  if (endpoint.why !== undefined) {
    const again = endpoint.againMs === undefined || endpoint.againMs <= nowMs ? asked : `, asked again in ${span(endpoint.againMs - nowMs)}`;
    return { shape: "offline", state: `fails${from}${again}` };
  }
  if (endpoint.state === "answering" && endpoint.sinceMs !== undefined) return { shape: "online", state: `answers${from}` };
  if (endpoint.state === "answering") return { shape: "stopped", state: "is being asked for the first time" };
  if (endpoint.sinceMs !== undefined) return { shape: "stopped", state: `is in reserve, answered${lastAsked(" when ", endpoint.askedMs, nowMs)}` };
  return { shape: "stopped", state: "is in reserve, not asked yet" };
}

// "13 of at most 240"
export const ofAtMost = (used: string, limit: string | undefined): string => (limit === undefined || limit === "" ? used : `${used} of at most ${limit}`);

export const size = (value: number | undefined): string => (value === undefined ? "" : together(bytes(value)));

// "1 push", "7 pushes", "7 lines"
export const many = (value: number, one: string): string => `${value} ${value === 1 ? one : `${one}${one.endsWith("sh") ? "es" : "s"}`}`;

// "12 requests, 0 handshakes and 34.1 KiB in the last minute; 1204 requests over 13 connections so far"
export function costWords(endpoint: Endpoint): string {
  // Who does not count them has none.
  const over = endpoint.handshakes === 0 ? "" : ` over ${many(endpoint.handshakes, "connection")}`;
  const inAll = `${many(endpoint.requests, "request")}${over} so far`;
  if (endpoint.lastMinute === undefined) return inAll;
  const { requests, handshakes, receivedBytes } = endpoint.lastMinute;
  return `${many(requests, "request")}, ${many(handshakes, "handshake")} and ${together(bytes(receivedBytes))} in the last minute; ${inAll}`;
}
