// One source, folded where it is one of many and well.
import { createMemo, Show, untrack, type JSX } from "solid-js";
import type { Component } from "../model/component";
import { standsBy, type SourceReport } from "../model/status";
import { StatusMark } from "../overview/status_mark";
import { usePage } from "../page";
import { connectionsAt } from "../view/view";
import { sentence } from "../words/finding_words";
import { isWell, sourcesOf } from "../words/trouble";
import { Cost } from "./cost";
import { Endpoints } from "./endpoints";
import { Findings } from "./findings";
import { Pushed } from "./pushed";
import { roleWords, since } from "./words";

// The section's id in the document.
export const sectionId = (source: string): string => `source-${encodeURIComponent(source)}`;

function Told(props: { report: SourceReport }): JSX.Element {
  return (
    <>
      <Show when={props.report.note}>{(note) => <p class="hint">{sentence(note())}</p>}</Show>
      <Endpoints report={props.report} />
      <Pushed report={props.report} />
      <Cost report={props.report} />
      <Findings report={props.report} />
    </>
  );
}

export function SourceSection(props: { id: string; alone: boolean }): JSX.Element {
  const { live, status, address, troubles } = usePage();
  const component = createMemo((): Component | undefined => live.fleet.components().find((each) => each.id === props.id));
  const report = createMemo(() => status.newest()?.sources.find((each) => each.component.id === props.id));
  const own = createMemo(() => troubles().find((trouble) => sourcesOf(trouble).includes(props.id)));
  const shape = (): string => {
    const known = component();
    if (known === undefined || !isWell(known)) return "offline";
    const told = report();
    // Nobody asks whether it could go on in the other one's place.
    if (told !== undefined && standsBy(told)) return "stopped";
    return known.state === "running" ? "running" : "unknown";
  };
  const state = (): string => {
    const known = component();
    const told = report();
    const from = since(known?.sinceMs, live.nowMs());
    if (told !== undefined && standsBy(told) && known?.state === "running") return `stands by${from}`;
    return `${known?.state ?? "gone"}${from}`;
  };
  // What the doctor or an endpoint says below is not said twice.
  const why = (): string => {
    const words = component()?.why ?? "";
    const told = report();
    const below = told === undefined ? [] : [...(told.findings ?? []).map((finding) => finding.sentence), ...told.endpoints.map((each) => each.why ?? "")];
    return below.some((each) => each !== "" && words.startsWith(each)) ? "" : words;
  };
  const pending = (): string =>
    status.failure() === undefined ? "What it says of its connections is being read." : "What it says of its connections is not known.";
  const unfolded = untrack(() => props.alone || own() !== undefined || connectionsAt(address.view().open) === props.id);
  return (
    <details class="source" classList={{ ill: own()?.grave === false }} id={sectionId(props.id)} open={unfolded}>
      <summary>
        <StatusMark status={shape()} words={component()?.state ?? "gone"} />
        <h3>{props.id}</h3>
        <small>{state()}</small>
        <Show when={own()}>
          {(trouble) => <b class={trouble().grave ? "grave" : "mild"}>{trouble().grave ? "Act" : "Look"}</b>}
        </Show>
      </summary>
      <Show when={why() !== ""}>
        <p class="why">{sentence(why())}</p>
      </Show>
      <Show when={report()} fallback={<p class="hint">{pending()}</p>}>
        {(told) => (
          <>
            <p class="hint">{roleWords(told(), live.nowMs())}</p>
            <Told report={told()} />
          </>
        )}
      </Show>
    </details>
  );
}
