import { DocumentStore, saysTheSame } from './document-store';

const DOCUMENT = { name: 'Club', tiers: [{ code: 'BASE' }, { code: 'GOLD', needs: { spend: 100 } }] };

test('a change leaves the parts that it does not touch the same objects', () => {
  const store = new DocumentStore(DOCUMENT);
  store.set(['tiers', 1, 'needs', 'spend'], 200);
  expect(store.get(['tiers', 1, 'needs', 'spend'])).toBe(200);
  expect(store.get(['tiers', 0])).toBe(DOCUMENT.tiers[0]);
  expect(DOCUMENT.tiers[1]?.needs?.spend).toBe(100);
});

test('a mistake of the server is found at its field, and at the part it stands in', () => {
  const store = new DocumentStore(DOCUMENT);
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

test('a step back takes what was typed into one field, and a saved document has no changes', () => {
  const store = new DocumentStore(DOCUMENT);
  for (const name of ['C', 'Ca', 'Cafe']) store.set(['name'], name);
  store.set(['tiers', 0, 'code'], 'FIRST');
  expect(store.isChanged()).toBe(true);
  store.undo();
  expect(store.whole()).toEqual({ ...DOCUMENT, name: 'Cafe' });
  store.undo();
  expect([store.whole(), store.canUndo(), store.isChanged()]).toEqual([DOCUMENT, false, false]);
  store.set(['name'], 'Bar');
  store.keep();
  expect(store.isChanged()).toBe(false);
});

test('a part that follows from the others is no change, unless the saved document lacks it', () => {
  const store = new DocumentStore({ name: 'Club', message: {}, other: null });
  store.follow(['message'], { text: 'Welcome to the Club' });
  expect([store.get(['message', 'text']), store.isChanged()]).toEqual(['Welcome to the Club', false]);
  expect(store.canUndo()).toBe(false);
  store.follow(['other'], { text: 'Welcome' });
  expect(store.isChanged()).toBe(true);
});

test('a colleague\u2019s version is taken over with what was changed here', () => {
  const store = new DocumentStore(DOCUMENT);
  store.set(['tiers'], []);
  store.rebase({ ...DOCUMENT, name: 'Bar' });
  expect([store.whole(), store.isChanged()]).toEqual([{ name: 'Bar', tiers: [] }, true]);
});

test('only a mistake at the path of an input is said by it', () => {
  const store = new DocumentStore(DOCUMENT);
  const gone = store.draws(['tiers', 1, 'needs', 'spend']);
  expect(store.drawnPaths()).toEqual(['tiers[1].needs.spend']);
  gone();
  expect(store.drawnPaths()).toEqual([]);
});
