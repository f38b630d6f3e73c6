import { decidedBy, NOW, snapshotOf } from '../../../../test/support/till/till-acts';
import { budgetsOfPeople, MOST_UNPRICED_A_DAY, termsOfPerson } from './person-budget.rules';

const DAY = 86_400_000;
const { limits } = snapshotOf().profile.settings;

describe('the bound of a day of one person', () => {
  const snapshot = snapshotOf(undefined, {}, { deciders: decidedBy({}, { anna: ['boris'], boris: [], vera: [] }) });

  it.each([
    ['POINTS', limits.managerManualPerDay],
    ['MONEY', limits.managerMoneyPerDay],
    ['USES', MOST_UNPRICED_A_DAY],
  ] as const)('in %s is that of the network', (unit, limit) => {
    expect(termsOfPerson('anna', unit, snapshot, NOW)).toEqual({
      campaign: `person anna ${String(Math.floor(NOW / DAY))}`,
      unit,
      restaurantId: null,
      version: snapshot.rulesVersion,
      limit,
    });
  });

  it('is a new one at midnight of UTC', () => {
    const midnight = Math.floor(NOW / DAY) * DAY;
    const names = [midnight - 1, midnight, midnight + DAY - 1].map(
      (at) => termsOfPerson('anna', 'POINTS', snapshot, at).campaign,
    );
    expect(new Set(names).size).toBe(2);
    expect(names[1]).toBe(names[2]);
  });

  it('is used by the decisions of the person, and by those of a colleague as whom the person could sign in', () => {
    const amounts = [
      { person: 'anna', points: 5 },
      { person: 'vera', points: 7 },
      { person: 'anna', points: 10 },
      { person: 'boris', points: 1 },
    ];
    const used = [...budgetsOfPeople(amounts, 'POINTS', snapshot, NOW)].map(([person, { amount }]) => [person, amount]);
    expect(used).toEqual([
      ['anna', 15],
      ['boris', 16],
      ['vera', 7],
    ]);
  });
});
