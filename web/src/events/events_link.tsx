// In the header: the way to the events and back, and how many errors there were in the last day.
import { Show, type JSX } from "solid-js";
import { usePage } from "../page";
import { hashOf, plainView, type View } from "../view/view";
import type { RecentErrors } from "./recent_errors";

const allErrors: Partial<View> = { show: "events", least: "error", types: [], query: "", node: "", open: "" };

export function EventsLink(props: { errors: RecentErrors }): JSX.Element {
  const { address } = usePage();
  const shown = (): boolean => address.view().show === "events";
  const other = (): Partial<View> => ({ show: shown() ? "overview" : "events" });
  const many = (): string => `${props.errors.many()}${props.errors.more() ? "+" : ""}`;
  const words = (): string => ` ${props.errors.many() === 1 ? "error" : "errors"} in 24\u00a0h`;
  const go = (part: Partial<View>) => (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    address.change(part);
  };
  return (
    <nav class="events-link" aria-label="Views">
      <a href={hashOf({ ...address.view(), ...other() }) || "#"} title={shown() ? "Nodes and guests (E)" : "What happened (E)"} onClick={(event) => go(other())(event)}>
        {shown() ? "Overview" : "Events"}
      </a>
      <Show when={props.errors.many() > 0}>
        <a
          class="error-count"
          classList={{ unread: props.errors.unread() }}
          href={hashOf({ ...plainView, ...allErrors })}
          aria-label={`${many()}${words()}`}
          title={`${many()}${words()}: show them`}
          onClick={go(allErrors)}
        >
          <b>{many()}</b>
          <span>{words()}</span>
        </a>
      </Show>
    </nav>
  );
}
