import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LANGUAGES } from '../../language/language';
import { PROBLEM_STATUS, type ProblemCode } from '../../problems/problem-codes';
import { faults } from '../../../generated/words/faults';
import { problems } from '../../../generated/words/problems';
import { faultWords, problemWords } from './catalogue';

const codes = Object.keys(PROBLEM_STATUS) as ProblemCode[];
const document = readFileSync(path.resolve('docs/errors.md'), 'utf8');

describe('the catalogue of problems', () => {
  it('has the texts of every code and of no other', () => {
    expect(Object.keys(problems.en).sort()).toEqual(
      codes.flatMap((code) => [`${code}.detail`, `${code}.title`]).sort(),
    );
  });

  it.each(codes)(
    '%s says what to do without any data or path, and stands in docs/errors.md with its status',
    (code) => {
      for (const language of LANGUAGES)
        expect(problemWords(code, {}, language).detail).not.toMatch(/undefined|^$|\/api\//);
      expect(document).toContain(`| \`${code}\` | ${String(PROBLEM_STATUS[code])} |`);
    },
  );

  it('has no code in docs/errors.md that does not exist', () => {
    const documented = [...document.matchAll(/^\| `(\w+)` \| \d+ \|/gm)].map((match) => match[1]);
    expect(documented.sort()).toEqual([...codes].sort());
  });

  it('has each fault in docs/errors.md', () => {
    for (const code of Object.keys(faults.en)) expect(document).toContain(`\`${code}\``);
  });

  it('has words for every fault that a schema of the sources names', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(?<!spec)\.ts$/.test(file),
    );
    const named = sources.flatMap((file) =>
      [...readFileSync(path.join('src', file), 'utf8').matchAll(/params: \{ code: '(\w+)'/g)].map(
        (match) => match[1] ?? '',
      ),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((code) => !(code in faults.en))).toEqual([]);
  });
});

describe('words', () => {
  it('use the first detail whose names are all there', () => {
    expect(problemWords('insufficient_points', { available: 1234 }, 'en').detail).toBe(
      '1,234 points are available. Use no more than that.',
    );
    expect(problemWords('insufficient_points', {}, 'en').detail).toBe('Use fewer points.');
    expect(problemWords('insufficient_points', { available: null }, 'ru').detail).toBe('Спишите меньше баллов.');
  });

  it('tell a sum as money of the network, and no bare minor units', () => {
    const named = { min: 50_000, missing: 17_950, currency: 'RUB' };
    expect(problemWords('order_minimum_not_met', named, 'ru').detail.replaceAll('\u00a0', ' ')).toBe(
      'Нужно не меньше 500,00 ₽, не хватает 179,50 ₽. Добавьте что-нибудь или оставьте награду на другой раз.',
    );
    expect(problemWords('order_minimum_not_met', { ...named, currency: 'GBP' }, 'en').detail).toContain('£500.00');
    expect(problemWords('order_minimum_not_met', { min: 50_000, missing: 17_950 }, 'en').detail).toContain('500.00');
  });

  it('tell a fault of an unknown code as one that does not fit', () => {
    expect(faultWords('of_a_rule_of_its_own', {}, 'en')).toBe('Not valid.');
    expect(faultWords('too_big', { max: 5 }, 'ru')).toBe('Не больше 5.');
    expect(faultWords('too_small', { above: 0 }, 'en')).toBe('Must be more than 0.');
  });
});
