/** Twice the points at every weekend, as a person writes it; `changes` replace members. */
export function campaignDraft(changes: object = {}) {
  return {
    schema: 1,
    name: { en: 'Double points weekend', ru: 'Двойные баллы в выходные' },
    type: 'POINTS_MULTIPLIER',
    audience: { segments: [], tiers: [] },
    join: 'ALL',
    where: { restaurantIds: [], channels: [] },
    schedule: {
      startsAt: '2026-01-01T00:00',
      endsAt: null,
      recurrence: { by: 'WEEK', weekdays: [6], from: '00:00', to: '24:00', days: 2 },
      exceptions: [],
    },
    when: null,
    offer: { kind: 'MULTIPLIER', multiplierPpm: 2_000_000 },
    challenge: null,
    caps: null,
    budgets: [],
    onShortBudget: 'CUT',
    group: null,
    priority: 100,
    control: null,
    announcement: null,
    ...changes,
  };
}

/** A campaign that doubles the points at all times since it began; `changes` replace members. */
export function alwaysOn(changes: object = {}) {
  return campaignDraft({
    schedule: { startsAt: '2026-01-01T00:00', endsAt: null, recurrence: null, exceptions: [] },
    ...changes,
  });
}
