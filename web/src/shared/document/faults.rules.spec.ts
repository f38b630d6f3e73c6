import type { Members } from '../described/operation';
import { faultsOf } from './faults.rules';

const MEMBERS = {
  code: { type: 'text', least: 1, needed: true },
  name: { type: 'group', needed: true, members: { ru: { type: 'text', least: 1 } } },
  cost: { type: 'number', least: 0, most: 10, needed: true },
  until: { type: 'moment', needed: true, orNull: true },
  gift: {
    type: 'kinds',
    by: 'kind',
    kinds: {
      AMOUNT: { amount: { type: 'number', least: 1, needed: true } },
      GOODS: { skus: { type: 'list', least: 1, needed: true, of: { type: 'text', least: 1 } } },
    },
  },
} as const satisfies Members;

const WHOLE = { code: 'A', name: { ru: 'Кофе' }, cost: 5, until: null, gift: { kind: 'AMOUNT', amount: 3 } };

test.each<[object, string[]]>([
  [{}, []],
  [{ cost: '' }, ['cost required']],
  [{ cost: '1,2,3' }, ['cost wrong_type']],
  [{ cost: 11 }, ['cost too_big']],
  [{ until: undefined }, ['until required']],
  [{ code: ' ' }, ['code required']],
  [{ name: { ru: ' ' } }, []],
  [{ gift: { kind: 'AMOUNT', amount: 0 } }, ['gift.amount too_small']],
  [{ gift: { kind: 'GOODS', skus: [] } }, ['gift.skus required']],
  [{ gift: { kind: 'GOODS', skus: ['A', ''] } }, ['gift.skus[1] required']],
])('%j has the faults %j', (changes, expected) => {
  expect(faultsOf(MEMBERS, { ...WHOLE, ...changes }).map(({ path, code }) => `${path} ${code}`)).toEqual(expected);
});
