import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newId } from '../../src/platform/ids/ids';
import { type Acts, ExampleTills } from '../support/till-check/example-till';
import { iikoTill } from '../support/till-check/iiko-till';
import { failuresOf, idsOf, playAt, readReport, tillCheck } from '../support/till-check/kit';
import { rkeeperTill } from '../support/till-check/rkeeper-till';

/** All runs go in parallel, because they mostly wait. */
const RUNS_MS = 300_000;

type Run = Awaited<ReturnType<typeof playAt>>;

describe('the conformance kit at whole tills', () => {
  const tills = new ExampleTills();
  const { folder } = tills;
  const keyFile = path.join(folder, 'key.pem');
  const stops: (() => Promise<void>)[] = [];
  const runs = {} as Record<'example' | 'rkeeper' | 'iiko' | 'forgetsKeys' | 'hasty' | 'floats', Run>;

  beforeAll(async () => {
    const [rkeeper, iiko] = await Promise.all([rkeeperTill(), iikoTill()]);
    stops.push(rkeeper.stop, iiko.stop);
    const urls = {
      example: await tills.start('example'),
      rkeeper: rkeeper.url,
      iiko: iiko.url,
      forgetsKeys: await tills.start('forgets', { request: newKeyEachTry }),
      hasty: await tills.start('hasty', { response: (headers) => delete headers['retry-after'] }),
      floats: await tills.start('floats', {}, throughFloats),
    };
    await Promise.all(
      Object.entries(urls).map(async ([name, url]) => {
        const key = name === 'example' ? ['--key', keyFile] : [];
        runs[name as keyof typeof urls] = await playAt(url, path.join(folder, name), '--till-seconds', '30', ...key);
      }),
    );
  }, RUNS_MS);
  afterAll(async () => {
    for (const stop of stops) await stop();
    await tills.stop();
  });

  it('passes a till over the typed client in every exchange', () => {
    const { code, report, output } = runs.example;
    expect([failuresOf(runs.example), idsOf(runs.example, 'LEFT_OUT'), code]).toEqual([[], [], 0]);
    expect(report.counts.passed).toBe(report.all);
    expect(report.all).toBeGreaterThanOrEqual(40);
    expect(output).toContain(`Passed: ${String(report.all)} of ${String(report.all)} exchanges`);
  });

  it.each([
    ['rkeeper', 'R-Keeper 7', 45, ['points-database-away', 'restarted', 'kept', 'offline-partly']],
    ['iiko', 'iiko', 40, ['sale-anonymous', 'restarted', 'kept', 'offline-partly']],
  ] as const)('passes the double of %s', (name, title, least, some) => {
    const { code, report } = runs[name];
    expect([failuresOf(runs[name]), code, report.till.name]).toEqual([[], 0, title]);
    expect(report.counts.passed).toBeGreaterThanOrEqual(least);
    expect(idsOf(runs[name], 'PASSED')).toEqual(expect.arrayContaining([...some]));
  });

  it('fails a till that makes a new key for each try, where something is sent again and nowhere else', () => {
    const repeated = runs.example.report.exchanges.filter(({ checks }) =>
      checks.some(({ code }) => code === 'same-key'),
    );
    // The keys of a batch's acts are in its body, which is repeated unchanged. Kept sales and parts of receipts have checks of their own.
    const wanted = [...repeated.map(({ id }) => id), 'kept-asked-later', 'split-lost-answer'];
    wanted.splice(wanted.indexOf('offline-lost-answer'), 1);
    expect(idsOf(runs.forgetsKeys, 'FAILED').sort()).toEqual(wanted.sort());
    expect(runs.forgetsKeys.code).toBe(1);
    expect(runs.forgetsKeys.output).toContain('– Each try has the same key');
  });

  it('fails a till that does not wait as long as it is asked, and one that counts money in fractions, in their exchanges alone', () => {
    expect(idsOf(runs.hasty, 'FAILED')).toEqual(['retry-after-503', 'retry-after-429', 'in-progress']);
    expect(idsOf(runs.floats, 'FAILED')).toEqual(['money-minor', 'money-large']);
  });

  it('signs the report, which shows when it was changed or signed by somebody else', async () => {
    const file = path.join(folder, 'example/report.json');
    const { publicKey } = runs.example.signature;
    const right = await tillCheck('verify', file);
    expect(right).toMatchObject({ code: 0, output: expect.stringContaining(publicKey) as string });
    expect(await tillCheck('verify', file, '--signed-by', publicKey)).toMatchObject({ code: 0 });
    expect(await tillCheck('verify', file, '--signed-by', 'cd'.repeat(32), '--language', 'ru')).toMatchObject({
      code: 1,
      output: `Отклонено. Его подписал другой ключ: ${publicKey}\n`,
    });
    const other = path.join(folder, 'other.json');
    const verify = async (content: string) => {
      writeFileSync(other, content);
      return (await tillCheck('verify', other)).output;
    };
    const failed = readFileSync(path.join(folder, 'floats/report.json'), 'utf8');
    expect(await verify(failed)).toContain('Right.');
    expect(await verify(failed.replace('"FAILED"', '"PASSED"'))).toBe('Refused. It was changed after it was signed.\n');
    for (const text of ['{', '{}', 'null', '{"report":{"form":1,"exchanges":[]},"signature":{"publicKey":"x"}}'])
      expect(await verify(text)).toMatch(/^Refused\. /);
    // The key file is made once, so it signs the next report too.
    const next = path.join(folder, 'next');
    await playAt(await tills.start('next'), next, '--key', keyFile, '--only', 'sale');
    expect(readReport(next).signature.publicKey).toBe(publicKey);
  });

  it('writes pages in both languages, and no API key into a report', () => {
    const page = (language: string) => readFileSync(path.join(folder, `floats/report.${language}.html`), 'utf8');
    for (const text of ['Деньги в копейках', 'Не пройдено обменов: 2 из', 'Каждая часть записана своему гостю'])
      expect([text, page('ru').includes(text)]).toEqual([text, true]);
    for (const text of ['Money in minor units', 'Failed: 2 of', 'Each part is that of its guest'])
      expect([text, page('en').includes(text)]).toEqual([text, true]);
    expect(/\{[a-zA-Z]+\}/.exec(page('en'))).toBeNull();
    expect(JSON.stringify(runs.example.report).includes('lk_')).toBe(false);
  });

  it('has each text in both languages', async () => {
    const wordsOf = (language: string) =>
      JSON.parse(readFileSync(`packages/till-check/words/${language}.json`, 'utf8')) as Record<string, object>;
    const [en, ru] = [wordsOf('en'), wordsOf('ru')];
    const pathsOf = (words: Record<string, object>) =>
      Object.entries(words).flatMap(([room, texts]) => Object.keys(texts).map((name) => `${room}.${name}`));
    expect(pathsOf(ru)).toEqual(pathsOf(en));
    expect(Object.keys(en['exchanges'] ?? {})).toEqual(runs.example.report.exchanges.map(({ id }) => id));
    const codes = Object.values(runs).flatMap(({ report }) => report.exchanges.flatMap(({ checks }) => checks));
    for (const { code } of codes) expect(Object.keys(en['checks'] ?? {})).toContain(code);
    const { output } = await tillCheck('list', '--language', 'ru');
    expect(output.trim().split('\n')).toHaveLength(runs.example.report.all);
  });
});

function newKeyEachTry(headers: Record<string, string | string[] | undefined>): void {
  if (headers['idempotency-key'] !== undefined) headers['idempotency-key'] = newId();
}

/** Computes money as a till does that keeps roubles in floating point and truncates to kopecks. */
function throughFloats(acts: Acts): Acts {
  const cut = (minor: number) => Math.floor((minor / 100) * 100);
  const sell = (asked: { check: { total: number; lines: { total: number; unitPrice: number }[] } }) => {
    const lines = asked.check.lines.map((line) => ({
      ...line,
      total: cut(line.total),
      unitPrice: cut(line.unitPrice),
    }));
    const total = lines.reduce((sum, line) => sum + line.total, 0);
    return acts['sell']?.({ ...asked, check: { ...asked.check, lines, total } });
  };
  return { ...acts, sell };
}
