import type { RuleGroupType } from 'react-querybuilder';
import { divideGoods, joinGoods } from './plain-goods.rules';

const drinks = { field: 'category', operator: '=', value: 'Drinks' };
const cola = { field: 'sku', operator: 'in', value: ['COLA', 'TEA'] };
const large = { field: 'amount', operator: '>=', value: 100_000 };
const all = (...rules: RuleGroupType['rules']): RuleGroupType => ({ combinator: 'and', rules });
const any = (...rules: RuleGroupType['rules']): RuleGroupType => ({ combinator: 'or', rules });

describe('The goods of a campaign in plain fields', () => {
  it.each<[name: string, when: RuleGroupType]>([
    ['a category', all(drinks)],
    ['items', all(cola)],
    ['a category or items', all(any(drinks, cola))],
    ['a category and another condition', all(drinks, large)],
    ['a category, and any of other conditions', all(drinks, any(large, cola))],
    ['conditions without goods', any(large, { field: 'firstSale', operator: '=', value: true })],
    ['goods that are left out', all({ field: 'category', operator: '!=', value: 'Drinks' })],
  ])('come back as they were: %s', (_, when) => {
    const { goods, rest } = divideGoods(when);
    expect(joinGoods(goods, rest)).toEqual(when);
  });

  it('are shown apart from the other conditions', () => {
    expect(divideGoods(all(large, any(drinks, cola)))).toEqual({
      goods: { categories: ['Drinks'], skus: ['COLA', 'TEA'] },
      rest: all(large),
    });
    // A template names a category that is not chosen yet.
    expect(divideGoods(all({ ...drinks, value: '' }))).toEqual({ goods: { categories: [], skus: [] }, rest: null });
  });

  it('leave nothing behind when they are cleared', () => {
    expect(joinGoods({ categories: [], skus: [] }, null)).toBeNull();
    expect(joinGoods({ categories: [], skus: [] }, all(large))).toEqual(all(large));
  });
});
