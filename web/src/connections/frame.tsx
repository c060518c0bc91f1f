// Where the connections stand open; what is in it comes later.
import { onCleanup, onMount, type JSX } from "solid-js";
import { loadConnections } from "../view/parts";
import { Later } from "../view/later";

export function ConnectionsFrame(props: { source: string; onReconnect: () => void; onClose: () => void }): JSX.Element {
  let heading: HTMLElement | undefined;
  onMount(() => {
    const before = document.activeElement;
    heading?.focus({ preventScroll: true });
    onCleanup(() => {
      if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus({ preventScroll: true });
    });
  });
  return (
    <aside class="detail connections" id="connections" aria-labelledby="connections-title">
      <h2>
        <span id="connections-title" tabindex="-1" ref={(element) => (heading = element)}>
          Connections
        </span>
        <button type="button" title="Connect this page anew (L)" onClick={() => props.onReconnect()}>
          Connect anew
        </button>
        <button type="button" class="quiet" title="Close (Esc)" onClick={() => props.onClose()}>
          Close
        </button>
      </h2>
      <Later load={loadConnections}>{(Panel) => <Panel source={props.source} />}</Later>
    </aside>
  );
}
