import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const WORDS = path.resolve(__dirname, '../../words');

/** All Russian texts with their layers, each as `layer: text`. */
function russianTexts(): string[] {
  const layers = readdirSync(WORDS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return layers.flatMap(({ name }) => {
    const texts: string[] = [];
    JSON.parse(readFileSync(path.join(WORDS, name, 'ru.json'), 'utf8'), (_, value: unknown) => {
      if (typeof value === 'string') texts.push(`${name}: ${value}`);
      return value;
    });
    return texts;
  });
}

describe('A Russian text', () => {
  const texts = russianTexts();

  it.each([
    ['calls a text message СМС, except as a code by which a text chooses', /(?<!select, )\bSMS\b(?! \{)/],
    ['calls a file of guests импорт, not as pages call their waiting', /загрузк(?!а…)/i],
  ])('%s', (_, otherName) => {
    expect(texts.length).toBeGreaterThan(5_000);
    expect(texts.filter((text) => otherName.test(text))).toEqual([]);
  });

  it('of a problem shows money as an amount, not in minor units', () => {
    const problems = texts.filter((text) => text.startsWith('problems: '));
    expect(problems.filter((text) => text.includes('минимальных единиц'))).toEqual([]);
  });
});
