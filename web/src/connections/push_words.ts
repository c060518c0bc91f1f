// What a source is sent, in words.
import type { Door, PushReport, Sender } from "../model/push_report";
import { span } from "../words/times";
import { many } from "./words";

const doorNames: Readonly<Record<string, string>> = {
  influx_udp: "InfluxDB over UDP",
  influx_http: "InfluxDB over HTTP",
  graphite_tcp: "Graphite over TCP",
  graphite_udp: "Graphite over UDP",
  otlp_http: "OpenTelemetry over HTTP",
};

export const doorName = (door: Door): string => doorNames[door.what] ?? door.what;

// "127.0.0.1:8086", "[::1]:8086"
export const place = ({ bind, port }: { readonly bind: string; readonly port: number }): string => `${bind.includes(":") ? `[${bind}]` : bind}:${port}`;

export const doorWords = ({ taken, lastMs }: Door, nowMs: number): string =>
  lastMs === undefined ? "nothing came through it yet" : `${many(taken, "push").replace("pushs", "pushes")} taken, the last ${span(nowMs - lastMs)} ago`;

// Six cycles of Proxmox VE: who is silent for so long is late.
const lateMs = 60_000;
// A clock that is further off is wrong.
const wrongMs = 30_000;

export const isLate = (sender: Sender, nowMs: number): boolean => nowMs - sender.heardMs > lateMs;

export function senderWords(sender: Sender, nowMs: number): string {
  const heard = `last heard ${span(nowMs - sender.heardMs)} ago`;
  if (Math.abs(sender.aheadMs) < wrongMs) return heard;
  return `${heard}, its clock is ${span(Math.abs(sender.aheadMs))} ${sender.aheadMs > 0 ? "ahead of" : "behind"} ours`;
}

const refusedWords: Readonly<Record<string, string>> = {
  unreadable: "could not be read",
  too_long: "were longer than any that Proxmox VE sends",
  not_proxmox: "were not Proxmox VE's",
  no_time: "had no time",
  ahead: "had a time too far ahead of ours",
  behind: "had a time too far behind ours",
  late: "were older than what was told already",
  bad_name: "had a name that nothing in Proxmox VE may have",
  bad_value: "had a value that there cannot be",
  foreign_sender: "came from who is not among the senders",
  same_node: "came from a second machine with the same node's name",
  same_guest: "were of a guest that another node tells of as well",
  no_room: "were one too many",
};

const lostWords: Readonly<Record<string, readonly [string, string]>> = {
  over_limit: ["push", "more than a sender may send"],
  by_kernel: ["datagram", "lost before it was read"],
  turned_away: ["connection", "turned away, as there were too many"],
  half_lines: ["line", "not ended when its connection was"],
  wrong_tokens: ["request", "with a wrong token or none"],
  too_much: ["request", "while too much was on its way"],
  bad_requests: ["request", "answered with an error"],
};

// What was not taken since the source began, a line each: "12 lines or values could not be read".
export function refusals(push: PushReport): string[] {
  const refused = push.refused.map(([reason, count]) => `${count} lines or values ${refusedWords[reason] ?? `refused: ${reason.replace(/_/g, " ")}`}`);
  const lost = push.lost.map(([reason, count]) => {
    const [what, why] = lostWords[reason] ?? ["push", reason.replace(/_/g, " ")];
    const from = push.lostFrom[reason] ?? "";
    const plural = `${what}${what.endsWith("sh") ? "es" : "s"}`;
    return `${count} ${count === 1 ? what : plural} ${why}${from === "" ? "" : `, the last from ${from}`}`;
  });
  return [...refused, ...lost];
}

// Whom it hears.
export function guardWords(push: PushReport): string {
  const token = push.needsToken ? "Requests over HTTP need the token" : "No token is needed";
  return `${token}, and ${push.listsSenders ? "nobody is heard but the senders that are listed" : "no senders are listed: whoever reaches the ports may send"}.`;
}
