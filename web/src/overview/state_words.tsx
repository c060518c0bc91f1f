// How many are in which state beside a total: few words, each in the colour of how grave that is.
import { Index, Show, type JSX } from "solid-js";
import { fewStates, type StateCount } from "../words/states";

// `before`: what stands between it and what is before it. `of`: of how many, where that is not said elsewhere.
export function StateWords(props: { counts: readonly StateCount[]; before?: string; of?: number }): JSX.Element {
  const few = () => fewStates(props.counts);
  const text = (count: StateCount, at: number): string =>
    at === 0 && props.of !== undefined ? [count.many, "of", props.of, count.state].join("\u00a0") : count.text;
  return (
    <>
      <Index each={few().shown}>
        {(count, at) => (
          <>
            {at === 0 ? (props.before ?? ", ") : ", "}
            <span class={`state-${count().severity}`}>{text(count(), at)}</span>
          </>
        )}
      </Index>
      <Show when={few().more}>{(more) => `, ${more()}`}</Show>
    </>
  );
}
