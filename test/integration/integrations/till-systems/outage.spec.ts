/** @modules own */
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type FarcardsPacket, FarcardsTill } from '../../../doubles/farcards-till';
import type { TestApp } from '../../../support/app';
import { type Connections, createDatabase } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import { limitOf, timesOf } from '../../../support/patience';
import { SwitchProxy } from '../../../support/switch-proxy';
import type { TillNetwork } from '../../../support/till-network';

/** A till gets its answer within this time. The first call finds that the database is away; later calls do not wait for it. */
const PATIENCE_MS = 300;
const AWAY_MS = 1_000;
const TILLS = 6;
/** One write takes less than the 2 s of a webhook, two writes take more. */
const SLOW_DISK_MS = 900;
const ORGANIZATION = 'hall';

interface Taken {
  readonly packet: FarcardsPacket;
  readonly raw: string;
}

/** Tills of both systems at work while PostgreSQL is taken away: the long form is `npm run test:trust -- --claim 1`. */
describe('tills of iiko and R-Keeper', () => {
  let proxy: SwitchProxy;
  let drop: () => Promise<void>;
  let test: TestApp;
  let network: TillNetwork;
  let spool: string;
  let iikoToken: string;
  let till: FarcardsTill;
  let orders = 0;

  beforeAll(async () => {
    const made = await createDatabase();
    drop = made.drop;
    proxy = await SwitchProxy.start(made.connections.DATABASE_URL);
    const proxied = Object.fromEntries(
      Object.entries(made.connections as Connections & Record<string, string>).map(([name, url]) => [
        name,
        proxy.urlFor(url),
      ]),
    );
    const { scratchFolder } = await import('../../../support/scratch.js');
    spool = scratchFolder('spool');
    Object.assign(process.env, proxied, { WORKERS: 'on', RATE_LIMITS: 'off', SPOOL_DIR: spool, TILL_WAIT_MS: '280' });
    const { startApp } = await import('../../../support/app.js');
    test = await startApp();
    const { TillNetwork: Network } = await import('../../../support/till-network.js');
    network = await Network.create(test, {
      preset: 'points-4',
      settings: { spending: { tillSystemPerReceipt: null, tillSystemPerDay: null } },
    });
    const manager = await network.tokenOf('manager');
    const connect = async (kind: string, organization: string): Promise<string> => {
      const places = [{ organization, terminal: null, pointOfSaleId: network.pointOfSaleId }];
      const { body } = await network
        .post('/api/integrations/connections', manager, { kind, name: kind, places })
        .expect(201);
      return (body as { token: string }).token;
    };
    iikoToken = await connect('IIKO', ORGANIZATION);
    till = new FarcardsTill(`${test.url}/api/hooks/rkeeper/${await connect('RKEEPER', '1')}`);
  });
  afterAll(async () => {
    proxy.turn('OPEN');
    await test.close();
    await proxy.stop();
    await drop();
  });

  const cardOf = (n: number) => `790011223344556${String(n).padStart(4, '0')}`;
  async function guestWith(card: string): Promise<string> {
    const id = await network.guest();
    await network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE guests SET external_id = $3 WHERE network_id = $1 AND id = $2', [network.id, id, card]),
    );
    return id;
  }
  const packetOf = (card: string, points = 0): FarcardsPacket => {
    orders += 1;
    return {
      card,
      rows: [...(points === 0 ? [] : [{ kind: 0 as const, sum: -points }]), { kind: 3, sum: 10_000 }],
      checkNumber: String(1_000 + orders),
      date: network.businessDate(),
      check: { guid: randomUUID(), lines: [] },
    };
  };
  const commit = async (guestId: string, orderId: string = randomUUID(), more: object = {}): Promise<unknown> => {
    const answer = await fetch(`${test.url}/api/hooks/iiko/v1/commit`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${iikoToken}` },
      body: JSON.stringify({ organizationId: ORGANIZATION, orderId, guestId, amount: 10_000, ...more }),
    });
    return answer.json();
  };
  /** How often each order was recorded and not given back. */
  async function recorded(): Promise<ReadonlyMap<string | null, number>> {
    const rows = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ orderId: string | null; n: number }>(
        `SELECT s.external_order_id AS "orderId", count(*)::int AS n FROM transactions s
          WHERE s.network_id = $1 AND s.type = 'SALE' AND s.external_order_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM transactions r WHERE r.network_id = $1 AND r.type = 'REFUND' AND r.related_id = s.id)
          GROUP BY 1`,
        [network.id],
      ),
    );
    return new Map(rows.map(({ orderId, n }) => [orderId, n]));
  }
  async function salesOf(guestId: string): Promise<number> {
    const rows = await network.database
      .inNetwork(network.id, (tx) =>
        tx.query<{ n: number }>(
          `SELECT (count(*) FILTER (WHERE type = 'SALE') - count(*) FILTER (WHERE type = 'REFUND'))::int AS n
             FROM transactions WHERE network_id = $1 AND guest_id = $2`,
          [network.id, guestId],
        ),
      )
      .catch(() => []);
    return rows[0]?.n ?? 0;
  }
  async function spentOf(guestId: string): Promise<number> {
    const { points } = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ points: number }>(
        `SELECT coalesce(sum(s.points_redeemed), 0)::int AS points FROM transactions s
          WHERE s.network_id = $1 AND s.guest_id = $2 AND s.type = 'SALE'
            AND NOT EXISTS (SELECT FROM transactions r WHERE r.network_id = $1 AND r.type = 'REFUND' AND r.related_id = s.id)`,
        [network.id, guestId],
      ),
    );
    return points;
  }

  describe.each(['HUNG', 'GONE', 'REFUSING'] as const)('while the database is %s', (state) => {
    it('are answered in time; each check counts once, no point is spent, and answers stay what they were', async () => {
      const [base, guests] = [orders * 10, [] as string[]];
      for (let n = 0; n < TILLS; n += 1) guests.push(await guestWith(cardOf(base + n)));
      // Warms caches: both connections and the network are known to every part of the process.
      for (const [n, guest] of guests.entries()) {
        await eventually(
          'a check of R-Keeper is taken',
          async () => (await sold(packetOf(cardOf(base + n)))).result === 0,
        );
        await eventually('a check of iiko is taken', async () => isTaken(await commit(guest)));
      }
      await eventually('all of them are recorded', async () => {
        const counts = await Promise.all(guests.map(salesOf));
        return counts.every((count) => count >= 2);
      });

      const usual = await timesOf(TILLS, () => sold(packetOf(cardOf(base))));
      const waits: number[] = [];
      const taken: Taken[][] = guests.map(() => []);
      const promised: string[] = [];
      const timed = async <T>(call: () => Promise<T>): Promise<T> => {
        const startedAt = performance.now();
        const answer = await call();
        waits.push(performance.now() - startedAt);
        return answer;
      };
      proxy.turn(state);
      try {
        const until = performance.now() + AWAY_MS;
        await Promise.all(
          guests.map(async (guest, n) => {
            // Each till goes on until it has had two answers, however slow the machine is.
            while (performance.now() < until || (taken[n] ?? []).length < 2) {
              const packet = packetOf(cardOf(base + n));
              const answers = [
                await timed(() => till.transactions(packet)),
                await timed(() => till.transactions(packet)),
              ];
              // While the disk is slow the server acknowledges no call.
              const [first, ...others] = answers.filter(({ result }) => result === 0);
              expect(answers.filter(({ result, errorCode }) => result === 1 && errorCode !== 96)).toEqual([]);
              if (first !== undefined) {
                taken[n]?.push({ packet, raw: first.raw });
                promised.push(packet.check?.guid ?? '');
              }
              for (const { raw } of others) expect(raw).toBe(first?.raw);
              expect(await timed(() => till.transactions(packetOf(cardOf(base + n), 100)))).toMatchObject({
                result: 1,
                errorCode: 96,
              });
              expect((await timed(() => till.cardInfo(cardOf(base + n)))).attributes).toMatchObject({ Summa: '0' });
              const order = randomUUID();
              if (isTaken(await timed(() => commit(guest, order)))) promised.push(order);
            }
          }),
        );
      } finally {
        proxy.turn('OPEN');
      }
      waits.sort((a, b) => a - b);
      expect(waits[Math.floor(waits.length * 0.9)]).toBeLessThan(limitOf(PATIENCE_MS, usual));

      await eventually('all checks that were taken arrived', async () => {
        const orders = await recorded().catch(() => new Map<string, number>());
        return promised.every((order) => orders.has(order));
      });
      await eventually('nothing is left on the disk', () => filesOf(spool).every((name) => !name.endsWith('.log')));
      for (const { packet, raw } of taken.flat().slice(0, 10)) expect((await sold(packet)).raw).toBe(raw);
      await eventually('spends that nobody was told of are taken back', async () =>
        (await Promise.all(guests.map(spentOf))).every((spent) => spent === 0),
      );
      // An unpromised check may reach the disk after its answer is due; it counts at most once.
      expect([...(await recorded()).values()].filter((n) => n > 1)).toEqual([]);
    });

    it('keeps a sale by token or key in time, records it once, and refuses what spends', async () => {
      const guestIds = [await network.guest(), await network.guest()];
      const tokens = [await network.tokenOf('cashier'), await network.keyOf('till')];
      const sell = (n: number, key?: string, body: object = sale) =>
        network.post(`/api/guests/${String(guestIds[n])}/transaction`, String(tokens[n]), body, key);
      const sale = network.sale(10_000);
      const usual = await timesOf(2, () => Promise.all(tokens.map((_, n) => sellsNow((key) => sell(n, key)))));
      const before = await Promise.all(guestIds.map(salesOf));
      const keys = tokens.map(() => randomUUID());
      const waits: number[] = [];
      proxy.turn(state);
      try {
        for (let turn = 0; turn < 3; turn += 1) {
          await Promise.all(
            tokens.map(async (_, n) => {
              const startedAt = performance.now();
              const answer = await sell(n, keys[n]);
              waits.push(performance.now() - startedAt);
              expect(answer.body).toMatchObject({ type: 'SALE', status: 'KEPT' });
              expect(answer.status).toBe(202);
              const spend = await sell(n, undefined, { ...sale, pointsToRedeem: 50_000 });
              expect(spend.body).toMatchObject({ code: 'unavailable' });
              expect(Number(spend.headers['retry-after'])).toBeGreaterThan(0);
            }),
          );
        }
        await Promise.all(
          tokens.map(async (_, n) => {
            expect((await sell(n, keys[n], network.sale(20_000))).body).toMatchObject({
              code: 'idempotency_key_reused',
            });
          }),
        );
      } finally {
        proxy.turn('OPEN');
      }
      waits.sort((a, b) => a - b);
      expect(waits[Math.floor(waits.length / 2)]).toBeLessThan(limitOf(PATIENCE_MS, usual));
      for (const [n, key] of keys.entries()) {
        const recorded = await eventually('the sale is recorded', async () => {
          const answer = await sell(n, key);
          return answer.status === 201 && (answer.body as { id: string });
        });
        expect((await sell(n, key)).body).toMatchObject({ id: recorded.id });
        expect(await salesOf(String(guestIds[n]))).toBe((before[n] ?? 0) + 1);
      }
    });
  });

  it('lists a sale that was kept and is refused later, and records it when a manager sends it again', async () => {
    const guestId = await network.guest();
    const [cashier, manager] = [await network.tokenOf('cashier'), await network.tokenOf('manager')];
    const post = (path: string, token: string, body: object) => network.post(path, token, body);
    const sell = (key?: string) =>
      network.post(`/api/guests/${guestId}/transaction`, cashier, network.sale(10_000), key);
    await sellsNow(sell);
    const block = (blocked: boolean) =>
      post(`/api/guests/${guestId}/${blocked ? 'block' : 'unblock'}`, manager, { reasonCode: 'OTHER' }).expect(200);
    await block(true);
    const listed = async (): Promise<{ id: string; topic: string; reason: string; status: string }[]> => {
      const { body } = await network.get('/api/events/dead-letters', manager);
      return (body as { items?: { id: string; topic: string; reason: string; status: string }[] }).items ?? [];
    };
    proxy.turn('GONE');
    try {
      expect((await sell()).status).toBe(202);
    } finally {
      proxy.turn('OPEN');
    }
    const letter = await eventually('the refused sale is listed', async () => (await listed())[0]);
    expect(letter).toMatchObject({ reason: 'guest_blocked', status: 'WAITING' });
    expect(letter.topic).toMatch(/\.till\.sale$/);
    await block(false);
    const { body } = await post(`/api/events/dead-letters/${letter.id}/retry`, manager, {}).expect(200);
    expect(body).toMatchObject({ status: 'RECORDED', transactionId: expect.any(String) as string });
    expect(await salesOf(guestId)).toBe(2);
  });

  const noCaps = { perSale: null, perDay: null, perWeek: null, perGuest: null, uses: null };
  /** Starts a campaign that takes money off by a promo code. */
  async function startCode(manager: string, promoCode: string, limits: object): Promise<void> {
    const moneyOff = { kind: 'AMOUNT', amount: 500 };
    const document = alwaysOn({ schema: 3, type: 'MONEY_OFF', offer: null, moneyOff, promoCode, ...limits });
    const { body } = await network.post('/api/campaigns', manager, { document }).expect(201);
    const path = `/api/campaigns/${(body as { id: string }).id}/state`;
    await test.api().put(path).set('Authorization', `Bearer ${manager}`).send({ state: 'RUNNING' }).expect(200);
  }

  it('keeps a sale with a promo code that cannot be used up, never one with a code that can', async () => {
    const guestId = await network.guest();
    const [cashier, manager] = [await network.tokenOf('cashier'), await network.tokenOf('manager')];
    const sell = (promoCode?: string, key?: string) =>
      network.post(`/api/guests/${guestId}/transaction`, cashier, { ...network.sale(10_000), promoCode }, key);
    // A limit that a sale does not use up.
    await startCode(manager, 'OPEN', { caps: { ...noCaps, perSale: 400 } });
    await startCode(manager, 'LIMITED', { budgets: [{ unit: 'USES', restaurantId: null, limit: 3 }] });
    await eventually(
      'both codes count',
      async () => (await sell('LIMITED')).status === 201 && (await sell('OPEN')).status === 201,
    );
    proxy.turn('GONE');
    try {
      const answers = [await sell('LIMITED'), await sell('NOBODY-KNOWS-IT'), await sell('OPEN')];
      expect(answers.map(({ status }) => status)).toEqual([503, 503, 202]);
    } finally {
      proxy.turn('OPEN');
    }
    // When a manager retries a refused kept sale without its code, the server records the sale without the code.
    const block = (blocked: boolean) =>
      network
        .post(`/api/guests/${guestId}/${blocked ? 'block' : 'unblock'}`, manager, { reasonCode: 'OTHER' })
        .expect(200);
    await eventually('the kept sale is recorded', async () => (await salesOf(guestId)) === 3);
    await block(true);
    proxy.turn('GONE');
    try {
      expect((await sell('OPEN')).status).toBe(202);
    } finally {
      proxy.turn('OPEN');
    }
    const letter = await eventually('the refused sale is listed', async () => {
      const { body } = await network.get('/api/events/dead-letters?status=WAITING', manager);
      return (body as { items?: { id: string }[] }).items?.[0];
    });
    await block(false);
    const path = `/api/events/dead-letters/${letter.id}/retry`;
    const retried = await network.post(path, manager, { withoutPromoCode: true }).expect(200);
    const { transactionId } = retried.body as { transactionId: string };
    const { body } = await network.get(`/api/transactions/${transactionId}`, manager).expect(200);
    expect(body).toMatchObject({ amount: 10_000, discount: 0 });
  });

  it('keeps a check of iiko by the same rule, and records a refused one without its code where a manager says so', async () => {
    const guestId = await network.guest();
    const manager = await network.tokenOf('manager');
    const check = (promoCode: string, orderId?: string) => commit(guestId, orderId, { promoCode });
    await startCode(manager, 'PLUGIN-OPEN', { caps: { ...noCaps, perSale: 400 } });
    await startCode(manager, 'PLUGIN-LIMITED', { caps: { ...noCaps, uses: 5 } });
    await startCode(manager, 'NOT-AT-TILLS', { where: { restaurantIds: [], channels: ['API'] } });
    for (const code of ['PLUGIN-LIMITED', 'PLUGIN-OPEN'])
      await eventually(`the code ${code} counts`, async () => isTaken(await check(code)));
    await eventually('the third is known', async () => {
      const answer = (await check('NOT-AT-TILLS')) as { code: string | null };
      return answer.code === 'promo_code_refused';
    });
    const orders = { open: randomUUID(), refused: randomUUID() };
    proxy.turn('GONE');
    try {
      for (const code of ['PLUGIN-LIMITED', 'NOBODY-KNOWS-IT'])
        expect(await check(code)).toMatchObject({ status: 'retry', code: 'unavailable', deferred: false });
      expect(await check('PLUGIN-OPEN', orders.open)).toMatchObject({ status: 'ok', deferred: true });
      expect(await check('NOT-AT-TILLS', orders.refused)).toMatchObject({ status: 'ok', deferred: true });
    } finally {
      proxy.turn('OPEN');
    }
    const eventOf = async (order: string, status: string) => {
      const { body } = await network.get(`/api/integrations/events?subject=${order}&status=${status}`, manager);
      return (body as { items?: { id: string; reason: string | null; transactionId: string | null }[] }).items?.[0];
    };
    const saleOf = async (order: string) => {
      const { transactionId } = await eventually('the check is recorded', () => eventOf(order, 'DONE'));
      return (await network.get(`/api/transactions/${transactionId ?? ''}`, manager).expect(200)).body as object;
    };
    expect(await saleOf(orders.open)).toMatchObject({ amount: 10_000, discount: 400 });
    const refused = await eventually('the check is refused', () => eventOf(orders.refused, 'REFUSED'));
    expect(refused).toMatchObject({ reason: 'promo_code_refused' });
    const retry = (body?: object) =>
      network.post(`/api/integrations/events/${refused.id}/retry`, manager, body).expect(200);
    await retry();
    await eventually('it is refused again', () => eventOf(orders.refused, 'REFUSED'));
    expect((await retry({ withoutPromoCode: true })).body).toMatchObject({ reason: 'without_promo_code' });
    expect(await saleOf(orders.refused)).toMatchObject({
      amount: 10_000,
      discount: 0,
      externalOrderId: orders.refused,
    });
    await retry();
    await eventually('a further try finds the sale', () => eventOf(orders.refused, 'DONE'));
    expect((await recorded()).get(orders.refused)).toBe(1);
  });

  /** Repeats a sale under its key when a process that has just lost its database kept it. */
  const sellsNow = (sell: (key: string) => PromiseLike<{ status: number }>) => {
    const key = randomUUID();
    return eventually('a sale is recorded', async () => (await sell(key)).status === 201);
  };

  it('keeps every order of a webhook of iiko on a slow disk, and the check of a plugin', async () => {
    const { SpoolLog } = await import('../../../../src/platform/spool/spool-log.js');
    const guestId = await network.guest();
    await eventually('a check of iiko is taken', async () => isTaken(await commit(guestId)));
    const orderIds = Array.from({ length: 3 }, () => randomUUID());
    const events = orderIds.map((id) => ({
      eventType: 'TableOrderUpdate',
      organizationId: ORGANIZATION,
      eventInfo: { id, organizationId: ORGANIZATION, timestamp: Date.now() },
    }));
    const { append } = SpoolLog.prototype;
    const slowDisk = jest.spyOn(SpoolLog.prototype, 'append').mockImplementation(async function (this: never, payload) {
      await new Promise((resolve) => setTimeout(resolve, SLOW_DISK_MS));
      return append.call(this, payload);
    });
    proxy.turn('HUNG');
    try {
      const [webhook, plugin] = await Promise.all([
        fetch(`${test.url}/api/hooks/iiko`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Authorization: iikoToken },
          body: JSON.stringify(events),
        }),
        commit(guestId),
      ]);
      expect(webhook.status).toBe(200);
      expect(plugin).toMatchObject({ status: 'ok', deferred: true });
    } finally {
      slowDisk.mockRestore();
      proxy.turn('OPEN');
    }
    const manager = await eventually('people can sign in', () => network.tokenOf('manager').catch(() => false));
    for (const id of orderIds)
      await eventually(`the event of ${id} arrived`, async () => {
        const { body } = await network.get(`/api/integrations/events?subject=${id}`, String(manager));
        return (body as { items?: unknown[] }).items?.length === 1;
      });
  });

  /** Repeats the call where the process was too busy to answer in time. */
  const sold = (packet: FarcardsPacket) =>
    eventually('the till is answered', async () => {
      const answer = await till.transactions(packet).catch(() => undefined);
      return answer?.errorCode === 96 ? undefined : answer;
    });
});

const isTaken = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'status' in answer && answer.status === 'ok';

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.basename(name));
}
