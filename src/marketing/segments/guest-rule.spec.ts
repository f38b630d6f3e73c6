import { conditionsInEffect, firstFailedOf, type GuestRule, mistakesOfRule } from './guest-rule.rules';
import { linesOfFile } from './segment.dto';

const CENTRE = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e';
const KNOWN = { tiers: ['BASE', 'GOLD'], restaurantIds: new Set([CENTRE]) };

const one = (field: string, operator: string, value: unknown) => ({ field, operator, value });
const all = (...rules: object[]) => ({ combinator: 'and', rules });
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
    ['a window without its days', all(one('spendInDays', '>', 5)), ['rules.0.days not_valid']],
    ['no day at all', all({ ...one('visitsInDays', '>', 5), days: 0 }), ['rules.0.days not_valid']],
    ['days of a field without a window', all({ ...one('visits', '>', 5), days: 7 }), ['rules.0.days unknown_field']],
    ['a name that RFM has not', all(one('rfm', '=', 'WHALES')), ['rules.0.value not_allowed']],
    ['another language', all(one('language', '=', 'xx')), ['rules.0.value not_allowed']],
    ['two tiers at once', all(one('tier', '=', 'BASE'), one('tier', '=', 'GOLD')), ['rules.1 never_holds']],
  ])('refuses %s with its place', (_what, rule, places) => {
    expect(mistakesOfRule(rule, KNOWN).map(({ path, code }) => `${path.join('.')} ${code}`)).toEqual(places);
  });

  it('lets one who was in two places be asked for both', () => {
    const other = CENTRE.replace('0', '1');
    const both = all(one('restaurants', '=', CENTRE), one('restaurants', '=', other));
    const known = { ...KNOWN, restaurantIds: new Set([CENTRE, other]) };
    expect(mistakesOfRule(both, known)).toEqual([]);
  });

  it('lets two numbers of days be two figures', () => {
    const rule = all({ ...one('visitsInDays', '>', 5), days: 90 }, { ...one('visitsInDays', '=', 0), days: 7 });
    expect(mistakesOfRule(rule, KNOWN)).toEqual([]);
  });

  it('names the first condition that keeps a guest out, with the operator that it has in effect', () => {
    const rule = all(one('visits', '>=', 7), { ...all(one('consents', 'in', ['SMS'])), not: true }) as GuestRule;
    expect(conditionsInEffect(rule)).toEqual([
      one('visits', '>=', 7),
      { field: 'consents', operator: 'notIn', value: ['SMS'] },
    ]);
    expect(firstFailedOf(rule, [true, true])).toBeNull();
    expect(firstFailedOf(rule, [true, false])).toEqual({ failed: 'consents', operator: 'notIn' });
    expect(firstFailedOf(rule, [false, false])).toEqual({ failed: 'visits', operator: '>=' });
    const either = { combinator: 'or', rules: rule.rules } as GuestRule;
    expect(firstFailedOf(either, [false, true])).toBeNull();
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
