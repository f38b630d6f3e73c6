import {
  CompiledGuestRule,
  type GuestFacts,
  type GuestRule,
  mistakesOfRule,
  NEVER_BOUGHT_DAYS,
} from './guest-rule.rules';
import { linesOfFile } from './segment.dto';

const CENTRE = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e';
const KNOWN = { tiers: ['BASE', 'GOLD'], restaurantIds: new Set([CENTRE]) };
const FACTS: GuestFacts = {
  tier: 'GOLD',
  spend: 50_000,
  visits: 7,
  spendOfYear: 20_000,
  visitsOfYear: 3,
  daysSinceLastSale: 90,
  daysSinceJoining: 400,
  birthdayMonth: '3',
  restaurants: [CENTRE],
  registeredBy: 'SELF',
  registeredAt: null,
  consents: ['MARKETING'],
};

const one = (field: string, operator: string, value: unknown) => ({ field, operator, value });
const all = (...rules: object[]) => ({ combinator: 'and', rules });
const failedOf = (rule: object, facts: Partial<GuestFacts> = {}) =>
  new CompiledGuestRule(rule as GuestRule).firstFailed({ ...FACTS, ...facts });

describe('the rule of a segment', () => {
  it.each<[string, object, string[]]>([
    ['a field of sales', all(one('paymentMethod', '=', 'card')), ['rules.0.field not_allowed']],
    ['an inherited name', all(one('toString', '=', 'x')), ['rules.0.field not_allowed']],
    ['an operator of another type', all(one('restaurants', '<', CENTRE)), ['rules.0.operator not_allowed']],
    ['an unknown tier', all(one('tier', '=', 'IRON')), ['rules.0.value not_allowed']],
    [
      'an unknown restaurant',
      all(one('restaurants', 'in', [CENTRE, CENTRE.replace('0', '1')])),
      ['rules.0.value.1 not_allowed'],
    ],
    ['an unknown way in', all(one('registeredBy', '!=', 'FAX')), ['rules.0.value not_allowed']],
    ['a thirteenth month', all(one('birthdayMonth', '=', 13)), ['rules.0.value not_valid']],
    ['more days than there are', all(one('daysSinceLastSale', '>', 1_000_001)), ['rules.0.value not_valid']],
    ['what can never hold', all(one('visits', '>', 5), one('visits', '<', 3)), ['rules.1 never_holds']],
    ['two tiers at once', all(one('tier', '=', 'BASE'), one('tier', '=', 'GOLD')), ['rules.1 never_holds']],
  ])('refuses %s with its place', (_what, rule, places) => {
    expect(mistakesOfRule(rule, KNOWN).map(({ path, code }) => `${path.join('.')} ${code}`)).toEqual(places);
  });

  it('lets one who was in two places be asked for both', () => {
    const other = CENTRE.replace('0', '1');
    const both = all(one('restaurants', '=', CENTRE), one('restaurants', '=', other));
    const known = { ...KNOWN, restaurantIds: new Set([CENTRE, other]) };
    expect(mistakesOfRule(both, known)).toEqual([]);
    expect(failedOf(both)).toEqual({ failed: 'restaurants', operator: '=' });
    expect(failedOf(both, { restaurants: [CENTRE, other] })).toBeNull();
  });

  it('names the first condition that keeps a guest out, with the operator that it has in effect', () => {
    expect(failedOf(all(one('visits', '>=', 7), one('spendOfYear', '>', 20_000)))).toEqual({
      failed: 'spendOfYear',
      operator: '>',
    });
    expect(failedOf({ ...all(one('consents', 'in', ['MARKETING', 'SMS'])), not: true })).toEqual({
      failed: 'consents',
      operator: 'notIn',
    });
  });

  it('compares what may be missing with nothing, and waits for ever for who never bought', () => {
    expect(failedOf(all(one('birthdayMonth', 'in', [2, 3])))).toBeNull();
    expect(failedOf(all(one('birthdayMonth', '!=', 3)), { birthdayMonth: null })).toBeNull();
    expect(failedOf(all(one('registeredAt', 'null', null)))).toBeNull();
    const lost = all(one('daysSinceLastSale', '>=', 1_000_000));
    expect(failedOf(lost)).not.toBeNull();
    expect(failedOf(lost, { daysSinceLastSale: NEVER_BOUGHT_DAYS })).toBeNull();
  });

  it('asks the journal only where it has to', () => {
    const asks = (rule: object) => new CompiledGuestRule(rule as GuestRule).asksJournal;
    expect(asks(all(one('visits', '>', 1), one('tier', '=', 'GOLD')))).toBe(false);
    expect(asks(all(one('visits', '>', 1), all(one('restaurants', '=', CENTRE))))).toBe(true);
  });
});

describe('a file of guests', () => {
  it('names one a line in its first column, whatever parts the columns', () => {
    expect(linesOfFile('A-1;Anna\r\n"+7 900 000-00-01",Boris\n\nC-3\tx\n\n')).toEqual([
      'A-1',
      '+7 900 000-00-01',
      '',
      'C-3',
    ]);
    expect(linesOfFile('x\n'.repeat(20_001))).toBeUndefined();
  });
});
