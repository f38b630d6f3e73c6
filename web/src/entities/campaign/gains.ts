import { decimalText, parseDecimal } from '../../shared/format/decimal';
import { parseAmount, typedAmount } from '../../shared/format/money';
import type { Format } from '../../shared/format/use-format';
import type { CampaignDraft } from './campaign.api';

/** The points that a rule of the programme or an offer of a campaign gives. */
export type Gain = NonNullable<CampaignDraft['offer']>;
export type GainKind = Gain['kind'];

/** The members of any gain as they were typed. */
export interface TypedGain {
  readonly factor: string;
  readonly points: number | '';
  readonly step: string;
  readonly quantity: string;
}

interface KindOfGain<Kind extends GainKind> {
  /** The inputs of a form, in their order. */
  readonly fields: readonly (keyof TypedGain)[];
  /** The gain of a rule before anything is typed. */
  readonly first: Extract<Gain, { kind: Kind }>;
  /** Without a member that can't be read, which the server then names. */
  readonly read: (typed: TypedGain, currency: string) => Extract<Gain, { kind: Kind }>;
  /** Points that a receipt of `paid` minor units gets, which earns `usual` points by the base. */
  readonly added: (gain: Extract<Gain, { kind: Kind }>, usual: number, paid: number) => number;
}

const FACTOR_DECIMALS = 6;
const QUANTITY_DECIMALS = 3;
const MILLION = 1_000_000;
const THOUSAND = 1_000;

const KINDS: { readonly [Kind in GainKind]: KindOfGain<Kind> } = {
  MULTIPLIER: {
    fields: ['factor'],
    first: { kind: 'MULTIPLIER', multiplierPpm: 2_000_000 },
    read: ({ factor }) => ({ kind: 'MULTIPLIER', multiplierPpm: parseDecimal(factor, FACTOR_DECIMALS) ?? 0 }),
    added: ({ multiplierPpm }, usual) => Math.floor((usual * (multiplierPpm - MILLION)) / MILLION),
  },
  POINTS: {
    fields: ['points'],
    first: { kind: 'POINTS', points: 50 },
    read: ({ points }) => ({ kind: 'POINTS', points: points === '' ? 0 : points }),
    added: ({ points }) => points,
  },
  PER_STEP: {
    fields: ['points', 'step'],
    first: { kind: 'PER_STEP', step: 10_000, points: 1 },
    read: ({ points, step }, currency) => ({
      kind: 'PER_STEP',
      step: parseAmount(step, currency) ?? 0,
      points: points === '' ? 0 : points,
    }),
    added: ({ step, points }, _, paid) => (step === 0 ? 0 : Math.floor(paid / step) * points),
  },
  PER_QUANTITY: {
    fields: ['points', 'quantity'],
    first: { kind: 'PER_QUANTITY', quantityMilli: 1_000, points: 1 },
    read: ({ points, quantity }) => ({
      kind: 'PER_QUANTITY',
      quantityMilli: parseDecimal(quantity, QUANTITY_DECIMALS) ?? 0,
      points: points === '' ? 0 : points,
    }),
    // A receipt of an amount alone says no quantity: the points of one.
    added: ({ points }) => points,
  },
};

export const GAIN_KINDS = Object.keys(KINDS) as readonly GainKind[];

export function isGainKind(kind: string): kind is GainKind {
  return kind in KINDS;
}

export function gainFields(kind: GainKind): readonly (keyof TypedGain)[] {
  return KINDS[kind].fields;
}

/** The gain of each kind before anything is typed. */
export const FIRST_GAINS = Object.fromEntries(GAIN_KINDS.map((kind) => [kind, KINDS[kind].first])) as Readonly<
  Record<GainKind, Gain>
>;

export function readGain(kind: GainKind, typed: TypedGain, currency: string): Gain {
  return KINDS[kind].read(typed, currency);
}

export function addedBy(gain: Gain, usual: number, paid: number): number {
  const added = KINDS[gain.kind].added as (gain: Gain, usual: number, paid: number) => number;
  return added(gain, usual, paid);
}

/** As a form shows it; a member that the gain lacks is empty. */
export function typedGain(gain: Gain | null, currency: string): TypedGain {
  return {
    factor: gain !== null && 'multiplierPpm' in gain ? decimalText(gain.multiplierPpm, FACTOR_DECIMALS, '.') : '2',
    points: gain !== null && 'points' in gain ? gain.points : '',
    step: gain !== null && 'step' in gain ? typedAmount(gain.step, currency) : '',
    quantity: gain !== null && 'quantityMilli' in gain ? decimalText(gain.quantityMilli, QUANTITY_DECIMALS, '.') : '1',
  };
}

/** The values of a sentence about it; the sentence of its kind uses its own. */
export function gainArguments(gain: Gain, format: Pick<Format, 'number' | 'money'>) {
  return {
    factor: 'multiplierPpm' in gain ? format.number(gain.multiplierPpm / MILLION) : '',
    count: 'points' in gain ? gain.points : 0,
    step: 'step' in gain ? format.money(gain.step) : '',
    pieces: 'quantityMilli' in gain ? format.number(gain.quantityMilli / THOUSAND) : '',
  };
}
