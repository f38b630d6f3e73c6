import { faultsInEnglish } from '../../src/platform/http/catalogue/faults.en';
import { wordOfMistake } from '../../web/src/admin/programs/editor/mistake-words.rules';

test('no code of the server is without words of the editor', () => {
  const codes = Object.keys(faultsInEnglish);
  expect(codes.filter((code) => wordOfMistake({ path: 'tiers[0]', code }) === undefined)).toEqual([]);
});
