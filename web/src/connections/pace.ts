// What is asked in a minute, from counters that were read twice or more.
import type { Counters, SourceReport, Status } from "../model/status";
import { bytes, dash, threeDigits, together } from "../words/numbers";
import { span } from "../words/times";

export interface Pace extends Counters {
  // How long it was measured, ms. The counters are of a minute.
  readonly overMs: number;
}

// Two looks that are closer say little: a cycle is a few requests every ten seconds.
const shortestMs = 20_000;
const minuteMs = 60_000;

const reportIn = (status: Status, source: string): SourceReport | undefined =>
  status.sources.find((report) => report.component.id === source);

function grown(before: Counters | undefined, after: Counters): Counters | undefined {
  const requests = after.requests - (before?.requests ?? 0);
  const handshakes = after.handshakes - (before?.handshakes ?? 0);
  const receivedBytes = after.receivedBytes - (before?.receivedBytes ?? 0);
  // It began anew.
  return requests < 0 || handshakes < 0 || receivedBytes < 0 ? undefined : { requests, handshakes, receivedBytes };
}

type Parts = ReadonlyMap<string, Counters>;

function partsOf(report: SourceReport): Parts {
  const parts = new Map<string, Counters>(report.endpoints.map((endpoint) => [endpoint.url, endpoint]));
  if (report.archive !== undefined) parts.set("", report.archive);
  return parts;
}

function paceOf(recent: readonly Status[], source: string, chosen: (parts: Parts) => Parts): Pace | undefined {
  const newest = recent.at(-1);
  const oldest = recent.find((status) => reportIn(status, source) !== undefined);
  const after = newest === undefined ? undefined : reportIn(newest, source);
  const before = oldest === undefined ? undefined : reportIn(oldest, source);
  if (newest === undefined || oldest === undefined || after === undefined || before === undefined) return undefined;
  const overMs = newest.timeMs - oldest.timeMs;
  if (overMs < shortestMs) return undefined;
  const known = partsOf(before);
  const sum = { requests: 0, handshakes: 0, receivedBytes: 0 };
  for (const [name, counters] of chosen(partsOf(after))) {
    const part = grown(known.get(name), counters);
    if (part === undefined) return undefined;
    sum.requests += part.requests;
    sum.handshakes += part.handshakes;
    sum.receivedBytes += part.receivedBytes;
  }
  const share = minuteMs / overMs;
  return { overMs, requests: sum.requests * share, handshakes: sum.handshakes * share, receivedBytes: sum.receivedBytes * share };
}

// Undefined where it is not known yet.
export const sourcePace = (recent: readonly Status[], source: string): Pace | undefined => paceOf(recent, source, (parts) => parts);

export const endpointPace = (recent: readonly Status[], source: string, url: string): Pace | undefined =>
  paceOf(recent, source, (parts) => new Map([...parts].filter(([name]) => name === url)));

const many = (value: number, one: string): string => `${value} ${value === 1 ? one : `${one}s`}`;

// "12.0 requests, 0 handshakes and 34.1 KiB a minute; 1204 requests over 13 connections so far"
export function perMinute(pace: Pace | undefined, whole: Counters): string {
  const inAll = `${many(whole.requests, "request")} over ${many(whole.handshakes, "connection")} so far`;
  if (pace === undefined) return inAll;
  const { requests, handshakes, receivedBytes } = pace;
  return `${threeDigits(requests)} requests, ${threeDigits(handshakes)} handshakes and ${together(bytes(receivedBytes))} a minute; ${inAll}`;
}

export const paceWords = (value: number | undefined): string => (value === undefined ? dash : threeDigits(value));

export const overWords = (pace: Pace | undefined): string =>
  pace === undefined ? "Being measured." : `Measured over the last ${span(pace.overMs)}.`;
