import type { ProgramDocument } from '../../../entities/program/program.api';
import { parseScale, scaledPreset } from './scale.rules';

test.each([
  ['1/50', 1, 50],
  ['0.02', 1, 50],
  ['0,02', 1, 50],
  ['2', 2, 1],
  ['100 / 5', 20, 1],
  ['1,5/3', 1, 2],
])('%j is %d/%d', (typed, numerator, denominator) => {
  expect(parseScale(typed)).toEqual({ numerator, denominator });
});

test.each(['', '0', '1/0', '-2', '1/2/3', 'x', '10000001'])('%j is no factor', (typed) => {
  expect(parseScale(typed)).toBeNull();
});

test('a factor that leaves a part of the smallest unit is refused', () => {
  const document = {
    tiers: [{ code: 'GOLD', needs: { spend: 100_000 } }],
    earning: { base: { step: 1_000 } },
    pointValue: 1_000_000,
  } as unknown as ProgramDocument;
  expect(scaledPreset(document, { numerator: 1, denominator: 50 })).toEqual({
    tiers: [{ code: 'GOLD', spend: 2_000 }],
    step: 20,
    pointValue: 20_000,
  });
  expect(scaledPreset(document, { numerator: 1, denominator: 3 })).toBeNull();
});
