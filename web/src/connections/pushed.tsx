// Of a source that is sent to: its open doors, who is heard, how much comes, and what was not taken.
import { Index, Show, type JSX } from "solid-js";
import type { PushedCluster, PushReport, Sender } from "../model/push_report";
import type { SourceReport, Webhook } from "../model/status";
import { StatusMark } from "../overview/status_mark";
import { usePage } from "../page";
import { conflictWords, doorName, doorWords, guardWords, isLate, place, refusals, senderWords } from "./push_words";
import { many, size } from "./words";

// A cluster has a few dozen nodes; who sends under many names is a case for the log.
const mostSenders = 64;

function Doors(props: { push: PushReport; id: string }): JSX.Element {
  const { live } = usePage();
  return (
    <ul class="endpoints" aria-label={`Open doors of ${props.id}`}>
      <Index each={props.push.doors}>
        {(door) => (
          <li>
            <StatusMark status={door().lastMs === undefined ? "stopped" : "online"} words={door().lastMs === undefined ? "unused" : "used"} />
            <b>{doorName(door())}</b>
            <code>{place(door())}</code>
            <span class="endpoint-state">{doorWords(door(), live.nowMs())}</span>
          </li>
        )}
      </Index>
    </ul>
  );
}

const byName = (one: Sender, other: Sender): number => (one.node ?? one.address).localeCompare(other.node ?? other.address, undefined, { numeric: true });

function Senders(props: { cluster: PushedCluster }): JSX.Element {
  const { live } = usePage();
  const shown = (): Sender[] => [...props.cluster.senders].sort(byName).slice(0, mostSenders);
  const more = (): number => props.cluster.senders.length - shown().length;
  return (
    <>
      <ul class="endpoints" aria-label={`Senders of ${props.cluster.name}`}>
        <Index each={shown()}>
          {(sender) => (
            <li>
              <StatusMark status={isLate(sender(), live.nowMs()) ? "unknown" : "online"} words={isLate(sender(), live.nowMs()) ? "silent" : "heard"} />
              <b>{sender().node ?? "guests alone"}</b>
              <code>{sender().address}</code>
              <span class="endpoint-state">{senderWords(sender(), live.nowMs())}</span>
            </li>
          )}
        </Index>
      </ul>
      <Show when={more() > 0}>
        <p class="hint">{`${more()} more send as well.`}</p>
      </Show>
      <Index each={props.cluster.conflicts}>
        {(conflict) => <p class="why">{conflictWords(conflict())}</p>}
      </Index>
    </>
  );
}

function Minute(props: { push: PushReport; id: string }): JSX.Element {
  return (
    <Show when={props.push.minute}>
      {(minute) => (
        <dl class="facts cost" aria-label={`What ${props.id} was sent in the last minute`}>
          <div>
            <dt>Pushes in the last minute</dt>
            <dd>{minute().pushes}</dd>
          </div>
          <div>
            <dt>Lines and data points</dt>
            <dd>{minute().lines}</dd>
          </div>
          <div>
            <dt>Received</dt>
            <dd>{size(minute().bytes)}</dd>
          </div>
        </dl>
      )}
    </Show>
  );
}

function Refused(props: { push: PushReport; id: string }): JSX.Element {
  const lines = () => refusals(props.push);
  return (
    <Show when={lines().length > 0} fallback={<p class="hint">Nothing was refused since it began.</p>}>
      <p class="hint">Not taken since it began:</p>
      <ul class="refused" aria-label={`What ${props.id} did not take`}>
        <Index each={lines()}>{(line) => <li>{line()}</li>}</Index>
      </ul>
    </Show>
  );
}

function WebhookLine(props: { webhook: Webhook; id: string }): JSX.Element {
  const words = (): string => {
    const { taken, refused } = props.webhook;
    return `${many(taken, "notification")} taken${refused === 0 ? "" : `, ${refused} refused`}`;
  };
  return (
    <ul class="endpoints" aria-label={`Open doors of ${props.id}`}>
      <li>
        <StatusMark status={props.webhook.taken === 0 ? "stopped" : "online"} words={props.webhook.taken === 0 ? "unused" : "used"} />
        <b>Notifications</b>
        <code>{place(props.webhook)}</code>
        <span class="endpoint-state">{words()}</span>
      </li>
    </ul>
  );
}

export function Pushed(props: { report: SourceReport }): JSX.Element {
  const id = (): string => props.report.component.id;
  return (
    <>
      <Show when={props.report.webhook}>{(webhook) => <WebhookLine webhook={webhook()} id={id()} />}</Show>
      <Show when={props.report.push}>
        {(push) => (
          <>
            <Doors push={push()} id={id()} />
            <p class="hint">{guardWords(push())}</p>
            <Index each={push().clusters}>
              {(cluster) => (
                <>
                  <Show when={push().clusters.length > 1}>
                    <h4>{cluster().name}</h4>
                  </Show>
                  <Senders cluster={cluster()} />
                </>
              )}
            </Index>
            <Minute push={push()} id={id()} />
            <Refused push={push()} id={id()} />
          </>
        )}
      </Show>
    </>
  );
}
