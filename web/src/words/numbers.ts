// Figures in words: three significant digits, small units, a dash for what is unknown.
export const dash = "\u2013";

export interface Figure {
  readonly value: string;
  readonly unit: string;
}

const unknown: Figure = { value: dash, unit: "" };
const binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] as const;
const decimal = ["B/s", "kB/s", "MB/s", "GB/s", "TB/s"] as const;

// 0.049 -> "0.05", 4.93 -> "4.93", 49.3 -> "49.3", 493.1 -> "493": three digits that count, two of them at most
// behind the point. What is little is never 0.
export function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 0.005) return "<0.01";
  if (size >= 99.95) return Math.round(value).toString();
  if (size >= 9.995) return value.toFixed(1);
  return value.toFixed(2);
}

function scaled(value: number, base: number, units: readonly string[]): Figure {
  let power = 0;
  let rest = value;
  while (Math.abs(rest) >= base * 0.9995 && power < units.length - 1) {
    rest /= base;
    power++;
  }
  return { value: power === 0 && Number.isInteger(rest) ? `${rest}` : threeDigits(rest), unit: units[power] ?? "" };
}

export function bytes(value: number | undefined): Figure {
  return value === undefined ? unknown : scaled(value, 1024, binary);
}

export function bytesPerSecond(value: number | undefined): Figure {
  return value === undefined ? unknown : scaled(value, 1000, decimal);
}

// A share of something, 0..1, in percent.
export function percent(ratio: number | undefined): Figure {
  return ratio === undefined ? unknown : { value: threeDigits(ratio * 100), unit: "%" };
}

export function count(value: number | undefined): Figure {
  return value === undefined ? unknown : { value: Number.isInteger(value) ? `${value}` : threeDigits(value), unit: "" };
}

// "12.1 / 16 GiB": both in the unit of the whole, but for less than a hundredth of it: "3.00 GiB / 1 TiB".
export function ofBytes(used: number | undefined, total: number | undefined): Figure {
  if (total === undefined) return bytes(used);
  const exact = scaled(total, 1024, binary);
  const whole = { ...exact, value: exact.value.replace(/\.0+$/, "") };
  if (used === undefined) return { value: `${dash} / ${whole.value}`, unit: whole.unit };
  if (used > 0 && used < total / 100) return { value: `${together(bytes(used))} / ${whole.value}`, unit: whole.unit };
  const size = 1024 ** binary.indexOf(whole.unit as (typeof binary)[number]);
  return { value: `${threeDigits(used / size)} / ${whole.value}`, unit: whole.unit };
}

// "12.3 of 80 cores"
export function coresOf(busy: number | undefined, cores: number | undefined): Figure {
  if (busy === undefined || cores === undefined) return unknown;
  return { value: threeDigits(busy), unit: `of ${cores} cores` };
}

// "3 of 4 online"
export function someOf(some: number | undefined, all: number | undefined, what: string): Figure {
  if (some === undefined && all === undefined) return unknown;
  return { value: `${some ?? dash}`, unit: `of ${all ?? dash} ${what}`.trim() };
}

export const together = (figure: Figure): string =>
  figure.unit === "" ? figure.value : `${figure.value}\u00a0${figure.unit}`;

// A metric's figure by its unit's name, as /api/metrics gives it.
export function inUnit(value: number | undefined, unit: string): Figure {
  if (unit === "bytes") return bytes(value);
  if (unit === "bytes_per_second") return bytesPerSecond(value);
  if (unit === "percent") return percent(value === undefined ? undefined : value / 100);
  if (unit === "ratio") return percent(value);
  return count(value);
}
