import type { BudgetUnit, CampaignDocument } from '../../../decision';
import type { EstimatedPlace, EstimateOutcome } from '../campaign-estimate/estimate-share.rules';

/** With fewer sales in the window, the figures would be chance. */
export const LEAST_SALES = 30;

/** The result of an estimate, ignoring budgets. Money in minor units. */
export interface CampaignEstimate {
  /** How many local days of the past the estimate covers. */
  readonly days: number;
  readonly sales: number;
  /** Whether there were enough sales for meaningful figures. */
  readonly isEnough: boolean;
  /** Guests who would have got something. */
  readonly reached: number;
  readonly uses: number;
  readonly points: number;
  readonly money: number;
  readonly rewards: number;
  /** How much would have been charged to each budget of the campaign. */
  readonly budgets: readonly {
    readonly unit: BudgetUnit;
    readonly restaurantId: string | null;
    readonly limit: number;
    readonly wanted: number;
  }[];
}

export function estimateOf(
  outcomes: readonly EstimateOutcome[],
  { budgets }: CampaignDocument,
  days: number,
): CampaignEstimate {
  const total = (of: (outcome: EstimateOutcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
  const places = outcomes.flatMap((outcome) => outcome.places);
  const sales = total((outcome) => outcome.sales);
  return {
    days,
    sales,
    isEnough: sales >= LEAST_SALES,
    reached: total(({ reached }) => reached),
    uses: sumOf(places, 'USES'),
    points: sumOf(places, 'POINTS'),
    money: sumOf(places, 'MONEY'),
    rewards: total(({ rewards }) => rewards),
    budgets: budgets.map(({ unit, restaurantId, limit }) => ({
      unit,
      restaurantId,
      limit,
      wanted: sumOf(
        places.filter((place) => restaurantId === null || place.restaurantId === restaurantId),
        unit,
      ),
    })),
  };
}

const FIGURE_OF = { POINTS: 'points', MONEY: 'money', USES: 'uses' } as const;

function sumOf(places: readonly EstimatedPlace[], unit: BudgetUnit): number {
  return places.reduce((sum, place) => sum + place[FIGURE_OF[unit]], 0);
}
