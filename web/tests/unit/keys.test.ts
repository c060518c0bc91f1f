import { beforeEach, describe, expect, it } from "vitest";
import { keyWords, take, type Deeds, type Place } from "../../src/view/keys";

let done: string[];
let deeds: Deeds;

beforeEach(() => {
  done = [];
  deeds = {
    search: () => done.push("search"),
    clear: () => done.push("clear"),
    back: () => done.push("back"),
    move: (by) => done.push(`move ${by}`),
    open: () => done.push("open"),
    openFound: () => done.push("open found"),
    reconnect: () => done.push("reconnect"),
    connections: () => done.push("connections"),
    events: () => done.push("events"),
    help: () => done.push("help"),
  };
});

const press = (key: string, place: Place, more: object = {}): boolean =>
  take({ key, ctrlKey: false, metaKey: false, altKey: false, ...more }, place, deeds);

describe("a key", () => {
  it.each<[string, Place, string]>([
    ["/", "page", "search"],
    ["l", "table", "reconnect"],
    ["L", "control", "reconnect"],
    ["c", "page", "connections"],
    ["C", "control", "connections"],
    ["e", "page", "events"],
    ["E", "control", "events"],
    ["?", "page", "help"],
    ["ArrowDown", "page", "move 1"],
    ["ArrowUp", "table", "move -1"],
    ["ArrowDown", "search", "move 1"],
    ["Enter", "table", "open"],
    ["Enter", "search", "open found"],
    ["Escape", "page", "back"],
    ["Escape", "field", "back"],
    ["Escape", "search", "clear"],
  ])("%s on the %s does: %s", (key, place, deed) => {
    expect(press(key, place)).toBe(true);
    expect(done).toEqual([deed]);
  });

  it.each<[string, Place]>([
    ["ArrowDown", "control"],
    ["ArrowDown", "field"],
    ["ArrowUp", "control"],
    ["Enter", "control"],
    ["Enter", "field"],
    ["/", "search"],
    ["l", "field"],
    ["?", "search"],
    ["x", "page"],
  ])("%s on a %s is left to the browser", (key, place) => {
    expect(press(key, place)).toBe(false);
    expect(done).toEqual([]);
  });

  it.each(["ctrlKey", "metaKey", "altKey"])("with %s belongs to the browser", (held) => {
    expect(press("l", "page", { [held]: true })).toBe(false);
    expect(done).toEqual([]);
  });

  it("stands in the help", () => {
    expect(keyWords.map(([key]) => key)).toEqual(["/", "Arrow down, up", "Enter", "Esc", "L", "C", "E", "?"]);
  });
});
