// What the doctor found, as it stands among what is wrong, and in the place of a list that is empty because of it.
import type { Component } from "../model/component";
import { standsBy, type Finding, type SourceReport, type Status } from "../model/status";
import { remedyParts, type RemedyPart } from "./remedy";
import { isGraveFinding } from "./severity";
import { isWell, sourcesOf, type Trouble } from "./trouble";

// With a capital and an end; an address stays as it is.
export function sentence(text: string): string {
  if (text === "") return "";
  const begun = /^https?:/.test(text) ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return `${begun.replace(/\.$/, "")}.`;
}

export const weighs = (finding: Finding): boolean => finding.state === "failed" || finding.state === "warning";

// Which cluster each source tells of.
export const clustersOf = (status: Status | undefined): ReadonlyMap<string, string> =>
  new Map((status?.sources ?? []).flatMap((report) => (report.cluster === undefined ? [] : [[report.component.id, report.cluster] as const])));

// Of a source that works: what else there is to act on or to look at. One that does not has a line of its own, and so have
// the entities `told` of.
function findingTrouble(report: SourceReport, told: ReadonlySet<string>): Trouble | undefined {
  const { id } = report.component;
  const heavy = distinct((report.findings ?? []).filter((finding) => weighs(finding) && !told.has(memberOf(finding, report))));
  const graves = heavy.filter((finding) => isGraveFinding(finding, report));
  const first = graves[0] ?? heavy[0];
  if (first === undefined) return undefined;
  const more = heavy.length - 1;
  const rest = more === 0 ? "" : ` ${more === 1 ? "One more finding stands" : `${more} more findings stand`} in its connections.`;
  const subject = report.cluster === undefined ? `Source ${id}` : `Cluster ${report.cluster}`;
  const text = `${subject}: ${first.sentence.replace(/\.$/, "")}. ${sentence(first.remedy ?? "")}`.trim() + rest;
  return { id: `finding ${id}`, grave: graves.length > 0, text, source: id };
}

// The key of the node that it says is not as it should be; empty where it is about none.
function memberOf(finding: Finding, report: SourceReport): string {
  const node = finding.check === "members" ? finding.facts.find(([name]) => name === "node")?.[1] : undefined;
  return node === undefined || report.cluster === undefined ? "" : `${report.cluster}/node/${node}`;
}

// What several endpoints of one cluster have alike is one thing to do.
function distinct(findings: readonly Finding[]): Finding[] {
  const alike = (finding: Finding): string => [finding.check, finding.state, finding.sentence.replaceAll(finding.target, "\0"), finding.remedy].join("\n");
  const seen = new Map(findings.map((finding) => [alike(finding), finding] as const).reverse());
  return findings.filter((finding) => seen.get(alike(finding)) === finding);
}

// `already`: what has lines of its own; of each cluster that says the same in several sources there is one.
export function findingTroubles(components: readonly Component[], status: Status | undefined, already: readonly Trouble[] = []): Trouble[] {
  const well = new Set(components.filter(isWell).map((component) => component.id));
  const told = new Set(already.flatMap((trouble) => trouble.entity ?? []));
  const all = new Map<string, Trouble>();
  for (const report of status?.sources ?? []) {
    const trouble = well.has(report.component.id) ? findingTrouble(report, told) : undefined;
    if (trouble === undefined) continue;
    const same = all.get(trouble.text);
    const alsoSources = [...(same?.alsoSources ?? []), report.component.id];
    all.set(trouble.text, same === undefined ? trouble : { ...same, grave: same.grave || trouble.grave, alsoSources });
  }
  return [...all.values()];
}

// Without the advice that stands elsewhere on the page, with its commands: that of these `sources`.
export function withoutAdvice(troubles: readonly Trouble[], status: Status | undefined, sources: ReadonlySet<string>): Trouble[] {
  const advice = (trouble: Trouble): string[] =>
    (status?.sources ?? [])
      .filter(({ component }) => sources.has(component.id) && sourcesOf(trouble).includes(component.id))
      .flatMap((report) => (report.findings ?? []).filter((finding) => finding.commands.length > 0).flatMap((finding) => finding.remedy ?? []));
  const without = (text: string, remedy: string): string => text.replace(`; ${remedy}`, () => "").replace(` ${sentence(remedy)}`, () => "");
  return troubles.map((trouble) => ({ ...trouble, text: advice(trouble).reduce(without, trouble.text) }));
}

// Why no guest is listed.
export interface Emptiness {
  readonly source: string;
  readonly text: string;
  readonly remedy: readonly RemedyPart[];
}

const ofRights = (finding: Finding): boolean => finding.check === "privileges";

// What is sent and what only happens comes without a token that may list guests.
const listsGuests = (component: Component): boolean => component.type !== "proxmox_events" && component.type !== "proxmox_push";

function emptinessOf(component: Component, report: SourceReport | undefined): Emptiness | undefined {
  const source = component.id;
  const rights = (report?.findings ?? []).find((finding) => ofRights(finding) && weighs(finding));
  if (rights !== undefined)
    return { source, text: sentence(rights.sentence), remedy: remedyParts(rights.remedy ?? "", rights.commands) };
  if (!isWell(component))
    return { source, text: sentence(`Source ${source} is ${component.state}: ${component.why ?? "no reason was given"}`), remedy: [] };
  if (!listsGuests(component)) return undefined;
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
