import { nextStepOf } from './next-step.rules';

type Results = Parameters<typeof nextStepOf>[0];

const arms = [{ arm: 'TREATED' }] as unknown as Results['arms'];
const verdict = (kind: string, because: string | null = null) =>
  ({ money: { verdict: { kind, because } } }) as unknown as Results['compared'];
const budget = (used: number) => [{ unit: 'MONEY', restaurantId: null, limit: 100, used }] as Results['budgets'];

describe('The next step after the results of a campaign', () => {
  it.each<[compared: Results['compared'], state: Parameters<typeof nextStepOf>[1], next: string]>([
    [null, 'ACTIVE', 'addControl'],
    [verdict('NOT_YET', 'ARMS_OFF'), 'ACTIVE', 'compareNothing'],
    [verdict('NOT_YET', 'TOO_FEW'), 'ACTIVE', 'wait'],
    [verdict('NOT_YET', 'TOO_WIDE'), 'ENDED', 'moreGuests'],
    [verdict('LESS'), 'ACTIVE', 'stop'],
    [verdict('LESS'), 'ENDED', 'otherOffer'],
    [verdict('NO_EFFECT'), 'PAUSED', 'otherOffer'],
    [verdict('MORE'), 'ACTIVE', 'goOn'],
    [verdict('MORE'), 'ENDED', 'runAgain'],
  ])('follows the verdict and the state', (compared, state, next) => {
    expect(nextStepOf({ arms, compared, budgets: budget(10) }, state)).toBe(next);
  });

  it('asks for a larger budget while a campaign that works is about to run out of it', () => {
    expect(nextStepOf({ arms, compared: verdict('MORE'), budgets: budget(90) }, 'ACTIVE')).toBe('raiseBudget');
  });

  it('is left open until guests are counted', () => {
    expect(nextStepOf({ arms: [], compared: null, budgets: [] }, 'ACTIVE')).toBeNull();
  });
});
