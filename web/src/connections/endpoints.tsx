// The addresses of a source: which answers, since when, what went wrong last and what to do about it.
import { Index, Show, type JSX } from "solid-js";
import { isPast, type Endpoint, type SourceReport } from "../model/status";
import { StatusMark } from "../overview/status_mark";
import { usePage } from "../page";
import { sentence } from "../words/finding_words";
import { withoutDeed } from "../words/causes";
import { costWords, endpointWords } from "./words";

function EndpointLine(props: { endpoint: Endpoint; report: SourceReport }): JSX.Element {
  const { live } = usePage();
  const words = () => endpointWords(props.endpoint, props.report, live.nowMs());
  const why = (): string => {
    const told = props.endpoint.why ?? "";
    return isPast(props.endpoint) ? withoutDeed(told) : told;
  };
  return (
    <li>
      <StatusMark status={words().shape} words={words().state} />
      <b>{props.endpoint.node ?? "node not known"}</b>
      <code>{props.endpoint.url}</code>
      <span class="endpoint-state">
        {words().state}
        <Show when={!props.endpoint.configured}>
          <small>, named by the cluster</small>
        </Show>
      </span>
      <Show when={why() !== ""}>
        <p class="why" classList={{ past: isPast(props.endpoint) }}>{sentence(why())}</p>
      </Show>
      <Show when={props.endpoint.requests > 0}>
        <small class="endpoint-cost">{costWords(props.endpoint)}</small>
      </Show>
    </li>
  );
}

export function Endpoints(props: { report: SourceReport }): JSX.Element {
  return (
    <Show when={props.report.endpoints.length > 0}>
      <ul class="endpoints" aria-label={`Endpoints of ${props.report.component.id}`}>
        <Index each={props.report.endpoints}>{(endpoint) => <EndpointLine endpoint={endpoint()} report={props.report} />}</Index>
      </ul>
    </Show>
  );
}
