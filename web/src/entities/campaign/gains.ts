import type { Format } from '../../shared/format/use-format';
import type { CampaignDraft } from './campaign.api';

/** The points that a rule of the programme or an offer of a campaign gives. */
export type Gain = NonNullable<CampaignDraft['offer']>;
export type GainKind = Gain['kind'];

interface KindOfGain<Kind extends GainKind> {
  /** The gain of a rule before anything is typed. */
  readonly first: Extract<Gain, { kind: Kind }>;
  /** Points that a receipt of `paid` minor units gets, which earns `usual` points by the base. */
  readonly added: (gain: Extract<Gain, { kind: Kind }>, usual: number, paid: number) => number;
}

const MILLION = 1_000_000;
const THOUSAND = 1_000;

const KINDS: { readonly [Kind in GainKind]: KindOfGain<Kind> } = {
  MULTIPLIER: {
    first: { kind: 'MULTIPLIER', multiplierPpm: 2_000_000 },
    added: ({ multiplierPpm }, usual) => Math.floor((usual * (multiplierPpm - MILLION)) / MILLION),
  },
  POINTS: {
    first: { kind: 'POINTS', points: 50 },
    added: ({ points }) => points,
  },
  PER_STEP: {
    first: { kind: 'PER_STEP', step: 10_000, points: 1 },
    added: ({ step, points }, _, paid) => (step === 0 ? 0 : Math.floor(paid / step) * points),
  },
  PER_QUANTITY: {
    first: { kind: 'PER_QUANTITY', quantityMilli: 1_000, points: 1 },
    // A receipt of an amount alone says no quantity: the points of one.
    added: ({ points }) => points,
  },
};

export const GAIN_KINDS = Object.keys(KINDS) as readonly GainKind[];

export function isGainKind(kind: string): kind is GainKind {
  return kind in KINDS;
}

/** The gain of each kind before anything is typed. */
export const FIRST_GAINS = Object.fromEntries(GAIN_KINDS.map((kind) => [kind, KINDS[kind].first])) as Readonly<
  Record<GainKind, Gain>
>;

export function addedBy(gain: Gain, usual: number, paid: number): number {
  const added = KINDS[gain.kind].added as (gain: Gain, usual: number, paid: number) => number;
  return added(gain, usual, paid);
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
