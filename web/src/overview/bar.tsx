// How full something is, as a bar that says by its colour where it gets tight.
import type { JSX } from "solid-js";

export function Bar(props: { ratio: number | undefined }): JSX.Element {
  const level = (): string => (props.ratio === undefined ? "" : props.ratio > 0.9 ? "full" : props.ratio > 0.75 ? "high" : "");
  return (
    <svg class={`bar ${level()}`} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-whole" width="100" height="6" />
      <rect class="bar-part" width={Math.min(100, Math.max(0, (props.ratio ?? 0) * 100))} height="6" />
    </svg>
  );
}
