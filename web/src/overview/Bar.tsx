import { levelOf } from "../format/level";

// A share of something as a bar; nothing in it where it is unknown.
export function Bar(props: { percent: number | undefined }) {
  const width = () => Math.max(0, Math.min(100, props.percent ?? 0));
  return (
    <span class="bar" aria-hidden="true">
      <span class={`bar-fill ${levelOf(props.percent)}`} style={{ width: `${width()}%` }} />
    </span>
  );
}
