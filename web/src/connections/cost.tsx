// What a source asks of its cluster in a minute, and what it may.
import { Show, type JSX } from "solid-js";
import type { SourceReport } from "../model/status";
import { usePage } from "../page";
import { bytes, together } from "../words/numbers";
import { overWords, paceWords, sourcePace } from "./pace";

export function Cost(props: { report: SourceReport }): JSX.Element {
  const { status } = usePage();
  const pace = () => sourcePace(status.recent(), props.report.component.id);
  const limit = (): string => (props.report.requestLimit === undefined ? "" : ` of at most ${props.report.requestLimit}`);
  return (
    <Show when={props.report.endpoints.length > 0}>
      <dl class="facts cost" aria-label={`What ${props.report.component.id} asks in a minute`}>
        <div>
          <dt>Requests a minute</dt>
          <dd>
            {paceWords(pace()?.requests)}
            {limit()}
          </dd>
        </div>
        <div>
          <dt>Handshakes a minute</dt>
          <dd>{paceWords(pace()?.handshakes)}</dd>
        </div>
        <div>
          <dt>Received a minute</dt>
          <dd>{together(bytes(pace()?.receivedBytes))}</dd>
        </div>
      </dl>
      <small class="measured">{overWords(pace())}</small>
    </Show>
  );
}
