import { describe, expect, it } from "vitest";
import type { Status } from "../../src/model/status";
import { configurationTrouble } from "../../src/words/configuration_words";

describe("a configuration that was refused", () => {
  const nowMs = new Date(2026, 10, 24, 15, 0).getTime();
  const words = (problems: string[], more = 0): string | undefined => {
    const status: Status = { timeMs: nowMs, version: "1", sources: [], refused: { sinceMs: nowMs - 120_000, problems, more } };
    const trouble = configurationTrouble(status, nowMs);
    expect(trouble).toMatchObject({ grave: true });
    return trouble?.text;
  };
  const begin = "The newest configuration was refused at 14:58, and the pipeline is what it was before:";
  const end = "Mend it: a changed file is read at once.";

  it("is told with its problems, and how many there are besides", () => {
    expect(words(["p.yaml, line 3: no."])).toBe(`${begin} p.yaml, line 3: no. ${end}`);
    expect(words(["a", "b", "c", "d"])).toBe(`${begin} a; b; c; 1 more problem, which the log has. ${end}`);
    expect(words(["a"], 2)).toBe(`${begin} a; 2 more problems, which the log has. ${end}`);
    expect(words([])).toBe(`${begin} no reason was given. ${end}`);
  });

  it("is no trouble where it was accepted, or nothing is known", () => {
    expect(configurationTrouble(undefined, nowMs)).toBeUndefined();
    expect(configurationTrouble({ timeMs: nowMs, version: "1", sources: [] }, nowMs)).toBeUndefined();
  });
});
