import type { PlanTerms } from '../life/terms';
import { pastSteps } from './past-plan.rules';

const terms = (planCode: PlanTerms['planCode'], price: number): PlanTerms => ({
  planCode,
  planVersion: 1,
  currency: 'RUB',
  price,
  support: 'STANDARD',
  features: ['BASIC'],
  limits: { restaurants: null, guests: null },
});
const [small, large] = [terms('STANDARD', 3_690_000), terms('PRO', 6_700_000)];
const plan = { choices: [{ on: '2026-01-10', terms: small }], trialDays: 0, paysAfterDays: 5, cancelledOn: null };
const kinds = (steps: ReturnType<typeof pastSteps>) => steps.map(({ on, step }) => `${on} ${step.change.kind}`);

describe('the steps of a plan of the past', () => {
  it('begin with its first choice and go on month by month, all paid but the newest', () => {
    const steps = pastSteps(plan, '2026-04-12');
    expect(kinds(steps)).toEqual([
      '2026-01-10 STARTED',
      '2026-02-10 RENEWED',
      '2026-03-10 RENEWED',
      '2026-04-10 RENEWED',
    ]);
    expect(steps.map(({ paidOn }) => paidOn)).toEqual(['2026-01-15', '2026-02-15', '2026-03-15', null]);
  });

  it('have the other plan from the day of its choice, and nothing after the period in which it was cancelled', () => {
    const choices = [...plan.choices, { on: '2026-02-20', terms: large }];
    const steps = pastSteps({ ...plan, choices, cancelledOn: '2026-03-20' }, '2026-08-01');
    expect(kinds(steps).slice(2)).toEqual([
      '2026-02-20 UPGRADED',
      '2026-03-10 RENEWED',
      '2026-03-20 CANCEL_PLANNED',
      '2026-04-10 CANCELLED',
    ]);
    expect(steps.at(-1)?.step.change).toMatchObject({ mrrBefore: 6_700_000, mrrAfter: 0, movement: 'CHURN' });
  });

  it('tell of an invoice that is paid late', () => {
    const steps = pastSteps({ ...plan, paysAfterDays: 16 }, '2026-02-01');
    expect(kinds(steps)).toEqual(['2026-01-10 STARTED', '2026-01-21 PAST_DUE', '2026-01-26 RECOVERED']);
  });

  it('are a trial until it is over', () => {
    expect(kinds(pastSteps({ ...plan, trialDays: 14 }, '2026-01-25'))).toEqual([
      '2026-01-10 TRIAL_STARTED',
      '2026-01-24 STARTED',
    ]);
  });
});
