import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { actsOf } from '../../packages/till-check/example/acts.mjs';
import { listen } from '../../packages/till-check/example/driver.mjs';
import type { Place } from '../../packages/till-check/example/till.mjs';
import { Door } from '../../packages/till-check/platform/door.mjs';
import { FIELDS } from '../../packages/till-check/platform/fields.mjs';
import { newId } from '../../src/platform/ids/ids';
import { applicationOfWorker } from '../support/app';
import { iikoTill } from '../support/till-check/iiko-till';
import { failuresOf, idsOf, playAt, readReport, tillCheck } from '../support/till-check/kit';
import { rkeeperTill } from '../support/till-check/rkeeper-till';
import { type Tampered, tamperingProxy } from '../support/till-check/tampering-proxy';
import { TillNetwork } from '../support/till-network';

/** All runs go in parallel, because they mostly wait. */
const RUNS_MS = 300_000;

type Run = Awaited<ReturnType<typeof playAt>>;

describe('the double of the platform in the conformance kit of tills', () => {
  it('answers calls as the platform does, with the same members', async () => {
    const test = await applicationOfWorker();
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const [card, blockedCard] = ['1002170377692820', '1002170377692846'];
    const [guest, blocked] = [await network.guest(), await network.guest()];
    const credit = { type: 'MANUAL', direction: 'CREDIT', points: 500, reasonCode: 'GOODWILL' };
    await network.post(`/api/guests/${guest}/transaction`, manager, credit).expect(201);
    await network.post(`/api/guests/${blocked}/block`, manager, { reasonCode: 'OTHER' }).expect(200);
    const real = {
      url: test.url,
      key: await network.keyOf('till'),
      pointOfSaleId: network.pointOfSaleId,
      guest,
      blocked,
    };

    const door = await Door.open();
    door.reset();
    const { loyalty } = door;
    const made = (given: object) => loyalty.addGuest({ name: 'Anna', card, phone: '+79210000001', ...given }).id;
    const double = {
      url: door.url,
      key: door.apiKey,
      pointOfSaleId: loyalty.place.pointOfSaleId,
      guest: made({ available: 500 }),
      blocked: made({ card: blockedCard, blocked: true }),
    };
    expect(await conversation(double)).toEqual(await conversation(real));
    await door.close();
    await test.close();
  });

  it('reads the fields that the API has, and no others', () => {
    const { components } = JSON.parse(readFileSync('dist/openapi.json', 'utf8')) as {
      components: { schemas: Record<string, { properties: object; required?: string[] }> };
    };
    for (const name of [
      'SaleAct',
      'Quote',
      'AnonymousReceipt',
      'SaleItem',
      'ReceiptPart',
      'RefundBody',
      'RefundQuoteBody',
      'OfflineBatch',
    ]) {
      const { properties, required = [] } = components.schemas[name] ?? { properties: {} };
      const known = new Set((FIELDS[name] ?? []).map((field) => field.replace('!', '')));
      const needed = new Set(
        (FIELDS[name] ?? []).filter((field) => field.endsWith('!')).map((field) => field.slice(0, -1)),
      );
      expect([name, [...known].sort()]).toEqual([name, Object.keys(properties).sort()]);
      expect([name, [...needed].sort()]).toEqual([name, [...required].sort()]);
    }
  });
});

