import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Door } from '../../packages/till-check/platform/door.mjs';
import { FIELDS } from '../../packages/till-check/platform/fields.mjs';
import { newId } from '../../src/platform/ids/ids';
import { applicationOfWorker } from '../support/app';
import { ExampleTills } from '../support/till-check/example-till';
import { failuresOf, idsOf, playAt, tillCheck } from '../support/till-check/kit';
import { TillNetwork } from '../support/till-network';

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

/** Plays a few exchanges of the kit; `till-check-tills.spec.ts` plays all exchanges against correct and wrong tills. */
describe('the conformance kit of tills', () => {
  const tills = new ExampleTills();
  afterAll(() => tills.stop());

  it('passes a till over the typed client in a sale and a refund, and fails no check', async () => {
    const run = await playAt(
      await tills.start('example'),
      path.join(tills.folder, 'example'),
      '--only',
      'sale,refund-whole',
    );
    expect([failuresOf(run), idsOf(run, 'PASSED').sort(), run.code]).toEqual([[], ['refund-whole', 'sale'], 0]);
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
    const url = await tills.start('silent', {}, (acts) => ({ ...acts, refund: () => ({ outcome: 'MAYBE' }) }));
    const run = await playAt(url, path.join(tills.folder, 'silent'), '--only', 'sale,refund-whole,two-sales');
    expect(idsOf(run, 'FAILED')).toEqual(['refund-whole']);
    expect(run.output).toContain('refund: no outcome in {"outcome":"MAYBE"}');
    expect(run.output).toContain(`Only 3 of the ${String(run.report.all)} exchanges were chosen.`);
  });
});

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
