import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show } from "solid-js";
import { clock, duration } from "../format/figures";
import { ApiError, readHistory, type Series } from "../live/api";
import type { Watch } from "../live/watch";
import { attribute, type Entity } from "../model/entity";
import { Age } from "../overview/Age";
import { Dot } from "../overview/Dot";
import { panels } from "./panels";
import { PanelView } from "./PanelView";

const ranges = [
  { name: "15 min", ms: 15 * 60_000 },
  { name: "60 min", ms: 60 * 60_000 },
] as const;
const refreshMs = 10_000;
const pointsWanted = 300;
const metrics = panels.flatMap((panel) => panel.lines.map((line) => line.metric));

function facts(entity: Entity): string[] {
  const cpus = entity.metrics["cpu_count"];
  const running = entity.status === "running" || entity.status === "online";
  const lock = attribute(entity, "lock");
  return [
    entity.kind === "node" ? entity.cluster : `on ${entity.node ?? "no node"}`,
    entity.status ?? "state not known",
    ...(running ? [`up ${duration(entity.metrics["uptime_seconds"])}`] : []),
    ...(cpus === undefined ? [] : [`${cpus} ${cpus === 1 ? "core" : "cores"}`]),
    ...(lock === undefined ? [] : [`locked: ${lock}`]),
    ...entity.tags.map((tag) => `#${tag}`),
  ];
}

export function Detail(props: { watch: Watch; id: string; onClose: () => void }) {
  let closeButton!: HTMLButtonElement;
  const [rangeMs, setRangeMs] = createSignal<number>(ranges[0].ms);
  const [series, setSeries] = createSignal<readonly Series[]>([]);
  const [toMs, setToMs] = createSignal(props.watch.nowMs());
  const [problem, setProblem] = createSignal("");
  const entity = createMemo(() => props.watch.fleet.entity(props.id));
  const stepMs = () => Math.max(1000, Math.ceil(rangeMs() / pointsWanted / 1000) * 1000);
  const events = () =>
    props.watch.fleet
      .events()
      .filter((event) => event.entity === props.id)
      .slice(0, 20);

  let asking: AbortController | undefined;
  const refresh = async () => {
    asking?.abort();
    const mine = (asking = new AbortController());
    const end = props.watch.nowMs();
    const query = { entities: [props.id], metrics, fromMs: end - rangeMs(), toMs: end, stepMs: stepMs() };
    try {
      const found = await readHistory(query, mine.signal);
      setToMs(end);
      setSeries(found);
      setProblem("");
    } catch (error) {
      if (mine.signal.aborted) return;
      setProblem(error instanceof ApiError ? error.message : "the server does not answer");
    }
  };
  createEffect(
    on(
      () => [props.id, rangeMs()] as const,
      ([id], before) => {
        if (before !== undefined && before[0] !== id) setSeries([]);
        void refresh();
      },
    ),
  );
  const timer = setInterval(() => void refresh(), refreshMs);
  onMount(() => closeButton.focus({ preventScroll: true }));
  onCleanup(() => {
    clearInterval(timer);
    asking?.abort();
  });

  return (
    <aside class="detail" aria-label="Detail">
      <button class="close" ref={closeButton} onClick={() => props.onClose()} aria-label="Close (Esc)">
        ✕
      </button>
      <Show when={entity()} fallback={<p class="nothing">{props.id} is not there any more.</p>}>
        {(known) => (
          <>
            <header class="detail-head">
              <Dot status={known().status} />
              <h2>{known().name}</h2>
              <span class="quiet">
                {known().kind} {known().vmid ?? ""}
              </span>
            </header>
            <p class="facts">
              {facts(known()).join(" · ")}
              <Age entity={known()} nowMs={props.watch.nowMs()} />
            </p>
            <div class="ranges" role="group" aria-label="Range of time">
              <For each={ranges}>
                {(range) => (
                  <button aria-pressed={rangeMs() === range.ms} onClick={() => setRangeMs(range.ms)}>
                    {range.name}
                  </button>
                )}
              </For>
            </div>
            <Show when={problem() !== ""}>
              <p class="look-text">No charts: {problem()}.</p>
            </Show>
            <For each={panels}>
              {(panel) => (
                <PanelView
                  panel={panel}
                  entity={known()}
                  series={series()}
                  fromMs={toMs() - rangeMs()}
                  toMs={toMs()}
                  stepMs={stepMs()}
                />
              )}
            </For>
            <Show when={events().length > 0}>
              <section class="panel">
                <h3>Events</h3>
                <For each={events()}>
                  {(event) => (
                    <p class="event">
                      <span class="quiet">{clock(event.timeMs)}</span> {event.message}
                    </p>
                  )}
                </For>
              </section>
            </Show>
          </>
        )}
      </Show>
    </aside>
  );
}
