// Clusters of which nobody can tell whether a guest runs: where Graphite or OpenTelemetry is all that there is.
import type { Component } from "../model/component";
import { standsBy, type SourceReport, type Status } from "../model/status";
import { listed } from "./causes";

const ways: readonly (readonly [RegExp, string])[] = [
  [/^influx_/, "InfluxDB"],
  [/^graphite_/, "Graphite"],
  [/^otlp_/, "OpenTelemetry"],
];

// By which ways something came.
function waysOf(report: SourceReport): string[] {
  const used = (report.push?.doors ?? []).filter((door) => door.taken > 0);
  return ways.flatMap(([door, name]) => (used.some(({ what }) => door.test(what)) ? [name] : []));
}

// Which clusters a source may tell the states of guests of; undefined: any, as it does not say which it tells of.
function statesOf(source: Component, report: SourceReport | undefined): readonly string[] | undefined {
  // It tells states as tasks end, and of most guests none.
  if (source.type === "proxmox_events") return [];
  if (report?.push !== undefined) return waysOf(report).includes("InfluxDB") ? report.push.clusters.map((cluster) => cluster.name) : [];
  if (report?.cluster === undefined) return undefined;
  return standsBy(report) ? [] : [report.cluster];
}

// Each such cluster, and how its nodes send.
export function clustersWithoutStates(components: readonly Component[], status: Status | undefined): ReadonlyMap<string, string> {
  const reports = new Map((status?.sources ?? []).map((report) => [report.component.id, report]));
  const sources = components.filter((component) => component.kind === "source");
  const told = sources.map((source) => statesOf(source, reports.get(source.id)));
  const without = new Map<string, string>();
  if (told.includes(undefined)) return without;
  const withStates = new Set(told.flatMap((clusters) => clusters ?? []));
  for (const { id } of sources) {
    const report = reports.get(id);
    const names = report === undefined ? [] : waysOf(report);
    if (report?.push === undefined || names.length === 0) continue;
    for (const { name } of report.push.clusters) if (!withStates.has(name)) without.set(name, listed(names));
  }
  return without;
}

// What that means, and what to do; "" where there is no such cluster.
export function statelessWords(clusters: ReadonlyMap<string, string>): string {
  if (clusters.size === 0) return "";
  const names = [...clusters.keys()];
  const sent = [...new Set(clusters.values())];
  // Of two ways the one has what the other lacks.
  const lacks = sent.every((way) => way === "Graphite") ? "whether a guest runs nor what it is called" : "whether a guest runs";
  return `From ${listed(sent)} nobody learns ${lacks}: the guests of ${listed(names)} have no state here, and their figures are of now all the same. InfluxDB's way of the metric server tells it, and so does a source of the type proxmox_poll.`;
}
