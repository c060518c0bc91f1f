// The reader of what the sources say, as a page needs it: while it can be seen and has a connection.
import { createEffect, createMemo, on, onCleanup, onMount, untrack } from "solid-js";
import type { Status } from "../model/status";
import type { Live } from "./live";
import { StatusReader } from "./status_reader";

export function createStatusReader(live: Live, read: (signal: AbortSignal) => Promise<Status>): StatusReader {
  const reader = new StatusReader({
    read,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    now: () => performance.now(),
    idle: () => document.hidden || untrack(() => live.link()) !== "open",
  });
  // A source whose state changed has something new to say, and so has a server that was away, or that was given another
  // configuration.
  const states = createMemo(() => [...live.fleet.components().map((each) => `${each.id} ${each.state} ${each.why ?? ""}`), live.fleet.refused()].join("\n"));
  createEffect(
    on(states, (_, before = "") => {
      // The first ones come as the connection does.
      if (before !== "") reader.look();
    }),
  );
  createEffect(on(live.link, () => reader.look()));
  const shown = (): void => reader.look();
  onMount(() => {
    document.addEventListener("visibilitychange", shown);
    reader.start();
  });
  onCleanup(() => {
    document.removeEventListener("visibilitychange", shown);
    reader.stop();
  });
  return reader;
}
