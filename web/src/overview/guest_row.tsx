// One guest's row; on a phone the same facts stand in two lines.
import { createMemo, For, Show, type JSX } from "solid-js";
import { fading, hasFigures, stateWords } from "../live/age";
import { stateOf, uptimeMs } from "../model/entity";
import { usePage } from "../page";
import { guestMeasures } from "../words/measures";
import { stateSeverity } from "../words/severity";
import { span } from "../words/times";
import { MeasureFigure } from "./figure";
import { hashOf } from "../view/view";
import { StatusMark } from "./status_mark";

// Which row of the list it is, and where that stands, px.
export interface Place {
  readonly index: number;
  readonly top: number;
}

// The row's id in the document, by which the table says where its cursor is.
export const rowId = (key: string): string => `row-${encodeURIComponent(key)}`;

// What a mark alone does not tell apart.
const namedState = (status: string | undefined): string | undefined =>
  ["running", "stopped", "unknown"].includes(stateOf(status)) ? undefined : status;

interface AgeWords {
  readonly fading: string;
  readonly stale: boolean;
  readonly state: string;
  readonly ago: string;
}

const fresh: AgeWords = { fading: "", stale: false, state: "", ago: "" };
const sameAge = (one: AgeWords, other: AgeWords): boolean => one.state === other.state && one.ago === other.ago && one.fading === other.fading;

export function GuestLine(props: { id: string; place: Place }): JSX.Element {
  const { live, address, cursor, moveTo } = usePage();
  // With a key held down a link is the browser's: it opens the same view in a tab of its own.
  const pressed = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    address.change({ open: address.view().open === props.id ? "" : props.id });
    moveTo(props.id);
  };
  // In words, which change less often than the clock.
  const age = createMemo(() => {
    const guest = live.fleet.entity(props.id);
    if (guest === undefined) return fresh;
    const known = live.age(guest);
    const ago = known.ms === undefined ? "" : `${span(known.ms)} old`;
    // Of dashes and an unknown state there is no age to tell.
    const told = hasFigures(guest) || (known.stateOld && stateOf(guest.status) !== "unknown");
    return { fading: fading(known), stale: known.stateOld, state: stateWords(guest, known), ago: known.old && told ? ago : "" };
  }, fresh, { equals: sameAge });
  return (
    <Show when={live.fleet.entity(props.id)}>
      {(guest) => (
        <div
          class={`row guest ${age().fading}`}
          classList={{ chosen: address.view().open === props.id, cursor: cursor() === props.id, stopped: guest().status === "stopped" }}
          id={rowId(props.id)}
          role="row"
          aria-rowindex={props.place.index + 2}
          style={{ transform: `translateY(${props.place.top}px)` }}
          aria-selected={address.view().open === props.id}
          data-key={props.id}
          onClick={pressed}
        >
          <span role="gridcell" class="cell-status">
            <StatusMark status={guest().status} stale={age().stale} words={age().state} />
          </span>
          <span role="gridcell" class="cell-name">
            <a href={hashOf({ ...address.view(), open: props.id })} tabindex="-1">
              {guest().name}
            </a>
            <Show when={namedState(guest().status)}>
              {(state) => <small class={`state-${stateSeverity(state())}`}>{state()}</small>}
            </Show>
            <Show when={guest().template}>
              <small>template</small>
            </Show>
            <Show when={guest().attributes["lock"]}>
              <small class="lock">{String(guest().attributes["lock"])}</small>
            </Show>
            <Show when={age().ago !== ""}>
              <small class="age">{age().ago}</small>
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
            {span(uptimeMs(guest()))}
          </span>
          <span role="gridcell" class="cell-tags">
            <For each={guest().tags}>{(tag) => <i class="tag">{tag}</i>}</For>
          </span>
        </div>
      )}
    </Show>
  );
}
