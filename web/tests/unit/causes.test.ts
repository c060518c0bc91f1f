import { describe, expect, it } from "vitest";
import { causesText, listed } from "../../src/words/causes";

describe("what several sources say", () => {
  it.each([
    ["is one sentence with all addresses", ["no answer from https://a:1", "no answer from https://b:1"], "no answer from https://a:1 and https://b:1"],
    ["keeps lists together", ["no answer from https://a and https://b: late", "no answer from https://c: late"], "no answer from https://a, https://b and https://c: late"],
    ["has each address once", ["no answer from https://a.", "no answer from https://a."], "no answer from https://a"],
    ["keeps apart what is another cause", ["no answer from https://a; look", "https://b knows no token; grant it"], "no answer from https://a; look; https://b knows no token; grant it"],
    ["says advice behind the last", ["x https://a; look", "y https://b; look"], "x https://a; y https://b; look"],
    ["touches no sentence with addresses in two places", ["https://a says https://b", "https://c says https://d"], "https://a says https://b; https://c says https://d"],
    ["takes no pattern from outside", ["no $& from https://a$1", "no $& from https://b"], "no $& from https://a$1 and https://b"],
  ])("%s", (_, whys, text) => expect(causesText(whys)).toBe(text));

  it("lists names", () => {
    expect([listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])]).toEqual(["", "a", "a and b", "a, b and c"]);
  });
});
