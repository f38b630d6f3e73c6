import { faultsOf } from './schema-faults';
import { instant, line, localDate } from './schemas';

describe('a name', () => {
  const faults = (text: string) => {
    const { success, error } = line(20).safeParse(text);
    return success ? [] : faultsOf(error.issues, text).map(({ code }) => code);
  };

  it('is one line, whatever breaks it', () => {
    for (const broken of ['\n', '\r', '\t', '\v', '\u0000', '\u001b', '\u007f', '\u0085', '\u2028', '\u2029'])
      expect([broken, faults(`Soup${broken}Bar`)]).toEqual([broken, ['not_one_line']]);
    for (const one of ['Суп & Co', 'O’Neill — «Бар»', '👩🏽❤️', 'نادي']) expect([one, faults(one)]).toEqual([one, []]);
  });

  it('loses what turns its direction and what takes no room, and is nothing without more', () => {
    expect(line(20).parse('\u202EanaM\u202C')).toBe('anaM');
    expect(line(20).parse('An\u200Bna \u2066Co\u00ADnti\u2069\uFEFF \u{E0041}')).toBe('Anna Conti');
    expect(line(4).parse('A\u200D\u200Dnna')).toBe('Anna');
    expect(faults('\u200B \u3164\u2060')).toEqual(['too_short']);
  });

  it('has no outer spaces, and something between them', () => {
    expect(line(20).parse(' Soup\n')).toBe('Soup');
    expect(faults(' \n ')).toEqual(['too_short']);
    expect(faults(' '.repeat(9) + 'x'.repeat(21))).toEqual(['too_long']);
  });
});

describe('times of the API', () => {
  it('lie between 1900 and 9999, in whatever zone they are written', () => {
    const fits = (text: string) => [text, instant.safeParse(text).success];
    for (const text of [
      '1900-01-01T00:00:00Z',
      '1900-01-01T00:00:00+14:00',
      '9999-12-31T23:59:59.999Z',
      '2026-11-21T00:00:00-12:00',
    ])
      expect(fits(text)).toEqual([text, true]);
    for (const text of [
      '1899-12-31T23:59:59Z',
      '9999-12-31T23:59:59-12:00',
      '+275760-09-13T00:00:00Z',
      '2016-12-31T23:59:60Z',
      '2026-11-21T24:00:00Z',
      '2026-11-21T00:00:00+24:00',
      '2026-11-21T00:00:00',
    ])
      expect(fits(text)).toEqual([text, false]);
  });

  it('are days that end: the last of 9999 has no morrow', () => {
    const fits = (text: string) => [text, localDate.safeParse(text).success];
    for (const text of ['1900-01-01', '2028-02-29', '9999-12-30']) expect(fits(text)).toEqual([text, true]);
    for (const text of ['1899-12-31', '2026-02-29', '9999-12-31', '275760-09-13', '0000-01-01'])
      expect(fits(text)).toEqual([text, false]);
  });
});
