import { keyAct } from './act-key';

test('the same body is asked again under the same key, another under another', () => {
  const first = keyAct({ amount: 100 }, null);
  expect(keyAct({ amount: 100 }, first)).toBe(first);
  expect(keyAct({ amount: 200 }, first).key).not.toBe(first.key);
});
