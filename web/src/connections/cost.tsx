// What a source asked of its cluster in the last minute, and what it may.
import { Show, type JSX } from "solid-js";
import type { SourceReport } from "../model/status";
import { ofAtMost, size } from "./words";

export function Cost(props: { report: SourceReport }): JSX.Element {
  return (
    <Show when={props.report.budget}>
      {(budget) => (
        <dl class="facts cost" aria-label={`What ${props.report.component.id} asked in the last minute`}>
          <div>
            <dt>Requests in the last minute</dt>
            <dd>{ofAtMost(String(budget().lastMinute.requests), String(budget().perMinute))}</dd>
          </div>
          <div>
            <dt>Handshakes</dt>
            <dd>{ofAtMost(String(budget().lastMinute.handshakes), budget().handshakesPerMinute?.toString())}</dd>
          </div>
          <div>
            <dt>Received</dt>
            <dd>{ofAtMost(size(budget().lastMinute.receivedBytes), size(budget().receivedBytesPerMinute))}</dd>
          </div>
        </dl>
      )}
    </Show>
  );
}
