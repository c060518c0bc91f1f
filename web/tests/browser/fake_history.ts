// A made-up past that ends in what is now, with a gap in it.
import type { FakeFleet } from "./fake_fleet";

export function fakeHistory(fleet: FakeFleet, asked: URLSearchParams): object {
  const from = Number(asked.get("from"));
  const to = Number(asked.get("to"));
  const step = Number(asked.get("step") ?? Math.ceil((to - from) / 600));
  const series = asked.getAll("entity").flatMap((entity) =>
    asked.getAll("metric").flatMap((metric) => {
      const now = (fleet.entities[entity]?.["metrics"] as Record<string, number> | undefined)?.[metric];
      return now === undefined ? [] : [{ entity, metric, unit: "", ...line(from, to, step, now, entity.length + metric.length) }];
    }),
  );
  return { from_ms: from, to_ms: to, step_ms: step, aggregate: "avg", series };
}

function line(from: number, to: number, step: number, now: number, phase: number): object {
  const times_ms: number[] = [];
  const values: number[] = [];
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) {
    const part = (time - from) / (to - from);
    if (part > 0.3 && part < 0.36) continue;
    times_ms.push(time);
    const wave = Math.sin(time / 90_000 + phase) + Math.sin(time / 37_000 + phase * 3) + Math.sin(time / 1_700_000);
    values.push(now * Math.max(0, 1 + wave * 0.18 * (1 - part)));
  }
  return { times_ms, values, minimums: values.map((value) => value * 0.95), maximums: values.map((value) => value * 1.05) };
}
