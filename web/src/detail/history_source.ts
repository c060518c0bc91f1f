// The history of what stands open, asked for again while it is looked at.
import { createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from "solid-js";
import { history, type History } from "../api/rest";
import type { Entity } from "../model/entity";
import { usePage } from "../page";
import { moment } from "../words/times";
import { beginOf } from "./history_reach";
import { panelsOf } from "./panels";

const refreshMs = 15_000;
const hourMs = 3_600_000;
// Enough to tell an hour from two over a week, and a week from two over more than a year.
const reachMs = 168 * hourMs;
const reachStepMs = 300_000;
const longReachMs = 400 * 24 * hourMs;
const longReachStepMs = 24 * hourMs;

export interface Past {
  readonly answer: Accessor<History | undefined>;
  // In words, with what that means for the charts.
  readonly failure: Accessor<string>;
  // The time of the oldest point that is kept; undefined until that is known.
  readonly beginMs: Accessor<number | undefined>;
}

export function createPast(entity: () => Entity | undefined, hours: () => number): Past {
  const { live } = usePage();
  const [answer, setAnswer] = createSignal<History>();
  const [failure, setFailure] = createSignal("");
  const [beginMs, setBegin] = createSignal<number>();
  const id = createMemo(() => entity()?.id ?? "");
  const key = createMemo(() => `${id()} ${hours()}`);
  let answeredMs: number | undefined;

  createEffect(
    on(id, () => {
      setBegin(undefined);
      const aborter = new AbortController();
      const open = entity();
      const toMs = live.nowMs();
      const begin = async (reach: number, stepMs: number): Promise<number | undefined> => {
        if (open === undefined) return undefined;
        const found = beginOf(await history({ ...wishOf(open), fromMs: toMs - reach, toMs, stepMs }, aborter.signal));
        if (found !== undefined) setBegin(found);
        return found;
      };
      const look = async (): Promise<void> => {
        const found = await begin(reachMs, reachStepMs);
        // There may be more.
        if (found !== undefined && found < toMs - reachMs * 0.9) await begin(longReachMs, longReachStepMs);
      };
      look().catch(() => undefined);
      onCleanup(() => aborter.abort());
    }),
  );
  createEffect(
    on(key, () => {
      setAnswer(undefined);
      setFailure("");
      answeredMs = undefined;
      const aborter = new AbortController();
      let waiting = false;
      const ask = async (): Promise<void> => {
        const open = entity();
        if (open === undefined) return;
        const toMs = live.nowMs();
        // What was not answered by the next time is not going to be soon; asking twice would not help.
        if (waiting) return void setFailure(failureWords(new Error("the server does not answer"), answeredMs, toMs));
        waiting = true;
        try {
          setAnswer(await history({ ...wishOf(open), fromMs: toMs - hours() * hourMs, toMs }, aborter.signal));
          setFailure("");
          answeredMs = toMs;
        } catch (error) {
          if (!aborter.signal.aborted) setFailure(failureWords(error, answeredMs, toMs));
        } finally {
          waiting = false;
        }
      };
      void ask();
      const timer = setInterval(() => void ask(), refreshMs);
      onCleanup(() => {
        clearInterval(timer);
        aborter.abort();
      });
    }),
  );
  return { answer, failure, beginMs };
}

const wishOf = (entity: Entity): { entities: string[]; metrics: string[] } => ({
  entities: [entity.id],
  metrics: panelsOf(entity.kind).flatMap((panel) => panel.metrics),
});

export function failureWords(error: unknown, answeredMs: number | undefined, nowMs: number): string {
  const why = error instanceof Error ? error.message : "no answer";
  if (answeredMs === undefined) return `There is no history: ${why}.`;
  return `The history could not be renewed since ${moment(answeredMs, nowMs)}: ${why}.`;
}
