import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

/** A project of its own with one layer of the server. */
describe('The compiler of the words', () => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'loyalty-words-'));
  afterAll(() => rmSync(scratch, { recursive: true }));

  beforeAll(() => {
    for (const part of ['scripts', 'package.json'])
      cpSync(path.join(ROOT, part), path.join(scratch, part), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(scratch, 'node_modules'));
    const side = (layers: string[], output: string) => ({
      layers,
      output,
      formatters: { number: 'number', money: 'number' },
      loads: false,
    });
    const sides = { server: side(['till'], 'made'), web: side([], 'made-for-pages') };
    writeFileSync(path.join(scratch, 'scripts/words/sides.mjs'), `export const SIDES = ${JSON.stringify(sides)};`);
  });

  /** Compiles texts in English, and the same or others in Russian, and in a made-up language where they are given. */
  function compile(en: object, ru: object = en, qq?: object): string[] {
    rmSync(path.join(scratch, 'words'), { recursive: true, force: true });
    mkdirSync(path.join(scratch, 'words/till'), { recursive: true });
    const write = (file: string, content: object) =>
      writeFileSync(path.join(scratch, 'words', file), JSON.stringify(content, null, 2));
    write('languages.json', {
      en: { name: 'English' },
      ru: { name: 'Русский' },
      qq: { name: 'Made-up', fallback: 'ru' },
    });
    write('till/en.json', en);
    write('till/ru.json', ru);
    if (qq !== undefined) write('till/qq.json', qq);
    const { stderr } = spawnSync(process.execPath, [path.join(scratch, 'scripts/words.mjs')], { encoding: 'utf8' });
    return stderr.split('\n').filter((line) => line !== '');
  }

  const made = (file: string): string => readFileSync(path.join(scratch, 'made', file), 'utf8');

  it('makes functions with typed arguments from nested keys', () => {
    expect(
      compile(
        {
          '@': 'a note',
          sale: { done: '{points, plural, one {# point} other {# points}}: −{value, money}', title: "Can't" },
        },
        {
          sale: {
            done: '{points, plural, one {# балл} few {# балла} other {# баллов}}: −{value, money}',
            title: 'Нельзя',
          },
        },
      ),
    ).toEqual([]);
    expect(made('till/arguments.ts')).toContain(
      '"sale.done": { points: number; value: number };\n  "sale.title": {};\n',
    );
    expect(made('till/en.ts')).toContain(`"sale.title": () => "Can't",`);
    expect(made('till/ru.ts')).toContain("f.plural(a.points, 'ru')");
    expect(made('till/index.ts')).toContain('{ en, ru, qq: ru }');
  });

  it('lets a partial language lack texts, and takes those of its fallback', () => {
    const texts = { one: 'One', two: 'Two' };
    expect(compile(texts, texts, { one: 'Qa' })).toEqual([]);
    expect(made('till/qq.ts')).toContain(`import { words as fallback } from './ru';`);
    expect(made('till/qq.ts')).toContain('...fallback,\n  "one": () => "Qa",\n}');
  });

  it('leaves what has not changed as it is, and removes what no catalogue makes', () => {
    compile({ one: 'One' }, { one: 'Один' }, { one: 'Qa' });
    const [before, touched] = [made('till/ru.ts'), statSync(path.join(scratch, 'made/till/ru.ts')).mtimeMs];
    compile({ one: 'One' }, { one: 'Один' });
    expect(made('till/ru.ts')).toBe(before);
    expect(statSync(path.join(scratch, 'made/till/ru.ts')).mtimeMs).toBe(touched);
    expect(existsSync(path.join(scratch, 'made/till/qq.ts'))).toBe(false);
  });

  it.each([
    [
      'a text that a language lacks',
      { a: 'A', b: 'B' },
      { a: 'A' },
      ['words/till/ru.json lacks b, which words/till/en.json has.'],
    ],
    [
      'a text too many',
      { a: 'A' },
      { a: 'A', b: 'B' },
      ['words/till/ru.json:3:8 b: words/till/en.json has no such text.'],
    ],
    [
      'an argument that a language leaves out',
      { a: 'A {n, number}' },
      { a: 'A' },
      ['words/till/ru.json:2:8 a: does not use {n}, as en does.'],
    ],
    ['an argument too many', { a: 'A' }, { a: 'A {n}' }, ['words/till/ru.json:2:8 a: uses {n}, which en does not.']],
    [
      'an argument of another type',
      { a: '{n}' },
      { a: '{n, money}' },
      ['words/till/ru.json:2:8 a: uses {n} as number, and en as string.'],
    ],
    [
      'an argument that may be missing',
      { a: ['{n} left', 'None left'] },
      { a: 'Осталось {n}' },
      ['words/till/ru.json:2:8 a: always uses {n}, and en does without it.'],
    ],
  ])('names %s with its place', (_, en, ru, faults) => {
    expect(compile(en, ru)).toEqual(faults);
  });

  it.each([
    [
      'a plural form that the language does not have',
      '{n, plural, one {#} few {#} other {#}}',
      'The plural case few is not valid in this locale',
    ],
    ['a formatter that is not there', '{n, monney}', '{n, monney} names no formatter; there are number, money'],
    ['a choice without an other case', '{n, select, A {a}}', '{n} has no case "other"'],
    ['a brace that is not closed', 'Left: {n', 'Unexpected message end'],
    ['an argument of two types', '{n} and {n, number}', 'uses {n} as string and as number'],
  ])('refuses %s', (_, text, reason) => {
    expect(compile({ a: text }, { a: 'x' })).toEqual([expect.stringContaining(`words/till/en.json:2:8 a: ${reason}`)]);
  });

  it('asks for the plural forms of the language', () => {
    expect(compile({ a: '{n, plural, one {#} other {#}}' })).toEqual([
      'words/till/ru.json:2:8 a: {n} lacks a plural form: "other" stands for many and few.',
    ]);
  });
});
