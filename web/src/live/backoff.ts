// How long to wait before the n-th new attempt: doubling, bounded, and never the same for all viewers at once.
const firstMs = 500;
const mostMs = 15_000;

export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const whole = Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 16));
  return Math.round(whole / 2 + (whole / 2) * random());
}
