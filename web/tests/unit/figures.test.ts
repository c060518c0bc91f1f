import { expect, test } from "vitest";
import { byteRate, bytes, bytesOf, digits, duration, percent, unknown } from "../../src/format/figures";

test.each([
  [0, "0"],
  [0.1234, "0.12"],
  [1, "1.00"],
  [9.994, "9.99"],
  [9.996, "10.0"],
  [99.94, "99.9"],
  [99.96, "100"],
  [1234.5, "1235"],
])("%d has three significant digits", (value, text) => expect(digits(value)).toBe(text));

test("bytes count in 1024, rates in 1000", () => {
  expect(bytes(1024)).toEqual({ text: "1.00", unit: "KiB" });
  expect(bytes(1023)).toEqual({ text: "1023", unit: "B" });
  expect(bytes(500)).toEqual({ text: "500", unit: "B" });
  expect(byteRate(1000)).toEqual({ text: "1.00", unit: "kB/s" });
  expect(byteRate(8_200_000)).toEqual({ text: "8.20", unit: "MB/s" });
});

test("what is unknown is a dash and never nought", () => {
  for (const figure of [bytes(undefined), byteRate(undefined), percent(undefined), bytesOf(undefined, undefined)])
    expect(figure).toEqual(unknown);
  expect(bytesOf(undefined, 2 ** 34)).toEqual({ text: "– / 16.0", unit: "GiB" });
  expect(bytes(0).text).toBe("0");
  expect(duration(undefined)).toBe("–");
});

test("used stands in the unit of the whole", () =>
  expect(bytesOf(2 ** 29, 2 ** 34)).toEqual({ text: "0.50 / 16.0", unit: "GiB" }));

test.each([
  [5, "5 s"],
  [65, "1 min"],
  [3700, "1 h 1 min"],
  [90_000, "1 d 1 h"],
  [41 * 86_400, "41 d"],
])("%d s is %s", (seconds, text) => expect(duration(seconds)).toBe(text));
