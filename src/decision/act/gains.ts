import type { Gain } from './program.types';

export type AddingGain = Exclude<Gain, { readonly kind: 'MULTIPLIER' }>;

/** How much of something gives the points of a gain once. */
export interface GainStep {
  /** MONEY: what is paid for the lines, in minor units. QUANTITY: their quantity, in thousandths. */
  readonly counts: 'MONEY' | 'QUANTITY';
  readonly size: number;
  /** Member of the gain that holds `size`. */
  readonly member: string;
  /** In a trace, where the lines come to less than one step. */
  readonly failed: string;
}

/**
 * Every gain that adds points, by its kind; null: once a sale. The server knows nothing else about such a kind but
 * its type and its schema. A kind that is missing does not compile.
 */
const GAINS: { readonly [Kind in AddingGain['kind']]: (gain: Extract<Gain, { kind: Kind }>) => GainStep | null } = {
  POINTS: () => null,
  PER_STEP: ({ step }) => ({ counts: 'MONEY', size: step, member: 'step', failed: 'step' }),
  PER_QUANTITY: ({ quantityMilli }) => ({
    ...{ counts: 'QUANTITY', size: quantityMilli, member: 'quantityMilli', failed: 'fullQuantity' },
  }),
};

export function stepOf(gain: AddingGain): GainStep | null {
  const stepOfKind = GAINS[gain.kind] as (gain: AddingGain) => GainStep | null;
  return stepOfKind(gain);
}

/** Null: it multiplies. */
export function addingGain(gain: Gain): AddingGain | null {
  return gain.kind === 'MULTIPLIER' ? null : gain;
}
