import { randomUUID } from 'node:crypto';
import { partsPerMillion } from '../../../../src/decision';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import conversations from '../../../doubles/iiko-conversations.json';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { campaignOf } from '../../../support/decision/campaigns';
import { runCampaign } from '../../../support/run-campaign';
import { IikoDesk } from './iiko-desk';

/** The phone of all recorded checks. */
const PHONE = '+79991234567';
const HOUR_MS = 3_600_000;
/** Lines that were not deleted, less what points paid: 420.50 + 742 + 50 - 100, and the delivery that reached the door. */
const NET_AMOUNT = 111_250 + 79_900;
const SALES_THAT_STAND = ['a1e6c3f0-1111-4b7e-8d11-9e7a5c0b0001', 'a1e6c3f0-1111-4b7e-8d11-9e7a5c0b0003'];

type Webhook = readonly object[];

describe('recorded conversations of iiko', () => {
  let test: TestApp;
  let desk: IikoDesk;
  let guest: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    // Terminals and network have the time zone of the recording.
    desk = await IikoDesk.open(test, { pointsPaymentTypeId: 'payment Баллы' }, { timeZone: 'Europe/Moscow' });
    const made = await desk.network.post('/api/guests', desk.manager, { phone: PHONE, name: 'Анна' }).expect(201);
    guest = (made.body as { id: string }).id;
  });
  afterEach(() => desk.close());
  afterAll(() => test.close());

  const send = async (webhooks: readonly Webhook[]): Promise<void> => {
    for (const events of webhooks) expect(await desk.double.send(...events)).toBe(200);
  };
  const expectTheEnd = async (): Promise<void> => {
    await desk.workOff();
    const recorded = await desk.sales(guest);
    const net = recorded.reduce((sum, { type, amount }) => sum + (type === 'SALE' ? amount : -Math.abs(amount)), 0);
    expect(net).toBe(NET_AMOUNT);
    const orders = recorded.filter(({ type }) => type === 'SALE').map(({ externalOrderId }) => externalOrderId);
    expect(new Set(orders).size).toBe(orders.length);
    expect(orders).toEqual(expect.arrayContaining(SALES_THAT_STAND));
    const events = await desk.events();
    expect(events.filter(({ status }) => status === 'WAITING' || status === 'REFUSED')).toEqual([]);
    const verified = await test.app.get(LedgerVerification).verify(desk.network.id);
    expect(verified.findings.list()).toEqual([]);
  };

  it('end as they did when they are replayed as they came', async () => {
    await send(recording());
    await expectTheEnd();
  });

  it('end the same when each call is repeated, and when the whole day is sent twice', async () => {
    await send(recording().flatMap((webhook) => [webhook, webhook]));
    await expectTheEnd();
    await send(recording());
    await expectTheEnd();
  });

  it.each([1, 2, 3, 4])('end the same in another order (%d), event by event', async (seed) => {
    await send(shuffled(recording().flat(), seed).map((event) => [event]));
    await expectTheEnd();
  });

  it('end the same in the reverse order, worked off after each event', async () => {
    for (const event of recording().flat().reverse()) {
      await send([[event]]);
      await desk.workOff();
    }
    await expectTheEnd();
  });

  it('end the same when they come a day late', async () => {
    await send(recording(Date.now() - 30 * HOUR_MS));
    await expectTheEnd();
  });

  it('end the same when a call is cut off in the middle and comes again', async () => {
    for (const webhook of recording()) {
      const text = JSON.stringify(webhook);
      const cut = await test
        .api()
        .post('/api/hooks/iiko')
        .set('Authorization', desk.token)
        .set('Content-Type', 'application/json')
        .send(text.slice(0, Math.floor(text.length / 2)));
      expect(cut.status).toBe(400);
      await send([webhook]);
    }
    await expectTheEnd();
  });

  it('end the same when half of the webhooks are lost and the comparison finds the rest', async () => {
    const webhooks = recording();
    await send(webhooks.filter((_, n) => n % 2 === 0));
    await desk.workOff();
    desk.double.change(...webhooks.flat().filter((event) => 'eventInfo' in event && isOrder(event)));
    await desk.reconcile();
    await expectTheEnd();
  });

  it('tell a plugin what campaigns take off each item, in the quote and in the closed check', async () => {
    const moneyOff = { kind: 'CHEAPEST', of: 2, ratePpm: partsPerMillion(500_000) } as const;
    const half = campaignOf({ schema: 3, type: 'MONEY_OFF', offer: null, moneyOff });
    const items = [
      { sku: 'P1', name: 'Pizza', quantity: 1, total: 30_000 },
      { sku: 'P2', name: 'Pizza', quantity: 1, total: 20_000 },
    ];
    const place = { organizationId: desk.double.organizationId, orderId: randomUUID(), guestId: guest };
    const check = { ...place, amount: 50_000, items };
    const before = (await desk.plugin('quote', check)) as { status: string; discountByLine: number[] };
    const [first = 0, second = 0] = before.discountByLine;
    await runCampaign(desk.network, 'SECOND_HALF', half);
    const discountByLine = [first, second + (20_000 - second) / 2];
    const discount = first + second + (20_000 - second) / 2;
    const expected = { status: 'ok', discount, discountByLine, payable: 50_000 - discount };
    expect(await desk.plugin('quote', check)).toMatchObject(expected);
    expect(await desk.plugin('commit', check)).toMatchObject(expected);
  });

  it('take money off a check without a guest that a plugin asks about, and off none that is told of when it is paid', async () => {
    const moneyOff = { kind: 'SHARE', ratePpm: partsPerMillion(500_000) } as const;
    const happy = campaignOf({ schema: 3, type: 'MONEY_OFF', offer: null, moneyOff, everybody: true });
    await runCampaign(desk.network, 'HAPPY', happy);
    const check = { organizationId: desk.double.organizationId, orderId: randomUUID(), amount: 50_000 };
    const expected = {
      status: 'ok',
      guestId: null,
      balance: null,
      discount: 25_000,
      payable: 25_000,
      receiptLines: [],
    };
    expect(await desk.plugin('quote', check)).toMatchObject(expected);
    expect(await desk.plugin('commit', check)).toMatchObject(expected);
    const paid = randomUUID();
    await desk.double.send(desk.double.tableOrder(paid, Date.now() + 60_000, { whenClosed: null }));
    await desk.workOff();
    const stored = await desk.network.database.inNetwork(desk.network.id, (tx) =>
      tx.query<{ discount: number; facts: object | null }>(
        'SELECT discount, facts FROM transactions WHERE network_id = $1 AND external_order_id = ANY ($2) ORDER BY id',
        [desk.network.id, [check.orderId, paid]],
      ),
    );
    expect(stored).toEqual([
      { discount: 25_000, facts: null },
      { discount: 0, facts: { campaigns: { isPaid: true } } },
    ]);
    expect((await test.app.get(LedgerVerification).verify(desk.network.id)).findings.list()).toEqual([]);
  });

  it('count each check once when the tills go over to the plugin in the middle of a day', async () => {
    const { double } = desk;
    const now = Date.now();
    const [before, during, after, anonymous] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const check = (orderId: string) => ({
      organizationId: double.organizationId,
      orderId,
      guestId: guest,
      amount: 154_050,
    });
    await double.send(double.tableOrder(before, now - HOUR_MS, { phone: PHONE }));
    await desk.workOff();
    await test
      .api()
      .patch(desk.path)
      .set('Authorization', `Bearer ${desk.manager}`)
      .send({ options: { plugin: true } })
      .expect(200);
    // This check was opened before the change; the plugin closes it while its webhook is under way.
    await double.send(double.tableOrder(during, now - 60_000, { phone: PHONE }));
    expect(await desk.plugin('commit', check(during))).toMatchObject({ status: 'ok' });
    expect(await desk.plugin('commit', check(after))).toMatchObject({ status: 'ok' });
    await double.send(double.tableOrder(after, now, { phone: PHONE }));
    // The plugin also sends a check from before the change, and a check that a webhook brought without a guest.
    expect(await desk.plugin('commit', check(before))).toMatchObject({ status: 'ok', pointsEarned: null });
    await double.send(double.tableOrder(anonymous, now - 120_000));
    await desk.workOff();
    expect(await desk.plugin('commit', check(anonymous))).toMatchObject({ status: 'ok' });
    await desk.workOff();
    const orders = (await desk.sales(guest)).map(({ externalOrderId }) => externalOrderId);
    expect(orders.sort()).toEqual([before, during, after, anonymous].sort());
    await double.send(double.tableOrder(during, now + 1_000, { phone: PHONE, status: 'Deleted' }));
    await desk.workOff();
    expect((await desk.sales(guest)).filter(({ type }) => type === 'REFUND')).toHaveLength(1);
  });
});

