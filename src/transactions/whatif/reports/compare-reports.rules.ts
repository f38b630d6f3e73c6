import type { BacktestReport, ReportSide } from './backtest-report.rules';

export interface ReportedPeriod {
  readonly id: string;
  /** Null: from the first act. */
  readonly from: string | null;
  readonly until: string;
  readonly report: BacktestReport;
}

/** Two programmes over the past side by side, and the second minus the first. */
interface ReportDifference {
  readonly one: ReportSide;
  readonly other: ReportSide;
  readonly difference: ReportSide;
}

/** Two programmes over the same past. */
export interface BacktestComparison {
  readonly one: string;
  readonly other: string;
  /** Whether both covered the same acts. If not, a difference may come from the time covered. */
  readonly samePast: boolean;
  readonly total: ReportDifference;
  readonly months: readonly (ReportDifference & {
    readonly month: string;
    /** Points owed to guests at the end of the month, the second programme minus the first. */
    readonly liability: { readonly points: number; readonly value: number };
  })[];
  readonly restaurants: readonly (ReportDifference & { readonly restaurantId: string | null })[];
  readonly tiers: readonly (ReportDifference & { readonly tier: string })[];
}

export function compareReports(one: ReportedPeriod, other: ReportedPeriod): BacktestComparison {
  const { report: first } = one;
  const { report: second } = other;
  const none = emptySide(first.total.draft);
  const join = <Row extends { readonly draft: ReportSide }, Key>(
    firsts: readonly Row[],
    seconds: readonly Row[],
    keyOf: (row: Row) => Key,
  ): [Key, ReportDifference, Row | undefined, Row | undefined][] =>
    [...new Set([...firsts, ...seconds].map(keyOf))].map((key) => {
      const left = firsts.find((row) => keyOf(row) === key);
      const right = seconds.find((row) => keyOf(row) === key);
      return [key, differenceOf(left?.draft ?? none, right?.draft ?? none), left, right];
    });
  return {
    one: one.id,
    other: other.id,
    samePast: one.from === other.from && first.acts === second.acts && first.guests === second.guests,
    total: differenceOf(first.total.draft, second.total.draft),
    months: join(first.months, second.months, ({ month }) => month)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([month, difference, left, right]) => ({
        month,
        ...difference,
        liability: {
          points: (right?.liability.draft.points ?? 0) - (left?.liability.draft.points ?? 0),
          value: (right?.liability.draft.value ?? 0) - (left?.liability.draft.value ?? 0),
        },
      })),
    restaurants: join(first.restaurants, second.restaurants, (row) => row.restaurantId).map(
      ([restaurantId, difference]) => ({ restaurantId, ...difference }),
    ),
    tiers: join(first.tiers, second.tiers, ({ tier }) => tier).map(([tier, difference]) => ({ tier, ...difference })),
  };
}

function differenceOf(one: ReportSide, other: ReportSide): ReportDifference {
  return { one, other, difference: mapSide(one, (name) => other[name] - one[name]) };
}

function emptySide(like: ReportSide): ReportSide {
  return mapSide(like, () => 0);
}

function mapSide(like: ReportSide, figureOf: (name: keyof ReportSide) => number): ReportSide {
  const side: Record<string, number> = {};
  for (const name of Object.keys(like) as (keyof ReportSide)[]) side[name] = figureOf(name);
  return side as unknown as ReportSide;
}
