// Whether any source delivers, as far as that is known.
import { isReplay, type Component } from "../model/component";
import { standsBy, type SourceReport, type Status } from "../model/status";

// Of one source: undefined where it is not its turn, or where it is only about to.
export function delivers(source: Component, report: SourceReport | undefined): boolean | undefined {
  if (source.state === "failed") return false;
  // A recorded session that came to its end was told.
  if (source.state === "stopped") return isReplay(source);
  if (report !== undefined && standsBy(report)) return undefined;
  if (source.state === "degraded") return report === undefined || report.endpoints.length === 0 || report.endpoints.some((each) => each.why === undefined);
  return true;
}

// One that is degraded may deliver all the same: it does not where each of its endpoints fails.
export function noneDelivers(components: readonly Component[], status: Status | undefined): boolean {
  const reports = new Map((status?.sources ?? []).map((report) => [report.component.id, report]));
  const all = components.filter((component) => component.kind === "source").map((source) => delivers(source, reports.get(source.id)));
  return all.includes(false) && !all.includes(true);
}
