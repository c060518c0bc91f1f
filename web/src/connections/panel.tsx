// Each source: how it is, whom it asks and how that went, what that costs, and what the doctor found.
import { createEffect, createMemo, For, onCleanup, onMount, Show, type JSX } from "solid-js";
import { usePage } from "../page";
import { moment, span } from "../words/times";
import { sourcesOf } from "../words/trouble";
import { SourceSection, sectionId } from "./source_section";
import "./connections.css";

// The troubled first, as the list of what is wrong has them.
function sourceIds(ids: readonly string[], troubled: readonly string[]): string[] {
  const first = [...new Set(troubled)].filter((id) => ids.includes(id));
  return [...first, ...ids.filter((id) => !first.includes(id))];
}

function Freshness(): JSX.Element {
  const { live, status } = usePage();
  const failure = (): string => {
    const failed = status.failure();
    if (failed === undefined) return "";
    const since = failed.sinceMs === undefined ? "" : ` since ${moment(failed.sinceMs, live.nowMs())}`;
    return `The connections could not be read${since}: ${failed.why}.`;
  };
  const lost = (): string => {
    const lostMs = live.lostMs();
    return lostMs === undefined ? "" : `This page has no connection since ${moment(lostMs, live.nowMs())}: what stands here is of then.`;
  };
  const read = (): string => {
    const newest = status.newest();
    return newest === undefined ? "" : `Read ${span(live.nowMs() - newest.timeMs)} ago. Pipevane ${newest.version}.`;
  };
  return (
    <>
      <p class="refusal" role="status">
        {lost() || failure()}
      </p>
      <Show when={read() !== ""}>
        <p class="sub">{read()}</p>
      </Show>
    </>
  );
}

export function ConnectionsPanel(props: { source: string }): JSX.Element {
  const { live, status, troubles } = usePage();
  const ids = createMemo(
    () => {
      const sources = live.fleet.components().filter((component) => component.kind === "source");
      const troubled = troubles().flatMap(sourcesOf);
      return sourceIds(sources.map((component) => component.id), troubled);
    },
    [],
    { equals: (one, other) => one.join("\n") === other.join("\n") },
  );
  onMount(() => onCleanup(status.watch()));
  createEffect(() => {
    const section = props.source === "" ? null : document.getElementById(sectionId(props.source));
    if (!(section instanceof HTMLDetailsElement)) return;
    section.open = true;
    section.scrollIntoView({ block: "nearest" });
  });
  const nothing = (): string => {
    if (!live.fleet.ready()) return live.lostMs() === undefined ? "Waiting for the server." : "";
    return ids().length === 0 ? "No source is configured." : "";
  };
  return (
    <>
      <Freshness />
      <Show when={nothing() !== ""}>
        <p class="nothing">{nothing()}</p>
      </Show>
      <For each={ids()}>{(id) => <SourceSection id={id} alone={ids().length <= 3} />}</For>
    </>
  );
}
