import fc from 'fast-check';
import { calendarAt, HOUR, lineOf, NOON, saleOf } from '../../../../test/support/decision/acts';
import { ruleTrees } from '../../../../test/support/decision/arbitraries';
import {
  allOf,
  anyOf,
  condition,
  earningOf,
  pointsRule,
  programOf,
  tierOf,
} from '../../../../test/support/decision/programs';
import { runs } from '../../../../test/support/decision/runs';
import { Story } from '../../../../test/support/decision/story';
import { newGuest, type RuleGroup } from '../../../decision';
import { programDocumentSchema } from '../program-document.schema';
import { MAX_CONDITIONS, MAX_DEPTH, MAX_RULES_IN_GROUP, mistakesOfShape } from './rule-tree-shape.rules';
import { mistakesOfMeaning } from './rule-tree-meaning.rules';

const one = condition('weekday', '=', 1);
const nested = (depth: number): RuleGroup => (depth === 1 ? allOf(one) : allOf(nested(depth - 1)));
const wide = (groups: number, each: number) =>
  allOf(...Array.from({ length: groups }, () => anyOf(...Array.from({ length: each }, () => one))));

function placesOf(when: unknown): string[] {
  const rules = [{ ...pointsRule('a', 1), when } as never];
  const parsed = programDocumentSchema.safeParse(programOf({ earning: earningOf({ rules }) }));
  const of = (issue: { path: PropertyKey[]; params?: Record<string, unknown> }) =>
    `${issue.path.slice(4).join('.')} ${String(issue.params?.['code'])}`;
  return parsed.success ? [] : parsed.error.issues.map((issue) => of(issue as never));
}

