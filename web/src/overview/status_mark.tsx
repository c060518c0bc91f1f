// A state as a shape and a colour, with its word for those who see neither.
import type { JSX } from "solid-js";

const shapes: Readonly<Record<string, string>> = {
  running: "on",
  online: "on",
  available: "on",
  stopped: "off",
  offline: "broken",
  paused: "paused",
  suspended: "paused",
};

// A state that is only the last known one is hollow; `words` say more than its name.
export function StatusMark(props: { status: string | undefined; stale?: boolean; words?: string }): JSX.Element {
  const words = (): string => props.words ?? props.status ?? "unknown";
  return (
    <i
      class={`status-mark mark-${shapes[props.status ?? ""] ?? "unknown"}`}
      role="img"
      classList={{ "mark-stale": props.stale === true }}
      aria-label={words()}
      title={words()}
    />
  );
}
