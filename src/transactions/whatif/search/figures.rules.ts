import { minorUnits, partsPerMillion, points, type ProgramDocument, type TierDocument } from '../../../decision';

const MILLION = 1_000_000;

/** A figure is a per cent or a factor in parts per million, money in minor units, or a number of whole things. */
export const FIGURE_UNITS = ['PER_CENT', 'TIMES', 'MONEY', 'COUNT'] as const;
type FigureUnit = (typeof FIGURE_UNITS)[number];

interface FigureKind {
  readonly unit: FigureUnit;
  readonly isOfTier: boolean;
  /** The greatest value that makes sense; absent: none. */
  readonly most?: number;
  /** Null: the programme has no such figure. */
  readonly read: (document: ProgramDocument, tier: string | null) => number | null;
  /** The programme with another value; check the document afterwards, since the value may be invalid. */
  readonly write: (document: ProgramDocument, value: number, tier: string | null) => ProgramDocument;
}

/** Figures of a programme that a search may move. A new one is one entry, with its words on the page. */
export const FIGURES = {
  /** Worth of the base's points in what is paid for them. Moves the step, so the points stay whole. */
  EARNING_RATE: {
    unit: 'PER_CENT',
    isOfTier: false,
    read: ({ earning: { base }, pointValue }) =>
      base === null ? null : Math.round((base.points * pointValue) / base.step),
    write: (document, value) => {
      const { base } = document.earning;
      if (base === null) return document;
      const step = minorUnits(Math.max(1, Math.round((base.points * document.pointValue) / Math.max(1, value))));
      return { ...document, earning: { ...document.earning, base: { ...base, step } } };
    },
  },
  TIER_SPEND: ofTier(
    'MONEY',
    ({ needs }) => needs.spend,
    (tier, value) => ({ ...tier, needs: { ...tier.needs, spend: minorUnits(value) } }),
  ),
  TIER_VISITS: ofTier(
    'COUNT',
    ({ needs }) => needs.visits,
    (tier, visits) => ({ ...tier, needs: { ...tier.needs, visits } }),
  ),
  TIER_POINTS: ofTier(
    'COUNT',
    ({ needs }) => needs.points,
    (tier, value) => ({ ...tier, needs: { ...tier.needs, points: points(value) } }),
  ),
  TIER_DISCOUNT: {
    ...ofTier(
      'PER_CENT',
      ({ discountPpm }) => discountPpm,
      (tier, value) => ({ ...tier, discountPpm: partsPerMillion(value) }),
    ),
    most: MILLION,
  },
  TIER_MULTIPLIER: ofTier(
    'TIMES',
    ({ multiplierPpm }) => multiplierPpm,
    (tier, value) => ({ ...tier, multiplierPpm: partsPerMillion(value) }),
  ),
  /** The share of a receipt that points may pay. */
  POINTS_SHARE: {
    unit: 'PER_CENT',
    isOfTier: false,
    most: MILLION,
    read: ({ redemption }) => redemption?.maxSharePpm ?? null,
    write: (document, value) =>
      document.redemption === null
        ? document
        : { ...document, redemption: { ...document.redemption, maxSharePpm: partsPerMillion(value) } },
  },
  /** Days or months until points end, as the programme counts them. */
  EXPIRY: {
    unit: 'COUNT',
    isOfTier: false,
    read: ({ expiry }) => ('count' in expiry ? expiry.count : null),
    write: (document, count) =>
      'count' in document.expiry ? { ...document, expiry: { ...document.expiry, count } } : document,
  },
} as const satisfies Readonly<Record<string, FigureKind>>;

export type FigureName = keyof typeof FIGURES;
export const FIGURE_NAMES = Object.keys(FIGURES) as FigureName[];

/** No figure of a programme is greater. */
export const MOST_VALUE = 1_000_000_000_000;

/** A figure that the search may move, and between which values. */
export interface FigureMove {
  readonly figure: FigureName;
  /** Code of the tier; null where the figure is of the whole programme. */
  readonly tier: string | null;
  readonly from: number;
  readonly to: number;
}

/** A figure with its value in a programme, and the bounds between which a search usually moves it. */
export interface ProgramFigure extends FigureMove {
  readonly unit: FigureUnit;
  readonly value: number;
}

/** The figures that this programme has. A tier's need of nothing is none, and a share is at most the whole. */
export function figuresOf(document: ProgramDocument): readonly ProgramFigure[] {
  return FIGURE_NAMES.flatMap((figure) => {
    const { unit, isOfTier, most = Infinity }: FigureKind = FIGURES[figure];
    const tiers = isOfTier ? document.tiers.map(({ code }) => code) : [null];
    return tiers.flatMap((tier) => {
      const value = FIGURES[figure].read(document, tier);
      if (value === null || (value === 0 && unit !== 'PER_CENT')) return [];
      return [{ figure, tier, unit, value, ...boundsOf(unit, value, most) }];
    });
  });
}

/** Half as much and half as much again; a per cent of nothing goes up to a tenth. */
function boundsOf(unit: FigureUnit, value: number, most: number): Pick<FigureMove, 'from' | 'to'> {
  if (value === 0) return { from: 0, to: MILLION / 10 };
  const grain = unit === 'PER_CENT' ? MILLION / 1_000 : 1;
  const rounded = (share: number): number => Math.max(grain, Math.round((value * share) / grain) * grain);
  return { from: rounded(0.5), to: Math.min(most, rounded(1.5)) };
}

export function figureOf({ figure }: Pick<FigureMove, 'figure'>): FigureKind {
  return FIGURES[figure];
}

/** The programme with these values, one for each move. */
export function withValues(
  document: ProgramDocument,
  moves: readonly FigureMove[],
  values: readonly number[],
): ProgramDocument {
  return moves.reduce((moved, move, at) => figureOf(move).write(moved, values[at] ?? move.from, move.tier), document);
}

/** The values that a programme has. Null: it lacks one of the figures. */
export function valuesOf(document: ProgramDocument, moves: readonly FigureMove[]): number[] | null {
  const values = moves.map((move) => figureOf(move).read(document, move.tier));
  return values.every((value) => value !== null) ? values : null;
}

function ofTier(
  unit: FigureUnit,
  read: (tier: TierDocument) => number,
  write: (tier: TierDocument, value: number) => TierDocument,
): FigureKind {
  return {
    unit,
    isOfTier: true,
    read: ({ tiers }, code) => {
      const tier = tiers.find((one) => one.code === code);
      return tier === undefined ? null : read(tier);
    },
    write: (document, value, code) => ({
      ...document,
      tiers: document.tiers.map((tier) => (tier.code === code ? write(tier, value) : tier)),
    }),
  };
}
