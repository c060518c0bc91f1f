// A command to be given to a node's shell, and a button that copies it.
import { createSignal, onCleanup, type JSX } from "solid-js";
import { copyOf } from "./clipboard";

const saidMs = 2_000;

export function CommandLine(props: { command: string }): JSX.Element {
  const [said, setSaid] = createSignal("");
  let text: HTMLElement | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const copy = async (): Promise<void> => {
    if (text === undefined) return;
    setSaid((await copyOf(text)) ? "Copied" : "Marked: copy it with the keyboard");
    clearTimeout(timer);
    timer = setTimeout(() => setSaid(""), saidMs);
  };
  onCleanup(() => clearTimeout(timer));
  return (
    <div class="command">
      <code ref={(element) => (text = element)}>{props.command}</code>
      <button type="button" aria-label={`Copy ${props.command}`} onClick={() => void copy()}>
        {said() === "" ? "Copy" : said()}
      </button>
      <span class="spoken" role="status">
        {said()}
      </span>
    </div>
  );
}
