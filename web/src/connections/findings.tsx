// What the doctor found, the worst first; what is in order is folded.
import { createMemo, For, Show, type JSX } from "solid-js";
import type { Finding, FindingState, SourceReport } from "../model/status";
import { usePage } from "../page";
import { sentence } from "../words/finding_words";
import { remedyParts } from "../words/remedy";
import { moment, span } from "../words/times";
import { CommandLine } from "./command_line";

const order: readonly FindingState[] = ["failed", "warning", "note", "unknown", "ok"];
const stateWords: Readonly<Record<FindingState, string>> = { failed: "Act", warning: "Look", note: "Note", unknown: "Unknown", ok: "Fine" };
const classes: Readonly<Record<FindingState, string>> = { failed: "grave", warning: "mild", note: "", unknown: "", ok: "" };

function FindingLine(props: { finding: Finding }): JSX.Element {
  const { live } = usePage();
  const { past, lookedMs } = props.finding;
  const when = (): string => (past === true && lookedMs !== undefined ? `At ${moment(lookedMs, live.nowMs())}: ` : "");
  return (
    <li class={classes[props.finding.state]}>
      <b>{past === true ? "Then" : stateWords[props.finding.state]}</b>
      <div>
        <p>{when() + sentence(props.finding.sentence)}</p>
        <For each={remedyParts(props.finding.remedy ?? "", props.finding.commands)}>
          {(part) => ("command" in part ? <CommandLine command={part.command} /> : <p class="remedy">{part.words}</p>)}
        </For>
        <Show when={props.finding.state !== "ok" && props.finding.facts.length > 0}>
          <dl class="finding-facts">
            <For each={props.finding.facts}>
              {([name, value]) => (
                <div>
                  <dt>{name.replace(/_/g, " ")}</dt>
                  <dd>{value}</dd>
                </div>
              )}
            </For>
          </dl>
        </Show>
      </div>
    </li>
  );
}

function countWords(findings: readonly Finding[]): string {
  const many = (state: FindingState): number => findings.filter((finding) => finding.state === state).length;
  const parts = [
    [many("failed"), "failed"],
    [many("warning"), "to look at"],
    [many("note"), "good to know"],
    [many("unknown"), "unknown"],
    [many("ok"), "in order"],
  ] as const;
  return parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`).join(", ");
}

export function Findings(props: { report: SourceReport }): JSX.Element {
  const { live } = usePage();
  // Without what changes from reading to reading: a line that stays what it was keeps its selection and its focus.
  const all = createMemo(() => props.report.findings ?? [], [], { equals: (one, other) => JSON.stringify(one) === JSON.stringify(other) });
  const sorted = createMemo(() => [...all()].sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state)));
  const fine = createMemo(() => sorted().filter((finding) => finding.state === "ok"));
  const others = createMemo(() => sorted().filter((finding) => finding.state !== "ok"));
  const lookedMs = (): number => all().reduce((newest, finding) => Math.max(newest, finding.lookedMs ?? 0), 0);
  const when = (): string =>
    lookedMs() === 0 ? "" : `Examined at ${moment(lookedMs(), live.nowMs())}, ${span(live.nowMs() - lookedMs())} ago: `;
  return (
    <Show when={props.report.findings !== undefined} fallback={<p class="hint">This kind of source has no doctor.</p>}>
      <section class="findings" aria-label={`What the doctor found of ${props.report.component.id}`}>
        <p class="hint">{all().length === 0 ? "Nothing was examined yet." : `${when()}${countWords(all())}.`}</p>
        <ul>
          <For each={others()}>{(finding) => <FindingLine finding={finding} />}</For>
        </ul>
        <Show when={fine().length > 0}>
          <details>
            <summary>{`${fine().length} in order`}</summary>
            <ul>
              <For each={fine()}>{(finding) => <FindingLine finding={finding} />}</For>
            </ul>
          </details>
        </Show>
      </section>
    </Show>
  );
}
