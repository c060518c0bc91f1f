// Figures as people read them: three significant digits, a unit, and a dash for what is unknown.

export interface Figure {
  readonly text: string;
  readonly unit: string;
}

export const unknown: Figure = { text: "–", unit: "" };

// 0.123, 1.23, 12.3, 123, 1234
export function digits(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 99.95) return value.toFixed(0);
  if (size >= 9.995) return value.toFixed(1);
  if (size >= 0.9995) return value.toFixed(2);
  return value.toFixed(size < 0.0005 ? 0 : 2);
}

function scaled(value: number | undefined, base: number, units: readonly string[]): Figure {
  if (value === undefined) return unknown;
  let at = 0;
  let rest = value;
  while (Math.abs(rest) >= base * 0.9995 && at < units.length - 1) {
    rest /= base;
    at += 1;
  }
  return { text: at === 0 ? rest.toFixed(0) : digits(rest), unit: units[at] ?? "" };
}

export const bytes = (value: number | undefined): Figure => scaled(value, 1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]);

export const byteRate = (value: number | undefined): Figure => scaled(value, 1000, ["B/s", "kB/s", "MB/s", "GB/s"]);

export function percent(value: number | undefined): Figure {
  if (value === undefined) return unknown;
  return { text: value >= 9.95 ? value.toFixed(0) : value.toFixed(1), unit: "%" };
}

// Both in the unit of the second: "12.1 / 16.0 GiB".
export function bytesOf(used: number | undefined, total: number | undefined): Figure {
  if (total === undefined || total === 0) return used === undefined ? unknown : bytes(used);
  const whole = bytes(total);
  const factor = 1024 ** ["B", "KiB", "MiB", "GiB", "TiB", "PiB"].indexOf(whole.unit);
  const part = used === undefined ? unknown.text : digits(used / factor);
  return { text: `${part} / ${digits(total / factor)}`, unit: whole.unit };
}

// The two largest parts that matter: "41 d", "3 h 12 min", "25 s".
export function duration(seconds: number | undefined): string {
  if (seconds === undefined || seconds < 0) return unknown.text;
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days >= 3) return `${days} d`;
  if (hours >= 24) return `${days} d ${hours % 24} h`;
  if (hours >= 1) return `${hours} h ${minutes % 60} min`;
  if (minutes >= 1) return `${minutes} min`;
  return `${Math.floor(seconds)} s`;
}

export function clock(timeMs: number): string {
  return new Date(timeMs).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
}

export function clockWithSeconds(timeMs: number): string {
  const parts = { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false } as const;
  return new Date(timeMs).toLocaleTimeString([], parts);
}
