// What a source asked of its cluster in the last minute, and what it may.
import { Show, type JSX } from "solid-js";
import type { SourceReport } from "../model/status";
import { bytes, together } from "../words/numbers";

export function Cost(props: { report: SourceReport }): JSX.Element {
  return (
    <Show when={props.report.budget}>
      {(budget) => (
        <dl class="facts cost" aria-label={`What ${props.report.component.id} asked in the last minute`}>
          <div>
            <dt>Requests in the last minute</dt>
            <dd>
              {budget().lastMinute.requests} of at most {budget().perMinute}
            </dd>
          </div>
          <div>
            <dt>Handshakes</dt>
            <dd>{budget().lastMinute.handshakes}</dd>
          </div>
          <div>
            <dt>Received</dt>
            <dd>{together(bytes(budget().lastMinute.receivedBytes))}</dd>
          </div>
        </dl>
      )}
    </Show>
  );
}
