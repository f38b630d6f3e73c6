import { newId } from '../../../../src/platform/ids/ids';
import { Database, type Tx } from '../../../../src/platform/database/database';
import { statementOf } from '../../../../src/platform/database/sql';
import { LOCK_ORDER } from '../../../../src/transactions/till/participants/participant';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';

/** The rows that one statement locks, other than by `till_write`. */
const LOCKING = /\bUPDATE (\w+)|\bFROM (\w+)\b(?!.*\bFROM\b).*\bFOR (?:NO KEY )?UPDATE/gs;

describe('the participants of an act', () => {
  let test: TestApp;
  let shop: RewardShop;
  /** The statements of each transaction. */
  const transactions: string[][] = [];
  /** Digests of the codes that refunds gave back, in their order. */
  const returned: string[] = [];

  beforeAll(async () => {
    test = await applicationOfWorker();
    shop = await RewardShop.open(await TillNetwork.create(test, { settings: { limits: { tillAllowance: 1_000 } } }));
    const database = test.app.get(Database);
    const begunByFirst = database.begunByFirst.bind(database);
    jest.spyOn(database, 'begunByFirst').mockImplementation((work) =>
      begunByFirst((tx) => {
        const statements: string[] = [];
        transactions.push(statements);
        return work(recording(tx, statements, returned));
      }),
    );
  });
  beforeEach(() => {
    transactions.length = 0;
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await test.close();
  });

  /** The locks that the transactions of an act took before they wrote, in their order. */
  const lockedBefore = (): string[][] =>
    transactions
      .filter((statements) => statements.some(isWrite))
      .map((statements) =>
        statements.slice(0, statements.findIndex(isWrite)).flatMap((text) => {
          // The function locks guests alone.
          if (text.includes('FROM till_lock')) return ['guest_states'];
          return [...text.matchAll(LOCKING)].map((found) => {
            const table = found.slice(1).join('');
            expect(LOCK_ORDER).toContain(table);
            return table;
          });
        }),
      );

  it('lock a guest, then what guests share, for a reward of a stock and its refund', async () => {
    const item = await shop.item({ stock: 5 });
    const guest = await shop.guestWith(500);
    transactions.length = 0;
    const bought = await shop.redeem(guest, item);
    expect(bought.status).toBe(201);
    const cancelled = await shop.network.post(`/api/redemptions/${String(bought.body.id)}/cancel`, shop.manager);
    expect(cancelled.status).toBe(200);
    expect(lockedBefore()).toEqual([
      ['guest_states', 'reward_stocks'],
      ['guest_states', 'reward_stocks'],
    ]);
  });

  it('give back codes whose uses are counted before those that are claims', async () => {
    const item = await shop.discount();
    const coupons = [...(await shop.singleCodes(item, 3)), await shop.sharedCode(item, 5)];
    const sale = await shop.sell(await shop.guestWith(0), 100_000, { coupons });
    expect(sale.body).toMatchObject({ type: 'SALE' });
    const saleId = (sale.body as { id: string }).id;
    const uses = await shop.network.database.inNetwork(shop.network.id, (tx) =>
      tx.query<{ coupon: string; claimed: boolean }>(
        'SELECT coupon, claimed FROM redemptions WHERE network_id = $1 AND sale_id = $2',
        [shop.network.id, saleId],
      ),
    );
    const claimed = new Map(uses.map((use) => [use.coupon, use.claimed]));
    returned.length = 0;
    await shop.network.post(`/api/transactions/${saleId}/refund`, shop.manager, { reason: 'x' }).expect(201);
    expect(returned.map((digest) => claimed.get(digest))).toEqual([false, true, true, true]);
  });

  it('lock a guest, then the allowance of the offline till that pays what it is short of', async () => {
    const { network, manager, cashier } = shop;
    const path = `/api/restaurants/${network.restaurantId}/points-of-sale/${network.pointOfSaleId}/allowance`;
    const given = await test
      .api()
      .put(path)
      .set('Authorization', `Bearer ${manager}`)
      .set('Idempotency-Key', newId())
      .send({ points: 500, until: new Date(Date.now() + 3_600_000).toISOString() });
    expect(given.status).toBe(200);
    const token = await network.post(`${path}/token`, cashier, { deviceId: 'till' }).expect(200);
    const guestId = await shop.guestWith(150);
    transactions.length = 0;
    const occurredAt = new Date().toISOString();
    const body = { occurredAt, ...network.sale(100_000, { pointsToRedeem: 250 }) };
    const sent = await network.post('/api/transactions/batch', cashier, {
      deviceId: 'till',
      sentAt: occurredAt,
      allowance: token.body.token as string,
      acts: [{ counter: 1, key: newId(), guestId, body }],
    });
    expect(sent.body).toMatchObject({ items: [{ status: 201 }] });
    expect(lockedBefore()).toEqual([['guest_states', 'till_allowances', 'till_allowances']]);
  });
});

function isWrite(text: string): boolean {
  return text.includes('till_write');
}

/** Records each statement before it runs. */
function recording(tx: Tx, statements: string[], returned: string[]): Tx {
  const noted = (text: string): string => {
    statements.push(text);
    return text;
  };
  return {
    prisma: tx.prisma,
    query: (...source) => {
      const { text, values } = statementOf(source);
      if (noted(text).includes('UPDATE claims SET digest')) returned.push(String(values[1]));
      return tx.query(...source);
    },
    one: (...source) => {
      noted(statementOf(source).text);
      return tx.one(...source);
    },
    maybe: (...source) => {
      noted(statementOf(source).text);
      return tx.maybe(...source);
    },
    call: (statement, values) => {
      noted(statement.text);
      return tx.call(statement, values);
    },
    callTogether: (statement, rows, answers) => {
      noted(statement.text);
      return tx.callTogether(statement, rows, answers);
    },
  };
}
