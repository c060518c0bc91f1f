// The keys and the query language, on one card.
import { For, onMount, type JSX } from "solid-js";
import { keyWords } from "./keys";

const queryWords: readonly (readonly [string, string])[] = [
  ["web", "in the name, the id or a tag"],
  ["status:running", "also node, tag, kind, pool, cluster, name, vmid, lock"],
  ["cpu>80", "percent; also mem, disk, and net>1MB"],
  ["uptime_seconds<600", "any metric by its name"],
  ["-tag:prod", "all but these"],
];

function Words(props: { title: string; words: readonly (readonly [string, string])[] }): JSX.Element {
  return (
    <>
      <h3>{props.title}</h3>
      <dl>
        <For each={props.words}>
          {([key, meaning]) => (
            <div>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{meaning}</dd>
            </div>
          )}
        </For>
      </dl>
    </>
  );
}

export function Help(props: { onClose: () => void }): JSX.Element {
  let dialog: HTMLDialogElement | undefined;
  onMount(() => dialog?.showModal());
  return (
    <dialog class="help" ref={(element) => (dialog = element)} aria-label="Help" onClose={() => props.onClose()}>
      <Words title="Keys" words={keyWords} />
      <Words title="Search" words={queryWords} />
      <p class="hint">Terms stand beside each other and all must hold.</p>
      <button type="button" onClick={() => dialog?.close()}>
        Close
      </button>
    </dialog>
  );
}
