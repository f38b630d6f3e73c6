export interface Rate {
  readonly from: string;
  readonly ratePpm: number;
}

/** Rates of VAT as an entry of the audit has them; undefined: the value is something else. */
export function ratesIn(value: unknown): readonly Rate[] | undefined {
  return Array.isArray(value) && value.every(isRate) ? value : undefined;
}

function isRate(value: unknown): value is Rate {
  if (typeof value !== 'object' || value === null || !('from' in value) || !('ratePpm' in value)) return false;
  return typeof value.from === 'string' && typeof value.ratePpm === 'number';
}
