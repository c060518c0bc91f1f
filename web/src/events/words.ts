// An event in words.
import type { FleetEvent, Severity } from "../model/event";
import { moment, span } from "../words/times";

export const severityWords: Readonly<Record<Severity, string>> = { info: "Info", notice: "Notice", warning: "Warning", error: "Error" };

// "running for 7 min", "ok, took 12 s", "error"; "" where it has no state.
export function stateWords(event: FleetEvent, nowMs: number): string {
  const { state, timeMs, endMs } = event;
  if (state === undefined) return "";
  if (state === "running") return `running for ${span(nowMs - timeMs)}`;
  const word = state === "unknown" ? "end unknown" : state;
  return endMs === undefined ? word : `${word}, took ${span(endMs - timeMs)}`;
}

// "by root@pam", "by root@pam with the token pulse"
export function whoWords({ user, token }: FleetEvent): string {
  if (user === undefined) return "";
  return token === undefined ? `by ${user}` : `by ${user} with the token ${token}`;
}

// What Proxmox VE calls a task: UPID:node:pid:pstart:starttime:type:id:user:
function taskWords(id: string): string | undefined {
  const [word, node, , , , type, about] = id.split(":");
  if (word !== "UPID" || node === undefined || type === undefined || type === "") return undefined;
  return `the task ${type}${about === undefined || about === "" ? "" : ` of ${about}`} on node ${node}`;
}

// What led to it. No source knows that for certain: it goes by what ran at that time, and where. `known`: the event itself,
// where it is among those that are known here.
export function causeWords(event: FleetEvent, known: FleetEvent | undefined, nowMs: number): string {
  if (event.causedBy === undefined) return "";
  if (known !== undefined) return `Likely because of: ${known.message} (${moment(known.timeMs, nowMs)})`;
  return `Likely because of ${taskWords(event.causedBy) ?? "another event"}, which is not in this list`;
}
