import { createMemo, For, Show } from "solid-js";
import type { Watch } from "../live/watch";
import { isNode } from "../model/entity";
import type { Address } from "./address";
import { ConnectionText } from "./ConnectionText";

interface Props {
  readonly watch: Watch;
  readonly address: Address;
  readonly onLogout: (() => void) | undefined;
}

export function Header(props: Props) {
  const view = props.address.view;
  const nodes = createMemo(() => props.watch.fleet.entities().filter(isNode));
  const clusters = createMemo(() => [...new Set(nodes().map((node) => node.cluster))].sort());
  const nodesOf = (cluster: string) =>
    nodes()
      .filter((node) => node.cluster === cluster)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  return (
    <header class="top">
      <a class="brand" href="#" aria-label="Pipevane, everything">
        <svg viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">
          <path d="M2 9h10M12 9l-3-3.2M12 9l-3 3.2M15.5 3v12" />
        </svg>
        <span>pipevane</span>
      </a>
      <select
        class="scope"
        aria-label="Node"
        value={view().node}
        onChange={(event) => props.address.change({ node: event.currentTarget.value }, true)}
      >
        <option value="">All nodes</option>
        <For each={clusters()}>
          {(cluster) => (
            <optgroup label={cluster}>
              <For each={nodesOf(cluster)}>
                {(node) => (
                  <option value={node.id} selected={view().node === node.id}>
                    {node.name}
                  </option>
                )}
              </For>
            </optgroup>
          )}
        </For>
      </select>
      <div class="search">
        <input
          id="search"
          type="search"
          placeholder="Search: web, status:running, cpu>5, tag:prod"
          aria-label="Search"
          aria-invalid={props.watch.searchProblem() !== ""}
          aria-describedby="search-problem"
          autocomplete="off"
          spellcheck={false}
          value={view().query}
          onInput={(event) => props.address.change({ query: event.currentTarget.value })}
        />
        <kbd aria-hidden="true">/</kbd>
        <Show when={props.watch.searchProblem() !== ""}>
          <p id="search-problem" class="search-problem">
            {props.watch.searchProblem()}
          </p>
        </Show>
      </div>
      <ConnectionText watch={props.watch} />
      <Show when={props.onLogout}>{(leave) => <button onClick={() => leave()()}>Log out</button>}</Show>
    </header>
  );
}
