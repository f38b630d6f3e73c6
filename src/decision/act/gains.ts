import type { Gain } from './program.types';

export type AddingGain = Exclude<Gain, { readonly kind: 'MULTIPLIER' }>;

/** How much money or quantity gives the points of a gain once. */
export interface GainStep {
  /** MONEY: what is paid for the lines, in minor units. QUANTITY: their quantity, in thousandths. */
  readonly counts: 'MONEY' | 'QUANTITY';
  readonly size: number;
  /** The member of the gain's document that holds `size`. */
  readonly member: string;
  /** The trace's code for lines whose amount is below one step. */
  readonly failed: string;
}

/**
 * How each kind of gain adds points. `step` null: it adds them once a sale. For such a kind the server has only this entry, the type and the schema;
 * a kind without an entry does not compile.
 */
const GAINS: { readonly [Kind in AddingGain['kind']]: (gain: Extract<Gain, { kind: Kind }>) => GainStep | null } = {
  POINTS: () => null,
  PER_STEP: ({ step }) => ({ counts: 'MONEY', size: step, member: 'step', failed: 'step' }),
  PER_QUANTITY: ({ quantityMilli }) => ({
    counts: 'QUANTITY',
    size: quantityMilli,
    member: 'quantityMilli',
    failed: 'fullQuantity',
  }),
};

export function stepOf(gain: AddingGain): GainStep | null {
  const stepOfKind = GAINS[gain.kind] as (gain: AddingGain) => GainStep | null;
  return stepOfKind(gain);
}

/** Null: the gain multiplies instead of adding. */
export function addingGain(gain: Gain): AddingGain | null {
  return gain.kind === 'MULTIPLIER' ? null : gain;
}
