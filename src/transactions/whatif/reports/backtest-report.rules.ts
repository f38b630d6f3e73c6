import { worthOf } from '../../../decision';
import { type GuestOutcome, MOST_NAMED, MostOf, type RegretCost, type ShareOutcome } from './backtest-share.rules';
import { addFigures, type TallyCell, type TallyFigures, joinCells, noFigures } from '../guests/tally.rules';

/** Figures of one side: money in minor units, points in points, minus refunds. */
export interface ReportSide {
  readonly sales: number;
  readonly amount: number;
  readonly discount: number;
  readonly payable: number;
  readonly pointsIssued: number;
  readonly issuedValue: number;
  readonly pointsRedeemed: number;
  readonly redeemedValue: number;
  readonly pointsExpired: number;
  /** Points by hand: credits minus debits. */
  readonly pointsAdjusted: number;
  /** The cost of the programme in this time: discounts and the worth of redeemed points. */
  readonly cost: number;
  readonly tierUps: number;
  readonly tierDowns: number;
}

export interface BothSides {
  readonly actual: ReportSide;
  readonly draft: ReportSide;
}

/** Points owed to guests at the end of a month. */
interface OwedPoints {
  readonly points: number;
  readonly value: number;
}

export interface BacktestReport {
  readonly acts: number;
  readonly guests: number;
  readonly total: BothSides;
  readonly months: readonly (BothSides & {
    readonly month: string;
    readonly liability: { readonly actual: OwedPoints; readonly draft: OwedPoints };
  })[];
  readonly restaurants: readonly (BothSides & { readonly restaurantId: string | null })[];
  /** By the tier that decided. The two programmes may have different tiers. */
  readonly tiers: readonly (BothSides & { readonly tier: string })[];
  /** Guests by the tier that they hold and the tier to which the draft would have led. */
  readonly moves: readonly { readonly tier: string; readonly draftTier: string; readonly guests: number }[];
  readonly gaining: number;
  readonly losing: number;
  readonly gainers: readonly GuestOutcome[];
  readonly losers: readonly GuestOutcome[];
  /** Absent: the draft has no no-regret change. */
  readonly noRegret?: RegretCost;
  /** Acts that could not be read and are missing on both sides. 0, unless the ledger itself is damaged. */
  readonly unread: number;
  readonly firstUnread: ShareOutcome['firstUnread'];
  /** Codes of what no backtest can know. */
  readonly cannotKnow: readonly CannotKnow[];
}

export type CannotKnow =
  | 'GUESTS_WOULD_HAVE_BEHAVED_OTHERWISE'
  | 'WARNINGS_AS_THEY_WERE_READ'
  | 'GIFTS_AS_THEY_WERE_RECEIVED'
  | 'SEGMENTS_AS_THEY_ARE_NOW';

/** Segment membership is recorded only when a rule asked for it; for other acts we use today's. */
const OF_SEGMENTS: readonly CannotKnow[] = ['SEGMENTS_AS_THEY_ARE_NOW'];

/** The worth of a point at the end, on both sides, in millionths of a minor unit. */
export interface PointValues {
  readonly actual: number;
  readonly draft: number;
}

/** Joins the results of all parts of the guests into the stored report. */
export function reportOf(
  shares: readonly ShareOutcome[],
  pointValues: PointValues,
  namesSegments: boolean,
): BacktestReport {
  const actual = joinCells(shares.map((share) => share.actual));
  const draft = joinCells(shares.map((share) => share.draft));
  const compare = <Key extends string | null>(keyOf: (cell: TallyCell) => Key): [Key, BothSides][] =>
    compareBy(actual, draft, keyOf);
  return {
    acts: sumOf(shares, (share) => share.acts),
    guests: sumOf(shares, (share) => share.guests),
    total: { actual: sideOf(sumFigures(actual)), draft: sideOf(sumFigures(draft)) },
    months: monthsOf(actual, draft, pointValues),
    restaurants: compare((cell) => cell.restaurantId).map(([restaurantId, sides]) => ({ restaurantId, ...sides })),
    tiers: compare((cell) => cell.tier).map(([tier, sides]) => ({ tier, ...sides })),
    moves: joinMoves(shares),
    gaining: sumOf(shares, (share) => share.gaining),
    losing: sumOf(shares, (share) => share.losing),
    gainers: mostOf(shares, (share) => share.gainers, 1),
    losers: mostOf(shares, (share) => share.losers, -1),
    ...regretOf(shares),
    unread: sumOf(shares, (share) => share.unread),
    firstUnread: shares.find((share) => share.firstUnread !== null)?.firstUnread ?? null,
    cannotKnow: cannotKnowOf(namesSegments),
  };
}

function regretOf(shares: readonly ShareOutcome[]): Pick<BacktestReport, 'noRegret'> {
  const costs = shares.flatMap(({ noRegret }) => noRegret ?? []);
  if (costs.length === 0) return {};
  const sum = { receipts: 0, cost: 0 };
  for (const { receipts, cost } of costs) {
    sum.receipts += receipts;
    sum.cost += cost;
  }
  return { noRegret: sum };
}

