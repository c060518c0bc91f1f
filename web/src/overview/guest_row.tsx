// One guest's row; on a phone the same facts stand in two lines.
import { For, Show, type JSX } from "solid-js";
import { isOld, type Entity } from "../model/entity";
import { usePage } from "../page";
import { guestMeasures } from "../words/measures";
import { span } from "../words/times";
import { staleAfterMs } from "../live/link_state";
import { MeasureFigure } from "./figure";
import { StatusMark } from "./status_mark";

// How far a row fades: nothing at first, all of it after a quarter of an hour.
export function fading(ageMs: number | undefined): "" | "fading" | "faded" {
  if (ageMs === undefined || ageMs <= staleAfterMs) return "";
  return ageMs > 15 * 60_000 ? "faded" : "fading";
}

function uptime(guest: Entity): string {
  const seconds = guest.metrics["uptime_seconds"];
  return span(seconds === undefined || guest.status !== "running" ? undefined : seconds * 1000);
}

export function GuestLine(props: { id: string; position: number }): JSX.Element {
  const { live, address, cursor } = usePage();
  const age = (guest: Entity): number | undefined => {
    const moves = isOld(guest) || guest.quality === "unknown" || live.link() !== "open";
    return guest.timeMs === undefined || !moves ? undefined : live.nowMs() - guest.timeMs;
  };
  return (
    <Show when={live.fleet.entity(props.id)}>
      {(guest) => (
        <div
          class={`row guest ${fading(age(guest()))}`}
          classList={{ chosen: address.view().open === props.id, cursor: cursor() === props.id, stopped: guest().status === "stopped" }}
          role="row"
          aria-rowindex={props.position + 1}
          aria-selected={address.view().open === props.id}
          data-key={props.id}
          onClick={() => address.change({ open: address.view().open === props.id ? "" : props.id })}
        >
          <span role="gridcell" class="cell-status">
            <StatusMark status={guest().status} stale={isOld(guest())} />
          </span>
          <span role="gridcell" class="cell-name">
            <a href={`#open=${props.id}`} tabindex="-1" onClick={(event) => event.preventDefault()}>
              {guest().name}
            </a>
            <Show when={guest().template}>
              <small>template</small>
            </Show>
            <Show when={guest().attributes["lock"]}>
              <small class="lock">{String(guest().attributes["lock"])}</small>
            </Show>
            <Show when={fading(age(guest())) !== ""}>
              <small class="age">{`${span(age(guest()))} old`}</small>
            </Show>
          </span>
          <span role="gridcell" class="cell-vmid">
            {guest().vmid}
          </span>
          <For each={guestMeasures}>
            {(measure) => (
              <span role="gridcell" class={`cell-${measure.id}`}>
                <MeasureFigure entity={guest()} measure={measure} />
              </span>
            )}
          </For>
          <span role="gridcell" class="cell-uptime">
            {uptime(guest())}
          </span>
          <span role="gridcell" class="cell-tags">
            <For each={guest().tags}>{(tag) => <i class="tag">{tag}</i>}</For>
          </span>
        </div>
      )}
    </Show>
  );
}
