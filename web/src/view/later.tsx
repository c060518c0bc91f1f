// A part of the page that comes from the server only when it is wanted.
import { createSignal, onMount, Show, type JSX } from "solid-js";

export function Later<Part>(props: { load: () => Promise<Part>; children: (part: Part) => JSX.Element }): JSX.Element {
  const [part, setPart] = createSignal<{ readonly loaded: Part }>();
  const [failed, setFailed] = createSignal(false);
  const load = (): void => {
    setFailed(false);
    props.load().then((loaded) => setPart({ loaded }), () => setFailed(true));
  };
  onMount(load);
  return (
    <Show when={part()} fallback={<Pending failed={failed()} onAgain={load} />}>
      {(known) => props.children(known().loaded)}
    </Show>
  );
}

function Pending(props: { failed: boolean; onAgain: () => void }): JSX.Element {
  return (
    <Show when={props.failed} fallback={<p class="nothing">Loading.</p>}>
      <div class="nothing" role="status">
        <p>This part of the page could not be loaded: the server does not answer.</p>
        <button type="button" onClick={() => props.onAgain()}>
          Try again
        </button>
      </div>
    </Show>
  );
}
