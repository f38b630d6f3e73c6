const CAMPAIGNS = 30;
const CAMPAIGNS_HERE = 10;

/**
 * Documents of thirty campaigns that run: multipliers, points and points a step, each for a third. Ten give something at
 * the sale that is measured; the others have a member of `elsewhere` in turn, which keeps them from it.
 */
export function thirtyCampaigns(elsewhere) {
  const gains = [
    { kind: 'MULTIPLIER', multiplierPpm: 1_250_000 },
    { kind: 'POINTS', points: 20 },
    { kind: 'PER_STEP', step: 50_000, points: 3 },
  ];
  return Array.from({ length: CAMPAIGNS }, (_, i) => ({
    schema: 1,
    name: { en: `Campaign ${i}` },
    type: 'POINTS_MULTIPLIER',
    audience: { segments: [], tiers: [] },
    join: 'ALL',
    where: { restaurantIds: [], channels: [] },
    schedule: { startsAt: '2020-01-01T00:00', endsAt: null, recurrence: null, exceptions: [] },
    when: null,
    offer: gains[i % 3],
    challenge: null,
    caps: null,
    budgets: [],
    onShortBudget: 'CUT',
    group: null,
    priority: i,
    control: null,
    announcement: null,
    ...(i < CAMPAIGNS_HERE ? {} : elsewhere[i % 2]),
  }));
}
