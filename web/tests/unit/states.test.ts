import { describe, expect, it } from "vitest";
import { factsOf } from "../../src/detail/facts";
import { decodeEntity, type Entity } from "../../src/model/entity";
import { countStates, fewStates } from "../../src/words/states";
import { stateSeverity } from "../../src/words/severity";

function guests(states: Readonly<Record<string, number>>): Entity[] {
  return Object.entries(states).flatMap(([status, many]) =>
    Array(many)
      .fill({ kind: "vm", ...(status === "" ? {} : { status }) })
      .flatMap((fields: object, index) => decodeEntity(`c/vm/${status}${index}`, fields) ?? []),
  );
}
const words = (states: Readonly<Record<string, number>>, ...told: string[]): string[] => {
  const { shown, more } = fewStates(countStates(guests(states), told));
  return [...shown.map((each) => each.text), ...(more === undefined ? [] : [more])];
};

describe("how many are in which state", () => {
  it("is told in the words of the source, the gravest first, then what nobody knows", () => {
    expect(words({ running: 9, stopped: 4, hibernating: 3, paused: 5, "io-error": 1, unknown: 2, "": 1 }, "running", "stopped")).toEqual([
      "1\u00a0io-error",
      "3\u00a0unknown",
      "3\u00a0hibernating",
      "5\u00a0paused",
    ]);
  });

  it("is told of a few states alone, and of the others how many they are", () => {
    expect(words({ a: 4, b: 3, c: 2, d: 1 })).toEqual(["4\u00a0a", "3\u00a0b", "2\u00a0c", "1\u00a0d"]);
    expect(words({ a: 4, b: 3, c: 2, d: 1, e: 1 })).toEqual(["4\u00a0a", "3\u00a0b", "2\u00a0c", "2 in 2 more states"]);
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`state-${index}`, 2]));
    expect(words({ ...many, unknown: 1 })).toEqual(["1\u00a0unknown", "2\u00a0state-0", "2\u00a0state-1", "76 in 38 more states"]);
  });

  it("is nothing where all are told already", () => {
    expect(words({ running: 2 }, "running")).toEqual([]);
  });
});

describe("how grave a state is", () => {
  it.each([
    ["well", ["running", "online", "available"]],
    ["quiet", ["stopped", "paused", "suspended", "prelaunch", "inmigrate", "finish-migrate", "postmigrate", "save-vm", "restore-vm", "shutdown", "debug", "colo"]],
    ["look", ["unknown", "", undefined, "hibernating", "constructor"]],
    ["act", ["offline", "internal-error", "io-error", "guest-panicked", "watchdog"]],
  ])("is %s of %j", (severity, states) => {
    for (const state of states) expect(stateSeverity(state)).toBe(severity);
  });
});

describe("the state of a guest", () => {
  const stateOf = (status: string) => {
    const guest = decodeEntity("c/vm/1", { kind: "vm", status });
    return guest === undefined ? undefined : factsOf(guest).find((fact) => fact.label === "State");
  };

  it("is explained where its word is QEMU's, and where nobody knows it", () => {
    expect(stateOf("io-error")?.text).toBe("io-error");
    expect(stateOf("io-error")?.why).toContain("disk");
    expect(stateOf("prelaunch")?.why).toContain("not started");
    expect(stateOf("hibernating")?.why).toContain("source's own word");
    expect(stateOf("constructor")?.why).toContain("source's own word");
  });

  it("needs no word more where that says all", () => {
    for (const status of ["running", "stopped", "unknown"]) expect(stateOf(status)).toBeUndefined();
  });
});
