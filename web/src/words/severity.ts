// How grave it is what is wrong: the one place that says so. What needs a person now is grave, whatever the failure was.
import type { Component } from "../model/component";
import type { Finding, SourceReport, Status } from "../model/status";
import { delivers } from "./delivery";

// "quiet" is what somebody wanted, or what passes.
export type Severity = "well" | "quiet" | "look" | "act";

const severities: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ...["running", "online", "available"].map((state) => [state, "well"] as const),
  ...["stopped", "paused", "suspended", "prelaunch", "inmigrate", "finish-migrate", "postmigrate"].map((state) => [state, "quiet"] as const),
  ...["save-vm", "restore-vm", "shutdown", "debug", "colo"].map((state) => [state, "quiet"] as const),
  // A guest in one of these stands still, and does not go on by itself.
  ...["offline", "internal-error", "io-error", "guest-panicked", "watchdog"].map((state) => [state, "act"] as const),
]);

// Of a node, a guest or a storage: what is unknown, or has a word that nobody knows here, is to be looked at.
export const stateSeverity = (state: string | undefined): Severity => severities.get(state ?? "") ?? "look";

// A source that has not come back after this long will not without help.
const graveAfterMs = 5 * 60_000;

// Of a source: that it is ill for so long.
export const isLate = (component: Component, sinceMs: number | undefined, nowMs: number): boolean =>
  component.kind === "source" && sinceMs !== undefined && nowMs - sinceMs > graveAfterMs;

// What is known of it alone, without what it says of its endpoints.
export const isGraveState = (component: Component, sinceMs: number | undefined, nowMs: number): boolean =>
  component.state === "failed" || component.state === "stopped" || isLate(component, sinceMs, nowMs);

// Now, or before its source stood by.
const answers: ReadonlySet<string> = new Set(["answering", "answered"]);

// A failure of one address is no more than worth a look while another one answers.
export function isGraveFinding(finding: Finding, report: SourceReport): boolean {
  const answering = report.endpoints.find((endpoint) => answers.has(endpoint.state) && endpoint.why === undefined);
  return finding.state === "failed" && (answering === undefined || answering.url === finding.target);
}

// What nobody but a person puts right, though an endpoint may answer.
const handwork: ReadonlySet<string> = new Set(["reach", "privileges", "tasks", "log", "token", "certificate"]);

// The sources that somebody has to act on: none of its endpoints delivers, be it that it refuses, hangs or fails; or it is
// of such a kind.
export function needHands(components: readonly Component[], status: Status | undefined): ReadonlySet<string> {
  const reports = new Map((status?.sources ?? []).map((report) => [report.component.id, report]));
  const needing = components.filter((component) => {
    if (component.kind !== "source") return false;
    const report = reports.get(component.id);
    const findings = report?.findings ?? [];
    return delivers(component, report) === false || (report !== undefined && findings.some((each) => handwork.has(each.check) && isGraveFinding(each, report)));
  });
  return new Set(needing.map((component) => component.id));
}
