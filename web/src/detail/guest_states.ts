// What the words for a guest's state mean. They are QEMU's, and stand as they are: a search and Proxmox VE have the same.
import { stateOf } from "../model/entity";
import type { Fact } from "./facts";

const meanings: ReadonlyMap<string, string> = new Map([
  ["paused", "Somebody paused it, or a task did: it keeps its memory and does not run."],
  ["suspended", "Its own system sleeps: it keeps its memory and does not run."],
  ["prelaunch", "It is made ready and has not started: so it is while it is copied by a backup, or about to run."],
  ["inmigrate", "It comes from another node, and goes on here once it is whole."],
  ["finish-migrate", "It stands still for the last part of its way to another node."],
  ["postmigrate", "It has moved to another node: what is left here is ended."],
  ["save-vm", "It stands still while its state is saved."],
  ["restore-vm", "It stands still while its state is restored."],
  ["shutdown", "Its own system has shut down, and its process is not ended yet."],
  ["debug", "A debugger holds it."],
  ["colo", "It stands still while a copy of it is brought up to date."],
  ["io-error", "A disk of it could not be read or written, as where its storage is full or away: it stands still until that is mended and it is resumed."],
  ["internal-error", "QEMU cannot run it any further: it has to be reset or stopped."],
  ["guest-panicked", "Its own system has crashed: it has to be reset or stopped."],
  ["watchdog", "Its own system did not answer, and its watchdog halted it."],
]);

// They say all by themselves.
const plain: ReadonlySet<string> = new Set(["running", "stopped", "unknown"]);

export function stateFacts(status: string | undefined): Fact[] {
  const state = stateOf(status);
  if (plain.has(state)) return [];
  const unheard = "It is the source's own word: this Pipevane does not know what it means.";
  return [{ label: "State", text: state, why: meanings.get(state) ?? unheard }];
}