describe('the conformance kit of tills', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'till-check-'));
  const keyFile = path.join(folder, 'key.pem');
  const stops: (() => Promise<void>)[] = [];
  const runs = {} as Record<'example' | 'rkeeper' | 'iiko' | 'forgetsKeys' | 'hasty' | 'floats', Run>;

  /** The example till, broken where `broken` says so. Its calls go by a proxy. */
  async function exampleTill(name: string, broken: Tampered = {}, wrong: (acts: Acts) => Acts = (acts) => acts) {
    const proxy = await tamperingProxy(broken);
    const acts = actsOf(path.join(folder, `${name}.json`));
    const connect = (place: Place) => acts.connect({ ...place, url: proxy.before(place.url) });
    const { url, close } = await listen(0, wrong({ ...acts, connect }));
    stops.push(close, proxy.close);
    return url;
  }

  beforeAll(async () => {
    const [rkeeper, iiko] = await Promise.all([rkeeperTill(), iikoTill()]);
    stops.push(rkeeper.stop, iiko.stop);
    const urls = {
      example: await exampleTill('example'),
      rkeeper: rkeeper.url,
      iiko: iiko.url,
      forgetsKeys: await exampleTill('forgets', { request: newKeyEachTry }),
      hasty: await exampleTill('hasty', { response: (headers) => delete headers['retry-after'] }),
      floats: await exampleTill('floats', {}, throughFloats),
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
    rmSync(folder, { recursive: true });
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
    await playAt(await exampleTill('next'), next, '--key', keyFile, '--only', 'sale');
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

  it.each([
    [['run'], '--adapter is missing'],
    [['run', '--adapter', 'http://127.0.0.1:9'], 'connect:'],
    [['run', '--adapter', 'http://127.0.0.1:9', '--only', 'x'], 'There is no exchange x'],
    [['run', '--adapter', 'http://127.0.0.1:9', '--port', 'x'], '--port is a whole number'],
    [['fly'], 'no command fly'],
    [['list', '--language', 'de'], '--language is'],
    [['verify'], 'Name the file'],
    [['verify', 'no-such-file.json'], 'ENOENT'],
  ])('ends with 2 and a sentence for %j', async (args, sentence) => {
    expect(await tillCheck(...args)).toMatchObject({ code: 2, output: expect.stringContaining(sentence) as string });
  });

  it('names an act that the adapter does not answer, and goes on', async () => {
    const url = await exampleTill('silent', {}, (acts) => ({ ...acts, refund: () => ({ outcome: 'MAYBE' }) }));
    const run = await playAt(url, path.join(folder, 'silent'), '--only', 'sale,refund-whole,two-sales');
    expect(idsOf(run, 'FAILED')).toEqual(['refund-whole']);
    expect(run.output).toContain('refund: no outcome in {"outcome":"MAYBE"}');
    expect(run.output).toContain(`Only 3 of the ${String(run.report.all)} exchanges were chosen.`);
  });
});

type Acts = Parameters<typeof listen>[1];

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

interface Platform {
  readonly url: string;
  readonly key: string;
  readonly pointOfSaleId: string;
  readonly guest: string;
  readonly blocked: string;
}

/** Answers as a till sees them: status, problem code and member names. */
async function conversation({ url, key, pointOfSaleId, guest, blocked }: Platform): Promise<object[]> {
  const heard: object[] = [];
  const stamp = newId();
  async function call(name: string, to: string, body: object | string, keyOfCall: string | null = `${stamp} ${name}`) {
    const response = await fetch(`${url}${to}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        // Idle connections would keep the application from closing.
        Connection: 'close',
        Authorization: `Bearer ${key}`,
        ...(keyOfCall === null ? {} : { 'Idempotency-Key': keyOfCall }),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    const isProblem = response.status >= 400;
    heard.push({
      name,
      status: response.status,
      type: response.headers.get('content-type'),
      code: answer['code'],
      isReplayed: response.headers.get('idempotent-replayed'),
      hasDate: Number.isNaN(Date.parse(response.headers.get('date') ?? '')),
      members: Object.keys(answer)
        .filter((member) => !isProblem || member !== 'elsewhere')
        .sort(),
      paths: (answer['errors'] as { path: string }[] | undefined)?.map(({ path: at }) => at),
    });
    return answer;
  }
  const sale = (receiptNumber: string, more: object = {}) => ({
    type: 'SALE',
    pointOfSaleId,
    receiptNumber,
    amount: 100_000,
    items: [{ total: 60_000, quantity: 2 }, { total: 40_000 }],
    ...more,
  });
  const acts = `/api/guests/${guest}/transaction`;
  await call('unknown face', '/api/guests/lookup', { card: '1002170377690001' }, null);
  await call('two faces', '/api/guests/lookup', { card: '1', phone: '2' }, null);
  await call('quote', `/api/guests/${guest}/quote`, sale('A-1', { pointsToRedeem: 120 }), null);
  const { id } = await call('sale', acts, sale('A-1'));
  await call('sale', acts, sale('A-1'));
  await call('sale', acts, sale('A-1', { amount: 60_000, items: null }));
  await call('the receipt again', acts, sale('A-1'));
  await call('the receipt for another', `/api/guests/${blocked}/transaction`, sale('A-9'));
  await call('no key', acts, sale('A-2'), null);
  await call('no JSON', acts, '{');
  await call('an unknown field', acts, sale('A-2', { cashier: 'Anna' }));
  await call('a fraction', acts, sale('A-2', { amount: 1_000.5, items: null }));
  await call('no till', acts, { ...sale('A-2'), pointOfSaleId: undefined });
  await call('another sum', acts, sale('A-2', { amount: 99_000 }));
  await call('an hour ahead', acts, sale('A-2', { occurredAt: new Date(Date.now() + 3_600_000).toISOString() }));
  await call('too many points', acts, sale('A-2', { pointsToRedeem: 5_000 }));
  await call('more points than half', acts, sale('A-2', { amount: 2_000, items: null, pointsToRedeem: 400 }));
  await call('points', acts, sale('A-2', { pointsToRedeem: 120 }));
  await call('a redemption', acts, {
    type: 'REDEMPTION',
    pointOfSaleId,
    points: 100,
    orderAmount: 100_000,
    receiptNumber: 'A-3',
  });
  await call('the sale after it', acts, sale('A-3'));
  await call('a stranger', `/api/guests/${newId()}/transaction`, sale('A-4'));
  await call('a receipt', '/api/receipts', sale('A-5'));
  const part = (number: number) => ({ number, of: 2, receiptAmount: 150_000 });
  await call('part 1', acts, sale('A-6', { part: part(1) }));
  await call('part 2, too large', acts, sale('A-6', { part: part(2) }));
  await call('part 2', acts, sale('A-6', { part: part(2), amount: 50_000, items: null }));
  await call('part 2 of 3', acts, sale('A-6', { part: { ...part(2), of: 3 }, amount: 50_000, items: null }));
  const refunds = `/api/transactions/${String(id)}/refund`;
  await call('a refund quote', `${refunds}/quote`, { items: [{ line: 1, quantity: 1 }] }, null);
  await call('a line', refunds, { reason: 'cold', items: [{ line: 1, quantity: 1 }] });
  await call('both', refunds, { reason: 'cold', amount: 1, items: [{ line: 1 }] });
  await call('too much', refunds, { reason: 'cold', amount: 90_000 });
  await call('the rest', refunds, { reason: 'cold' });
  await call('nothing left', refunds, { reason: 'cold' });
  const now = new Date().toISOString();
  const batch = {
    deviceId: 'till-1',
    sentAt: now,
    acts: [{ counter: 1, key: stamp, guestId: guest, body: sale('A-7', { occurredAt: now }) }],
  };
  await call('a batch', '/api/transactions/batch', batch);
  await call('an empty batch', '/api/transactions/batch', { ...batch, acts: [] });
  await call('a counter twice', '/api/transactions/batch', { ...batch, acts: [batch.acts[0], batch.acts[0]] });
  return heard;
}
