import fc from 'fast-check';
import { documents } from '../../../../test/support/decision/arbitraries';
import { runs } from '../../../../test/support/decision/runs';
import { PRESETS } from '../../program-document/presets';
import { parseProgramFile, programFile } from './program-file.rules';

const OWNER = { network: 'trattoria', currency: 'RUB' };
const written = (document: (typeof PRESETS)['points-4']) =>
  programFile(document, {
    network: 'trattoria',
    reading: { language: 'en', currency: 'RUB', currencyDigits: 2, places: new Map(), cards: new Map() },
  });

describe('a program as a file', () => {
  it('comes back exactly', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const plain = JSON.parse(JSON.stringify(document)) as typeof document;
        expect(parseProgramFile(written(plain), OWNER)).toEqual({ document: plain });
      }),
      runs(40),
    );
  });

  it('says beside its figures what they mean', () => {
    const text = written(PRESETS['points-4']);
    expect(text).toContain('spend: 50000 # ₽500.00');
    expect(text).toContain('maxSharePpm: 500000 # 50 %');
    expect(text).toContain('# Guests can pay with points from: 500 points');
  });

  it.each([
    ['text: [', 'not_yaml'],
    ['7', 'not_yaml'],
    ['format: loyalty-program/2', 'wrong_format'],
    ['format: loyalty-program/1\nnetwork: other', 'other_network'],
    ['format: loyalty-program/1\nnetwork: trattoria\ncurrency: EUR', 'other_currency'],
  ])('is refused as %j', (text, code) => {
    expect(parseProgramFile(text, OWNER)).toMatchObject({ code });
  });
});
