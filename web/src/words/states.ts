// How many of some entities are in which state, in the words of their source.
import { stateOf, type Entity } from "../model/entity";
import { stateSeverity, type Severity } from "./severity";

export interface StateCount {
  readonly state: string;
  readonly many: number;
  readonly severity: Severity;
  // "3 hibernating"
  readonly text: string;
}

const gravest: readonly Severity[] = ["act", "look", "quiet", "well"];

// But for those that are `told` elsewhere.
export function countStates(entities: readonly Entity[], told: readonly string[]): StateCount[] {
  const counts = new Map<string, number>();
  for (const { status } of entities) {
    const state = stateOf(status);
    if (!told.includes(state)) counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  const all = [...counts].map(([state, many]) => ({ state, many, severity: stateSeverity(state), text: `${many}\u00a0${state}` }));
  return all.sort(
    (one, other) =>
      gravest.indexOf(one.severity) - gravest.indexOf(other.severity) ||
      Number(other.state === "unknown") - Number(one.state === "unknown") ||
      other.many - one.many ||
      one.state.localeCompare(other.state, undefined, { numeric: true }),
  );
}

// A source may have any number of words: there is room for so many.
const fewest = 4;

export interface FewStates {
  readonly shown: readonly StateCount[];
  // "6 in 3 more states"
  readonly more: string | undefined;
}

export function fewStates(counts: readonly StateCount[]): FewStates {
  if (counts.length <= fewest) return { shown: counts, more: undefined };
  const rest = counts.slice(fewest - 1);
  const many = rest.reduce((sum, each) => sum + each.many, 0);
  return { shown: counts.slice(0, fewest - 1), more: `${many} in ${rest.length} more states` };
}