/** The recorded webhooks in the order of time, moved to `start`, an hour ago unless it is named. */
function recording(start = Date.now() - HOUR_MS): Webhook[] {
  const all: readonly Webhook[] = conversations.flatMap<Webhook>(({ webhooks }) => webhooks);
  const moved = all.map((webhook) => webhook.map((event) => moveTimes(event, start) as object));
  return moved.sort((a, b) => timeOf(a) - timeOf(b));
}

function timeOf([first]: Webhook): number {
  return Date.parse(`${(first as { eventTime: string }).eventTime.replace(' ', 'T')}Z`);
}

/** Times of a recording stand as seconds after its start: `@utc 5`, `@local 5` and, as a number, `@ms 5`. */
function moveTimes(value: unknown, start: number): unknown {
  if (Array.isArray(value)) return value.map((entry) => moveTimes(entry, start));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, moveTimes(entry, start)]));
  const [, form, seconds] = /^@(utc|local|ms) (-?\d+)$/.exec(String(value)) ?? [];
  if (form === undefined) return value;
  const at = start + Number(seconds) * 1_000;
  if (form === 'ms') return at;
  // Moscow is three hours ahead the whole year.
  return new Date(form === 'local' ? at + 3 * HOUR_MS : at).toISOString().replace('T', ' ').replace('Z', '');
}

function isOrder(event: object): boolean {
  return 'eventType' in event && /^(TableOrder|DeliveryOrder)Update$/.test(String(event.eventType));
}

/** The same order for the same seed. */
function shuffled<Entry>(entries: readonly Entry[], seed: number): Entry[] {
  let state = seed * 7_919;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647);
  return entries
    .map((entry) => ({ entry, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ entry }) => entry);
}
