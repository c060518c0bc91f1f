import { Match, Show, Switch } from "solid-js";
import { clock, duration } from "../format/figures";
import type { Watch } from "../live/watch";

// Is what the page shows live? Always in the same place.
export function ConnectionText(props: { watch: Watch }) {
  const newestMs = () => Math.max(0, ...props.watch.fleet.entities().map((entity) => entity.timeMs ?? 0));
  const age = () => Math.max(0, (props.watch.nowMs() - newestMs()) / 1000);
  const lost = () => {
    const state = props.watch.connection();
    return state.kind === "lost" ? state : undefined;
  };
  return (
    <div class="connection" role="status">
      <Switch>
        <Match when={props.watch.connection().kind === "live"}>
          <span class="dot good" aria-hidden="true" />
          <span class="good-text">live</span>
          <Show when={newestMs() > 0}>
            <span class="quiet" title="age of the newest figure">
              {duration(age())}
            </span>
          </Show>
        </Match>
        <Match when={props.watch.connection().kind === "connecting"}>
          <span class="dot unknown" aria-hidden="true" />
          <span class="quiet">connecting</span>
        </Match>
        <Match when={lost()}>
          {(state) => (
            <>
              <span class="dot act" aria-hidden="true" />
              <span class="act-text">not connected since {clock(state().sinceMs)}</span>
              <button onClick={() => props.watch.retry()}>Try now</button>
            </>
          )}
        </Match>
      </Switch>
    </div>
  );
}
