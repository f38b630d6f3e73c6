const CAMPAIGNS = 30;
const CAMPAIGNS_HERE = 10;

/**
 * Documents of thirty running campaigns: a third each multipliers, points, and points for each step. Ten give something at the measured sale; a
 * member of `elsewhere` keeps each of the others from it.
 */
export function thirtyCampaigns(elsewhere) {
  const gains = [
    { kind: 'MULTIPLIER', multiplierPpm: 1_250_000 },
    { kind: 'POINTS', points: 20 },
    { kind: 'PER_STEP', step: 50_000, points: 3 },
  ];
  return Array.from({ length: CAMPAIGNS }, (_, i) => ({
    ...campaignAt(i),
    offer: gains[i % 3],
    ...(i < CAMPAIGNS_HERE ? {} : elsewhere[i % 2]),
  }));
}

/**
 * Documents of thirty campaigns: ten take money off, every second of them on one category that the bench sells; twenty give points and have
 * a member of `elsewhere`.
 */
export function moneyOffCampaigns(elsewhere) {
  const part = (category) => ({ skus: [], categories: [category], pieces: 1 });
  const kinds = [
    { kind: 'SHARE', ratePpm: 50_000 },
    { kind: 'AMOUNT', amount: 500 },
    { kind: 'EVERY_NTH', every: 2, ratePpm: 100_000, times: null },
    { kind: 'CHEAPEST', of: 3, ratePpm: 1_000_000 },
    { kind: 'COMBO', price: 30_000, parts: [part('category-1'), part('category-2')], times: 2 },
  ];
  return Array.from({ length: CAMPAIGNS }, (_, i) => ({
    ...campaignAt(i),
    when:
      i % 2 === 0
        ? null
        : { combinator: 'and', rules: [{ field: 'category', operator: '=', value: `category-${i % 8}` }] },
    ...(i < CAMPAIGNS_HERE
      ? { schema: 3, type: 'MONEY_OFF', moneyOff: kinds[i % kinds.length] }
      : { offer: { kind: 'POINTS', points: 20 }, ...elsewhere[i % 2] }),
  }));
}

function campaignAt(i) {
  return {
    schema: 1,
    name: { en: `Campaign ${i}` },
    type: 'POINTS_MULTIPLIER',
    audience: { segments: [], tiers: [] },
    join: 'ALL',
    where: { restaurantIds: [], channels: [] },
    schedule: { startsAt: '2020-01-01T00:00', endsAt: null, recurrence: null, exceptions: [] },
    when: null,
    offer: null,
    challenge: null,
    caps: null,
    budgets: [],
    onShortBudget: 'CUT',
    group: null,
    priority: i,
    control: null,
    announcement: null,
  };
}
