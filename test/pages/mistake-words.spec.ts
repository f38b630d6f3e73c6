import fs from 'node:fs';
import { wordOfMistake } from '../../web/src/admin/programs/editor/mistake-words.rules';

test('no code of the server is without words of the editor', () => {
  const faults: object = JSON.parse(fs.readFileSync('words/faults/en.json', 'utf8')) as object;
  const codes = Object.keys(faults).filter((key) => !key.startsWith('@'));
  expect(codes.filter((code) => wordOfMistake({ path: 'tiers[0]', code }) === undefined)).toEqual([]);
});
