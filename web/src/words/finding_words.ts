// What the doctor found, as it stands among what is wrong, and in the place of a list that is empty because of it.
import type { Component } from "../model/component";
import { standsBy, type Finding, type SourceReport, type Status } from "../model/status";
import { remedyParts, type RemedyPart } from "./remedy";
import { isWell, type Trouble } from "./trouble";

// With a capital and an end; an address stays as it is.
export function sentence(text: string): string {
  if (text === "") return "";
  const begun = /^https?:/.test(text) ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return `${begun.replace(/\.$/, "")}.`;
}

export const weighs = (finding: Finding): boolean => finding.state === "failed" || finding.state === "warning";

// A failure of one address is no more than worth a look while another one answers.
function isGrave(finding: Finding, report: SourceReport): boolean {
  const answering = report.endpoints.find((endpoint) => endpoint.state === "answering");
  return finding.state === "failed" && (answering === undefined || answering.url === finding.target);
}

// What nobody but a person puts right.
const handwork: ReadonlySet<string> = new Set(["privileges", "token", "certificate"]);

// The sources whose trouble will not pass by itself.
export function needHands(status: Status | undefined): ReadonlySet<string> {
  const needing = (status?.sources ?? []).filter((report) =>
    (report.findings ?? []).some((finding) => handwork.has(finding.check) && isGrave(finding, report)),
  );
  return new Set(needing.map((report) => report.component.id));
}

// Of a source that works: what else there is to act on or to look at. One that does not has a line of its own.
function findingTrouble(report: SourceReport): Trouble | undefined {
  const heavy = (report.findings ?? []).filter(weighs);
  const graves = heavy.filter((finding) => isGrave(finding, report));
  const first = graves[0] ?? heavy[0];
  if (first === undefined) return undefined;
  const { id } = report.component;
  const more = heavy.length - 1;
  const rest = more === 0 ? "" : ` ${more === 1 ? "One more finding stands" : `${more} more findings stand`} in its connections.`;
  const text = `Source ${id}: ${first.sentence.replace(/\.$/, "")}. ${sentence(first.remedy ?? "")}`.trim() + rest;
  return { id: `finding ${id}`, grave: graves.length > 0, text, source: id };
}

export function findingTroubles(components: readonly Component[], status: Status | undefined): Trouble[] {
  const well = new Set(components.filter(isWell).map((component) => component.id));
  return (status?.sources ?? [])
    .filter((report) => well.has(report.component.id))
    .map(findingTrouble)
    .filter((trouble) => trouble !== undefined);
}

// Why no guest is listed.
export interface Emptiness {
  readonly source: string;
  readonly text: string;
  readonly remedy: readonly RemedyPart[];
}

const ofRights = (finding: Finding): boolean => finding.check === "privileges";

function emptinessOf(component: Component, report: SourceReport | undefined): Emptiness | undefined {
  const source = component.id;
  const rights = (report?.findings ?? []).find((finding) => ofRights(finding) && weighs(finding));
  if (rights !== undefined)
    return { source, text: sentence(rights.sentence), remedy: remedyParts(rights.remedy ?? "", rights.commands) };
  if (!isWell(component))
    return { source, text: `Source ${source} is ${component.state}: ${sentence(component.why ?? "no reason was given")}`, remedy: [] };
  const silent = report?.findings?.every((finding) => !ofRights(finding) || finding.state === "unknown") ?? false;
  if (!silent) return undefined;
  return { source, text: `Source ${source} was not told yet what its token may see.`, remedy: [] };
}

// Of the sources that should list guests, those that say why they do not. `cluster`: of that one alone.
export function emptinesses(components: readonly Component[], status: Status, cluster = ""): Emptiness[] {
  const reports = new Map(status.sources.map((report) => [report.component.id, report]));
  return components
    .filter((component) => component.kind === "source")
    .flatMap((component) => {
      const report = reports.get(component.id);
      if (report !== undefined && standsBy(report)) return [];
      if (cluster !== "" && (report?.cluster ?? component.id) !== cluster) return [];
      return emptinessOf(component, report) ?? [];
    });
}
