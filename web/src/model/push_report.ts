// What a source that is sent to tells of itself: its doors, who sends, and what it did not take.
import { isObject, numberOf, textOf, type Json } from "./json";

export interface Door {
  // As its option is called, without the end: "graphite_tcp".
  readonly what: string;
  readonly bind: string;
  readonly port: number;
  // What came through it and was taken.
  readonly taken: number;
  // When the last of it came; undefined: nothing did.
  readonly lastMs?: number;
}

export interface Sender {
  // Undefined: of guests alone.
  readonly node?: string;
  readonly address: string;
  readonly heardMs: number;
  // How far its clock is ahead of ours.
  readonly aheadMs: number;
}

// Two that tell of the same: who is believed, and who is not, each an address and perhaps more behind a blank.
export interface Conflict {
  readonly what: string;
  readonly believed: string;
  readonly refused: string;
}

export interface PushedCluster {
  readonly name: string;
  readonly senders: readonly Sender[];
  readonly conflicts: readonly Conflict[];
}

export interface PushMinute {
  readonly pushes: number;
  readonly lines: number;
  readonly bytes: number;
}

export interface PushReport {
  readonly doors: readonly Door[];
  readonly clusters: readonly PushedCluster[];
  readonly minute?: PushMinute;
  // Lines and values that were looked at, by reason, and what was not even looked at.
  readonly refused: readonly (readonly [string, number])[];
  readonly lost: readonly (readonly [string, number])[];
  // Whom the last one of a kind of what was lost came from, by that kind.
  readonly lostFrom: Readonly<Record<string, string>>;
  readonly needsToken: boolean;
  readonly listsSenders: boolean;
  // The options of the ports through which anybody is believed, as "influx_udp_port and graphite_tcp_port"; undefined: none.
  readonly openToStrangers?: string;
}

const objects = (raw: Json | undefined) => (Array.isArray(raw) ? raw.filter(isObject) : []);

// What is more than nothing.
function counts(raw: Json | undefined): [string, number][] {
  if (!isObject(raw)) return [];
  return Object.entries(raw).flatMap(([name, value]) => (typeof value === "number" && value > 0 ? [[name, value] as [string, number]] : []));
}

function doorOf(raw: Json, timeMs: number): Door | undefined {
  if (!isObject(raw)) return undefined;
  const what = textOf(raw["what"]);
  const port = numberOf(raw["port"]);
  if (what === undefined || port === undefined) return undefined;
  const ageMs = numberOf(raw["last_age_ms"]);
  const door = { what, port, bind: textOf(raw["bind"]) ?? "", taken: numberOf(raw["taken"]) ?? 0 };
  return ageMs === undefined ? door : { ...door, lastMs: timeMs - ageMs };
}

function clusterOf(raw: Json, timeMs: number): PushedCluster | undefined {
  if (!isObject(raw)) return undefined;
  const sender = (each: { [key: string]: Json }): Sender => {
    const node = textOf(each["node"]);
    const heardMs = timeMs - (numberOf(each["age_ms"]) ?? 0);
    return { address: textOf(each["address"]) ?? "", heardMs, aheadMs: numberOf(each["clock_ahead_ms"]) ?? 0, ...(node === undefined ? {} : { node }) };
  };
  const said = (each: { [key: string]: Json }, name: string): string => textOf(each[name]) ?? "";
  return {
    name: textOf(raw["name"]) ?? "",
    senders: objects(raw["senders"]).map(sender),
    conflicts: objects(raw["conflicts"]).map((each) => ({ what: said(each, "what"), believed: said(each, "believed"), refused: said(each, "refused") })),
  };
}

// `details` of a component; undefined where it is no source that is sent to. `timeMs`: when they were told.
export function decodePush(details: { [key: string]: Json }, timeMs: number): PushReport | undefined {
  const { listening, clusters, last_minute, lost } = details;
  const open = textOf(details["open_to_strangers"]);
  if (!Array.isArray(listening)) return undefined;
  const from = (name: string): string => (isObject(lost) ? (textOf(lost[name]) ?? "") : "");
  const number = (name: string): number => (isObject(last_minute) ? (numberOf(last_minute[name]) ?? 0) : 0);
  return {
    doors: listening.map((each) => doorOf(each, timeMs)).filter((each) => each !== undefined),
    clusters: (Array.isArray(clusters) ? clusters : []).map((each) => clusterOf(each, timeMs)).filter((each) => each !== undefined),
    ...(isObject(last_minute) ? { minute: { pushes: number("pushes"), lines: number("lines"), bytes: number("bytes") } } : {}),
    refused: counts(details["refused"]),
    lost: counts(lost),
    lostFrom: {
      wrong_tokens: from("wrong_token_from"),
      bad_requests: [from("bad_request_from"), from("bad_request_why")].filter((each) => each !== "").join(": "),
    },
    needsToken: details["token_needed"] === true,
    listsSenders: details["senders_listed"] === true,
    ...(open === undefined || open === "" ? {} : { openToStrangers: open }),
  };
}
