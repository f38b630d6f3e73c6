import { memberOf, sql, type StatementSource, statementOf, when } from './sql';

const written = (...source: StatementSource) => statementOf(source);

describe('a template of SQL', () => {
  it('numbers its values by their places', () => {
    expect(written`SELECT a FROM b WHERE c = ${'x'} AND d = ANY (${['y', 'z']}) LIMIT ${3}`).toEqual({
      text: 'SELECT a FROM b WHERE c = $1 AND d = ANY ($2) LIMIT $3',
      values: ['x', ['y', 'z'], 3],
      isTemplate: true,
    });
  });

  it('takes parts, whose values count where the part stands', () => {
    const inner = sql`b = ${2} OR ${sql`c = ${3}`}`;
    expect(written`SELECT WHERE a = ${1} AND (${inner}) AND d = ${4}`).toMatchObject({
      text: 'SELECT WHERE a = $1 AND (b = $2 OR c = $3) AND d = $4',
      values: [1, 2, 3, 4],
    });
  });

  it('leaves a part out whose condition does not hold', () => {
    const named = (name: string | null) =>
      written`SELECT WHERE a = ${1} ${when(name !== null, sql`AND name = ${name}`)} LIMIT ${2}`;
    expect(named('x')).toMatchObject({ text: 'SELECT WHERE a = $1 AND name = $2 LIMIT $3', values: [1, 'x', 2] });
    expect(named(null)).toMatchObject({ text: 'SELECT WHERE a = $1  LIMIT $2', values: [1, 2] });
  });

  it('never reads a value as SQL', () => {
    expect(written`SELECT ${"'; DROP TABLE guests; --"}`).toMatchObject({ text: 'SELECT $1' });
  });
});

it('leaves a text with values as it is', () => {
  expect(written('SELECT $1', [1])).toEqual({ text: 'SELECT $1', values: [1], isTemplate: false });
});

it.each([
  ['sold_restaurant_id', 'soldRestaurantId'],
  ['last4', 'last4'],
  ['phone_last4_index', 'phoneLast4Index'],
  ['day_30', 'day30'],
  ['fullName', 'fullName'],
  ['total!', 'total'],
])('the column %s is the member %s', (column, member) => {
  expect(memberOf(column)).toBe(member);
});
