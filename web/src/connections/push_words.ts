// What a source is sent, in words.
import type { Conflict, Door, PushReport, Sender } from "../model/push_report";
import { sentence } from "../words/finding_words";
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
  lastMs === undefined ? "nothing came through it yet" : `${many(taken, "push")} taken, the last ${span(nowMs - lastMs)} ago`;

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
    return `${many(count, what)} ${why}${from === "" ? "" : `, the last from ${from}`}`;
  });
  return [...refused, ...lost];
}

// Whom it hears. Senders may be listed and strangers believed: where those of Graphite alone are.
export function guardWords(push: PushReport): string {
  const token = "requests over HTTP need the token";
  const listed = "nobody is heard but the senders that are listed";
  if (push.openToStrangers !== undefined) {
    const unlisted = push.listsSenders ? ", also who is not among the senders that are listed" : "";
    return `Whoever reaches ${push.openToStrangers} is believed${unlisted}.${push.needsToken ? ` ${sentence(token)}` : ""}`;
  }
  if (push.needsToken) return sentence(push.listsSenders ? `${token}, and ${listed}` : token);
  return sentence(push.listsSenders ? listed : "no token is needed, and no senders are listed: whoever reaches the ports may send");
}

// "192.0.2.12", of "192.0.2.12 (with the token)".
const addressOf = (who: string): string => who.split(" ", 1)[0] ?? who;

// Of two that tell of the same, and what to do.
export function conflictWords({ what, believed, refused }: Conflict): string {
  const remedy =
    addressOf(believed) === addressOf(refused)
      ? "Let a node send in one way only, or give two clusters behind one address a component with ports of its own each."
      : "Give each its cluster in senders.";
  return `Two tell of ${what}: ${believed} is believed, ${refused} is not. ${remedy}`;
}
