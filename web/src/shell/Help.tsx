import { For, onMount } from "solid-js";

const keys = [
  ["/", "search"],
  ["↑ ↓", "the guest above, below"],
  ["Enter", "its detail"],
  ["Esc", "back"],
  ["?", "this"],
] as const;

const terms = [
  ["web", "in the name, id or a tag"],
  ["status:running  node:pve1  tag:prod  kind:vm", "one of its attributes"],
  ["cpu>80  mem<50  disk>=90  net>1MB", "percent, and bytes a second"],
  ["-tag:test", "not"],
] as const;

export function Help(props: { onClose: () => void }) {
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  return (
    <dialog ref={dialog} class="help" onClose={() => props.onClose()} onClick={() => dialog.close()}>
      <h2>Keys</h2>
      <dl>
        <For each={keys}>
          {([key, does]) => (
            <>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{does}</dd>
            </>
          )}
        </For>
      </dl>
      <h2>Search</h2>
      <dl>
        <For each={terms}>
          {([term, means]) => (
            <>
              <dt>
                <code>{term}</code>
              </dt>
              <dd>{means}</dd>
            </>
          )}
        </For>
      </dl>
    </dialog>
  );
}