export function cannotKnowOf(namesSegments: boolean): readonly CannotKnow[] {
  return [
    'GUESTS_WOULD_HAVE_BEHAVED_OTHERWISE',
    'WARNINGS_AS_THEY_WERE_READ',
    'GIFTS_AS_THEY_WERE_RECEIVED',
    ...(namesSegments ? OF_SEGMENTS : []),
  ];
}

/** Every month from the first to the last, even without acts, since points are owed in it. */
function monthsOf(
  actual: readonly TallyCell[],
  draft: readonly TallyCell[],
  { actual: actualValue, draft: draftValue }: PointValues,
): BacktestReport['months'] {
  const compared = new Map(compareBy(actual, draft, (cell) => cell.month));
  const owedBy = { actual: owedByMonth(actual), draft: owedByMonth(draft) };
  const known = [...compared.keys()].sort();
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return [];
  const nothing = { actual: sideOf(noFigures()), draft: sideOf(noFigures()) };
  let owedActual = 0;
  let owedDraft = 0;
  return monthsBetween(first, last).map((month) => {
    owedActual += owedBy.actual.get(month) ?? 0;
    owedDraft += owedBy.draft.get(month) ?? 0;
    const liability = { actual: owedOf(owedActual, actualValue), draft: owedOf(owedDraft, draftValue) };
    return { month, ...(compared.get(month) ?? nothing), liability };
  });
}

function owedOf(points: number, pointValue: number): OwedPoints {
  return { points, value: worthOf(Math.max(0, points), pointValue) };
}

function owedByMonth(cells: readonly TallyCell[]): Map<string, number> {
  const owed = new Map<string, number>();
  for (const cell of cells) owed.set(cell.month, (owed.get(cell.month) ?? 0) + cell.owed);
  return owed;
}

function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  for (let month = first; month <= last; month = monthAfter(month)) months.push(month);
  return months;
}

function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${String(year + 1)}-01` : `${String(year)}-${String(number + 1).padStart(2, '0')}`;
}

/** Compares both sides by a key, sorted by key. */
function compareBy<Key extends string | null>(
  actual: readonly TallyCell[],
  draft: readonly TallyCell[],
  keyOf: (cell: TallyCell) => Key,
): [Key, BothSides][] {
  const sides = new Map<Key, { actual: TallyFigures; draft: TallyFigures }>();
  const sidesOf = (key: Key) => {
    let known = sides.get(key);
    if (known === undefined) sides.set(key, (known = { actual: noFigures(), draft: noFigures() }));
    return known;
  };
  for (const cell of actual) {
    const known = sidesOf(keyOf(cell));
    known.actual = addFigures(known.actual, cell);
  }
  for (const cell of draft) {
    const known = sidesOf(keyOf(cell));
    known.draft = addFigures(known.draft, cell);
  }
  return [...sides]
    .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1))
    .map(([key, known]) => [key, { actual: sideOf(known.actual), draft: sideOf(known.draft) }]);
}

function sideOf(figures: TallyFigures): ReportSide {
  return {
    sales: figures.sales,
    amount: figures.amount,
    discount: figures.discount,
    payable: figures.payable,
    pointsIssued: figures.issued,
    issuedValue: figures.issuedValue,
    pointsRedeemed: figures.redeemed,
    redeemedValue: figures.redeemedValue,
    pointsExpired: figures.expired,
    pointsAdjusted: figures.adjusted,
    cost: figures.discount + figures.redeemedValue,
    tierUps: figures.ups,
    tierDowns: figures.downs,
  };
}

function joinMoves(shares: readonly ShareOutcome[]): BacktestReport['moves'] {
  const joined = new Map<string, { tier: string; draftTier: string; guests: number }>();
  for (const { tier, draftTier, guests } of shares.flatMap((share) => share.moves)) {
    const key = `${tier}/${draftTier}`;
    joined.set(key, { tier, draftTier, guests: guests + (joined.get(key)?.guests ?? 0) });
  }
  return [...joined.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, move]) => move);
}

function mostOf(
  shares: readonly ShareOutcome[],
  listOf: (share: ShareOutcome) => readonly GuestOutcome[],
  sign: 1 | -1,
): readonly GuestOutcome[] {
  const most = new MostOf(MOST_NAMED, ({ draft, actual }) => sign * (draft - actual));
  for (const outcome of shares.flatMap(listOf)) most.add(outcome);
  return most.list();
}

function sumFigures(cells: readonly TallyFigures[]): TallyFigures {
  return cells.reduce<TallyFigures>(addFigures, noFigures());
}

function sumOf(shares: readonly ShareOutcome[], figureOf: (share: ShareOutcome) => number): number {
  return shares.reduce((sum, share) => sum + figureOf(share), 0);
}
