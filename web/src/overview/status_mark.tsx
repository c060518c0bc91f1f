// A state as a shape and a colour, with its word for those who see neither.
import type { JSX } from "solid-js";
import { stateOf } from "../model/entity";
import { stateSeverity, type Severity } from "../words/severity";

// How grave it is says the colour too; what is stopped and what is unknown are forms of their own.
const shapes: Readonly<Record<Severity, string>> = { well: "on", quiet: "paused", look: "other", act: "broken" };

function shapeOf(status: string | undefined): string {
  if (status === "stopped") return "off";
  return stateOf(status) === "unknown" ? "unknown" : shapes[stateSeverity(status)];
}

// A state that is only the last known one is hollow; `words` say more than its name.
export function StatusMark(props: { status: string | undefined; stale?: boolean; words?: string }): JSX.Element {
  const words = (): string => props.words ?? stateOf(props.status);
  return (
    <i
      class={`status-mark mark-${shapeOf(props.status)}`}
      role="img"
      classList={{ "mark-stale": props.stale === true }}
      aria-label={words()}
      title={words()}
    />
  );
}
