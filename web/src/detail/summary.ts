// Least, mean and most of what a chart shows; undefined where nothing is known.

export interface Summary {
  readonly least: number;
  readonly mean: number;
  readonly most: number;
}

export function summaryOf(values: readonly (number | null)[]): Summary | undefined {
  const known = values.filter((value): value is number => value !== null);
  if (known.length === 0) return undefined;
  return {
    least: Math.min(...known),
    mean: known.reduce((sum, each) => sum + each, 0) / known.length,
    most: Math.max(...known),
  };
}
