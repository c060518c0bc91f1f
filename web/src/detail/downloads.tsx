// What the charts show as files, every sample with all its digits.
import { createMemo, For, Show, type JSX } from "solid-js";
import { exportPath, type ExportFormat, type History, type HistoryWish } from "../api/rest";

const formats: readonly (readonly [ExportFormat, string])[] = [
  ["csv", "CSV"],
  ["ndjson", "JSON lines"],
];

// The same time of the lines that have a point in it.
export function exportedWish(history: History): HistoryWish | undefined {
  const lines = history.series.filter((series) => series.timesMs.length > 0);
  if (lines.length === 0) return undefined;
  return {
    entities: [...new Set(lines.map((series) => series.entity))],
    metrics: [...new Set(lines.map((series) => series.metric))],
    fromMs: history.fromMs,
    toMs: history.toMs,
  };
}

export function Downloads(props: { history: History }): JSX.Element {
  const wish = createMemo(() => exportedWish(props.history));
  return (
    <Show when={wish()}>
      {(wish) => (
        <p class="downloads">
          {"Download these figures as "}
          <For each={formats}>
            {([format, words], index) => (
              <>
                {index() === 0 ? "" : " or "}
                <a href={exportPath(wish(), format)} download="">
                  {words}
                </a>
              </>
            )}
          </For>
        </p>
      )}
    </Show>
  );
}
