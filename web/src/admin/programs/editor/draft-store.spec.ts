import { DraftStore, saysTheSame } from './draft-store';

const DOCUMENT = { name: 'Club', tiers: [{ code: 'BASE' }, { code: 'GOLD', needs: { spend: 100 } }] };

test('a change leaves the parts that it does not touch the same objects', () => {
  const store = new DraftStore(DOCUMENT);
  store.set(['tiers', 1, 'needs', 'spend'], 200);
  expect(store.get(['tiers', 1, 'needs', 'spend'])).toBe(200);
  expect(store.get(['tiers', 0])).toBe(DOCUMENT.tiers[0]);
  expect(DOCUMENT.tiers[1]?.needs?.spend).toBe(100);
});

test('a mistake of the server is found at its field, and at the part it stands in', () => {
  const store = new DraftStore(DOCUMENT);
  const mistake = { path: 'tiers[1].needs.spend', code: 'too_small' };
  store.setMistakes([mistake]);
  expect(store.mistakeAt(['tiers', 1, 'needs', 'spend'], false)).toBe(mistake);
  expect(store.mistakeAt(['tiers', 1], false)).toBeUndefined();
  expect(store.mistakeAt(['tiers', 1], true)).toBe(mistake);
  expect(store.mistakeAt(['tiers', 0], true)).toBeUndefined();
});

test('documents are compared by what they say', () => {
  expect(saysTheSame({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1, c: undefined })).toBe(true);
  expect(saysTheSame({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  expect(saysTheSame({ a: [] }, { a: {} })).toBe(false);
  expect(saysTheSame({ a: 1 }, { a: '1' })).toBe(false);
});
