import {
  type BudgetLeft,
  type CampaignDocument,
  compareCampaigns,
  compileCampaign,
  minorUnits,
  points,
  type RunningCampaigns,
} from '../../../src/decision';

/** A campaign that gives ten points for every sale, always. */
export function campaignOf(changes: Partial<CampaignDocument> = {}): CampaignDocument {
  return {
    schema: 1,
    name: { en: 'Campaign' },
    type: 'POINTS_MULTIPLIER',
    audience: { segments: [], tiers: [] },
    join: 'ALL',
    where: { restaurantIds: [], channels: [] },
    schedule: { startsAt: '2020-01-01T00:00', endsAt: null, recurrence: null, exceptions: [] },
    when: null,
    offer: { kind: 'POINTS', points: points(10) },
    challenge: null,
    caps: null,
    budgets: [],
    onShortBudget: 'CUT',
    group: null,
    priority: 0,
    control: null,
    announcement: null,
    ...changes,
  };
}

/** A campaign that takes money off every sale, always. @param moneyOff as in the document, or an amount in minor units */
export function moneyOffOf(
  moneyOff: number | NonNullable<CampaignDocument['moneyOff']>,
  changes: Partial<CampaignDocument> = {},
): CampaignDocument {
  return campaignOf({
    schema: 3,
    type: 'MONEY_OFF',
    offer: null,
    moneyOff: typeof moneyOff === 'number' ? { kind: 'AMOUNT', amount: minorUnits(moneyOff) } : moneyOff,
    ...changes,
  });
}

export const PLENTY: BudgetLeft = { POINTS: Infinity, MONEY: Infinity, USES: Infinity, isHeldElsewhere: false };

export function runningOf(
  documents: Readonly<Record<string, CampaignDocument>>,
  changes: Partial<RunningCampaigns> = {},
): RunningCampaigns {
  return {
    inOrder: Object.entries(documents)
      .map(([code, document]) => compileCampaign(code, 1, document))
      .sort(compareCampaigns),
    draw: () => 999_999,
    isHeldOut: () => false,
    left: () => PLENTY,
    ...changes,
  };
}
