// Lengths of time and moments in words.
import { dash } from "./numbers";

// "4 s", "7 min", "2.5 h", "41 d".
export function span(ms: number | undefined): string {
  if (ms === undefined) return dash;
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds}\u00a0s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes}\u00a0min`;
  const hours = seconds / 3600;
  if (hours < 9.95) return `${hours.toFixed(1)}\u00a0h`;
  if (hours < 47.5) return `${Math.round(hours)}\u00a0h`;
  return `${Math.round(hours / 24)}\u00a0d`;
}

const twoDigits = (value: number): string => value.toString().padStart(2, "0");

// A point's time to the second: "14:51:30".
export function clock(timeMs: number): string {
  const time = new Date(timeMs);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(":");
}

// The viewer's clock: "14:51", with the day where it is not today.
export function moment(timeMs: number, nowMs: number): string {
  const time = new Date(timeMs);
  const clock = `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
  if (time.toDateString() === new Date(nowMs).toDateString()) return clock;
  return `${time.getFullYear()}-${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())} ${clock}`;
}
