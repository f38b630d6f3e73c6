/** Power sums of one figure over the guests of one arm, guests without a purchase counted as 0. */
export interface Sample {
  readonly guests: number;
  readonly sum: number;
  readonly squares: number;
  readonly cubes: number;
}

export function sampleOf(values: readonly number[]): Sample {
  return {
    guests: values.length,
    sum: values.reduce((total, value) => total + value, 0),
    squares: values.reduce((total, value) => total + value ** 2, 0),
    cubes: values.reduce((total, value) => total + value ** 3, 0),
  };
}

export const meanOf = ({ guests, sum }: Sample): number => (guests === 0 ? 0 : sum / guests);

/** The sample variance, by n − 1; 0 below two guests. */
export function varianceOf({ guests, sum, squares }: Sample): number {
  if (guests < 2) return 0;
  return Math.max(0, (squares - sum ** 2 / guests) / (guests - 1));
}

/** The third standardised moment; 0 where all values are equal. */
export function skewnessOf(sample: Sample): number {
  const { guests, squares, cubes } = sample;
  if (guests < 2) return 0;
  const mean = meanOf(sample);
  const variance = Math.max(0, squares / guests - mean ** 2);
  if (variance === 0) return 0;
  return (cubes / guests - (3 * mean * squares) / guests + 2 * mean ** 3) / variance ** 1.5;
}
