// What chooses among the events: their types, and how grave they have to be. The search chooses what they are about.
import { For, type JSX } from "solid-js";
import { severities, type Severity } from "../model/event";
import { usePage } from "../page";

// Those of the sources in the box.
const usualTypes: readonly string[] = ["task", "status", "node", "storage", "ha", "lock", "tags", "guest", "log", "notification", "source"];

const leastWords: Readonly<Record<Severity, string>> = {
  info: "All severities",
  notice: "Notices and worse",
  warning: "Warnings and errors",
  error: "Errors only",
};

export function EventFilters(): JSX.Element {
  const { address } = usePage();
  const view = address.view;
  const types = (): readonly string[] => [...new Set([...usualTypes, ...view().types])];
  const turn = (type: string): void => {
    const chosen = view().types;
    address.change({ types: chosen.includes(type) ? chosen.filter((each) => each !== type) : [...chosen, type] });
  };
  return (
    <div class="event-filters">
      <select
        aria-label="Least severity"
        value={view().least}
        onChange={(event) => address.change({ least: severities.find((each) => each === event.currentTarget.value) ?? "info" })}
      >
        <For each={severities}>
          {(severity) => (
            <option value={severity} selected={view().least === severity}>
              {leastWords[severity]}
            </option>
          )}
        </For>
      </select>
      <div class="event-types" role="group" aria-label="Types">
        <button type="button" aria-pressed={view().types.length === 0} onClick={() => address.change({ types: [] })}>
          all
        </button>
        <For each={types()}>
          {(type) => (
            <button type="button" aria-pressed={view().types.includes(type)} onClick={() => turn(type)}>
              {type}
            </button>
          )}
        </For>
      </div>
    </div>
  );
}