describe('the rule tree of a document', () => {
  it.each<[string, unknown, string[]]>([
    ['no object', 5, [' wrong_type']],
    ['a list', [], [' wrong_type']],
    ['no combinator', { rules: [one] }, ['combinator not_allowed']],
    ['an unknown combinator', { combinator: 'xor', rules: [one] }, ['combinator not_allowed']],
    ['a "not" of text', { ...allOf(one), not: 'yes' }, ['not wrong_type']],
    ['an unknown member', { ...allOf(one), id: 'x' }, ['id unknown_field']],
    ['no rules', { combinator: 'and' }, ['rules wrong_type']],
    ['an empty group', allOf(), ['rules too_few']],
    ['an empty group within', allOf(one, anyOf()), ['rules.1.rules too_few']],
    ['groups too deep', nested(MAX_DEPTH + 1), [`${Array(MAX_DEPTH).fill('rules.0').join('.')} too_deep`]],
    ['a group too wide', anyOf(...Array<typeof one>(MAX_RULES_IN_GROUP + 1).fill(one)), ['rules too_many']],
    ['too many conditions', wide(5, MAX_CONDITIONS / 5 + 1), [expect.stringMatching(/too_many$/)]],
    ['a condition of null', { combinator: 'and', rules: [null] }, ['rules.0 wrong_type']],
    ['an unknown field', { combinator: 'and', rules: [{ ...one, field: 'toString' }] }, ['rules.0.field not_allowed']],
    [
      'an unknown operator',
      { combinator: 'and', rules: [{ ...one, operator: 'like' }] },
      ['rules.0.operator not_allowed'],
    ],
    ['an operator of another type', allOf(condition('tier', '<', 'BASE')), ['rules.0.operator not_allowed']],
    ['code', { combinator: 'and', rules: [{ ...one, value: 'process.exit()' }] }, ['rules.0.value not_valid']],
    ['a ninth day', allOf(condition('weekday', '=', 9)), ['rules.0.value not_valid']],
    ['a fraction', allOf(condition('amount', '>', 0.5)), ['rules.0.value not_valid']],
    ['more than a till takes', allOf(condition('amount', '>', 100_000_000_001)), ['rules.0.value not_valid']],
    ['a time that is none', allOf(condition('localTime', '<', '25:00')), ['rules.0.value not_valid']],
    ['a date that is none', allOf(condition('date', '=', '2026-02-30')), ['rules.0.value not_valid']],
    ['a text for a flag', allOf(condition('firstSale', '=', 'true')), ['rules.0.value not_valid']],
    ['an id that is none', allOf(condition('restaurant', '=', 'here')), ['rules.0.value not_valid']],
    ['an empty text', allOf(condition('sku', '=', '')), ['rules.0.value not_valid']],
    ['one value of two', allOf(condition('amount', 'between', [1])), ['rules.0.value wrong_type']],
    ['an empty list', allOf(condition('sku', 'in', [])), ['rules.0.value too_few']],
    ['no list', allOf(condition('sku', 'in', 'a')), ['rules.0.value wrong_type']],
    ['a value twice', allOf(condition('sku', 'in', ['a', 'a'])), ['rules.0.value not_valid']],
    ['a value too much', allOf(condition('sku', 'null', 'a')), ['rules.0.value wrong_type']],
    ['a wrong value in a list', allOf(condition('weekday', 'in', [1, 8])), ['rules.0.value.1 not_valid']],
    ['an unknown tier', allOf(condition('tier', '=', 'X')), ['rules.0.value not_allowed']],
    ['an unknown tier of several', allOf(condition('tier', 'in', ['BASE', 'X'])), ['rules.0.value.1 not_allowed']],
    ['an end before the beginning', allOf(condition('amount', 'between', [2, 1])), ['rules.0.value not_valid']],
    ['no time at all', allOf(condition('localTime', 'between', ['10:00', '10:00'])), ['rules.0.value not_valid']],
    ['two days at once', allOf(one, condition('weekday', '=', 2)), ['rules.1 never_holds']],
    [
      'two days at once, under "not"',
      { ...anyOf(condition('weekday', '!=', 1), condition('weekday', '!=', 2)), not: true },
      ['rules.1 never_holds'],
    ],
    [
      'nothing left over',
      allOf(condition('amount', '>', 10), allOf(condition('amount', '<', 11))),
      ['rules.1.rules.0 never_holds'],
    ],
    ['below nothing', allOf(condition('amount', '<', 0)), ['rules.0 never_holds']],
    ['every day but all', allOf(condition('weekday', 'notIn', [1, 2, 3, 4, 5, 6, 7])), ['rules.0 never_holds']],
    ['one branch of several', anyOf(one, allOf(one, condition('weekday', '>', 1))), ['rules.1.rules.1 never_holds']],
    [
      'no category that is one',
      allOf(condition('category', 'null', null), condition('category', '=', 'a')),
      ['rules.1 never_holds'],
    ],
    ['no tier left', allOf(condition('tier', '!=', 'BASE')), ['rules.0 never_holds']],
    [
      'a flag both ways',
      allOf(condition('firstSale', '=', true), condition('firstSale', '!=', true)),
      ['rules.1 never_holds'],
    ],
    [
      'no minute of the night',
      allOf(
        condition('localTime', 'between', ['22:00', '02:00']),
        condition('localTime', 'between', ['02:00', '22:00']),
      ),
      ['rules.1 never_holds'],
    ],
  ])('refuses %s with its place', (_what, when, places) => {
    expect(placesOf(when)).toEqual(places);
  });

  it('is taken up to its limits, whatever combines with whatever', () => {
    expect(placesOf(null)).toEqual([]);
    expect(placesOf(nested(MAX_DEPTH))).toEqual([]);
    expect(placesOf(wide(4, MAX_RULES_IN_GROUP))).toEqual([]);
    expect(placesOf(anyOf(one, condition('weekday', '=', 2)))).toEqual([]);
    expect(placesOf(allOf(condition('category', '!=', 'a'), condition('category', 'notIn', ['b'])))).toEqual([]);
    expect(
      placesOf(allOf(condition('localTime', '>=', '10:00'), condition('localTime', 'notBetween', ['12:00', '24:00']))),
    ).toEqual([]);
  });

  it('is looked at no deeper than the limit, however deep it is', () => {
    let deep: unknown = one;
    for (let depth = 0; depth < 100_000; depth += 1) deep = { combinator: 'and', rules: [deep] };
    expect(mistakesOfShape(deep)).toHaveLength(1);
  });

  it('is said never to hold only where no sale could meet it', () => {
    const guests = [null, 301, 415].map((birthday) => newGuest(birthday));
    fc.assert(
      fc.property(
        ruleTrees,
        fc.array(
          fc.record({
            total: fc.integer({ min: 1, max: 20_000 }),
            category: fc.constantFrom('pizza', null),
            hours: fc.nat(1_500),
            card: fc.boolean(),
          }),
          { minLength: 5, maxLength: 30 },
        ),
        (tree, sales) => {
          const mistakes = mistakesOfMeaning(tree, ['T0', 'T1', 'T2']);
          if (!mistakes.some(({ code, path }) => code === 'never_holds' && isAndAll(tree, path))) return;
          const document = programOf({
            tiers: [tierOf('T0')],
            earning: earningOf({ rules: [pointsRule('r', 5, tree)] }),
          });
          for (const [index, { total, category, hours, card }] of sales.entries()) {
            const act = saleOf(total, {
              lines: [lineOf(total, { category })],
              occurredAt: NOON + hours * HOUR,
              paymentMethod: card ? 'card' : null,
            });
            const story = new Story(document, guests[index % guests.length], calendarAt());
            expect(
              story
                .at(act.occurredAt)
                .done(act)
                .trace.find(({ rule }) => rule === 'earning.rule.r')?.amount,
            ).toBe(0);
          }
        },
      ),
      runs(400),
    );
  });
});

/** Whether all the groups above the place hold only if all of their parts do. */
function isAndAll(tree: RuleGroup, path: readonly (string | number)[]): boolean {
  let negated = false;
  let group: RuleGroup = tree;
  for (let at = 0; at < path.length; at += 2) {
    negated = negated !== (group.not === true);
    if ((group.combinator === 'and') === negated) return false;
    const next = group.rules[path[at + 1] as number];
    if (next === undefined || !('rules' in next)) return true;
    group = next;
  }
  return true;
}
