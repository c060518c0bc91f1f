// How much attention a share of something deserves.

export type Level = "calm" | "look" | "act";

export function levelOf(percent: number | undefined): Level {
  if (percent === undefined || percent < 80) return "calm";
  return percent < 92 ? "look" : "act";
}
