import { newId } from '../../../../src/platform/ids/ids';
import { Sessions } from '../../../../src/security';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

const OPEN = { allowed: true, pointsCoolFor: 0, guestsCoolFor: 0 };

describe('points from guest to guest', () => {
  let test: TestApp;
  let network: TillNetwork;
  let token: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { settings: { transfers: OPEN } });
    token = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  async function credited(points: number, of = network, by = token): Promise<string> {
    const guest = await of.guest();
    const body = { type: 'MANUAL', direction: 'CREDIT', points, reasonCode: 'GOODWILL' };
    if (points > 0) await of.post(`/api/guests/${guest}/transaction`, by, body).expect(201);
    return guest;
  }
  const give = (from: string, to: string, points: number, key = newId()) =>
    network.post(`/api/guests/${from}/transfers`, token, { toGuestId: to, points }, key);
  const availableOf = async (guest: string): Promise<number> =>
    ((await network.get(`/api/guests/${guest}/balance`, token).expect(200)).body as { available: number }).available;
  const lotsOf = (guest: string) =>
    network.database.inNetwork(network.id, (tx) =>
      tx.query('SELECT lot_id, expires_at, remaining FROM lots WHERE network_id = $1 AND guest_id = $2 ORDER BY 2, 1', [
        network.id,
        guest,
      ]),
    );
  const findings = async () => (await test.app.get(LedgerVerification).verify(network.id)).findings.list();

  it('moves lot by lot, each with its end, and both guests have the transaction', async () => {
    const [giver, taker] = [await credited(300), await credited(0)];
    const [lot] = await lotsOf(giver);
    const { body } = await give(giver, taker, 120).expect(201);
    expect(body).toMatchObject({
      type: 'TRANSFER',
      direction: 'DEBIT',
      points: 120,
      pointsEarned: 0,
      reasonCode: 'GIFT',
      guestId: giver,
      balance: { available: 180 },
    });
    expect(await lotsOf(taker)).toEqual([{ ...lot, remaining: 120 }]);
    const history = (await network.get(`/api/guests/${taker}/history`, token).expect(200)).body as {
      items: { id: string; type: string; direction: string; points: number }[];
    };
    expect(history.items).toEqual([expect.objectContaining({ type: 'TRANSFER', direction: 'CREDIT', points: 120 })]);
    for (const id of [body.id as string, history.items[0]?.id ?? '']) {
      const explained = await network.get(`/api/transactions/${id}/explain`, token).expect(200);
      expect(explained.body).toMatchObject({ agrees: true, differences: [] });
    }
    expect(await findings()).toEqual([]);
  });

  it('acts once by its key, and tells a refusal again', async () => {
    const [giver, taker] = [await credited(300), await credited(0)];
    const key = newId();
    const answers = await Promise.all([1, 2, 3].map(() => give(giver, taker, 100, key)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => (body as { id: string }).id)).size).toBe(1);
    const again = newId();
    const refused = await give(giver, taker, 201, again).expect(422);
    expect(refused.body).toMatchObject({ code: 'insufficient_points', available: 200 });
    await give(giver, taker, 201, again).expect(422).expect('Idempotent-Replayed', 'true');
    expect([await availableOf(giver), await availableOf(taker)]).toEqual([200, 100]);
  });

  it('settles first what the other owes', async () => {
    const [giver, taker] = [await credited(300), await credited(0)];
    const sale = await network.post(`/api/guests/${taker}/transaction`, token, network.sale(100_000)).expect(201);
    const { available } = (sale.body as { balance: { available: number } }).balance;
    await give(taker, giver, available).expect(201);
    // For points that the guest gave away, a refund charges the giver (ledger.md, rule 24).
    await network
      .post(`/api/transactions/${(sale.body as { id: string }).id}/refund`, token, { reason: 'back' })
      .expect(201);
    await give(giver, taker, available + 5).expect(201);
    const balance = await network.get(`/api/guests/${taker}/balance`, token).expect(200);
    expect(balance.body).toMatchObject({ available: 5, receivable: 0 });
    expect(await findings()).toEqual([]);
  });

  it('is undone once, with what is still there', async () => {
    const [giver, taker] = [await credited(300), await credited(0)];
    const { body } = await give(giver, taker, 200).expect(201);
    await network
      .post(`/api/guests/${taker}/transaction`, token, {
        type: 'MANUAL',
        direction: 'DEBIT',
        points: 50,
        reasonCode: 'CORRECTION',
      })
      .expect(201);
    const undo = () => network.post(`/api/transfers/${(body as { id: string }).id}/undo`, token, { reason: 'mistake' });
    const undone = await undo().expect(201);
    expect(undone.body).toMatchObject({ guestId: taker, direction: 'DEBIT', points: 150, reasonCode: 'UNDO' });
    expect((await undo().expect(409)).body).toMatchObject({ code: 'already_undone' });
    expect([await availableOf(giver), await availableOf(taker)]).toEqual([250, 0]);
    expect((await lotsOf(giver)).length).toBe(1);
    expect(await findings()).toEqual([]);
  });

  it('stays within the limits of the network', async () => {
    const narrow = await TillNetwork.create(test, {
      settings: { transfers: { ...OPEN, minimum: 10, atOnce: 100, perDay: 150, perMonth: 1_000 } },
    });
    const manager = await narrow.tokenOf('manager');
    const [giver, taker] = [await credited(500, narrow, manager), await credited(0, narrow, manager)];
    const ask = async (points: number) =>
      (await narrow.post(`/api/guests/${giver}/transfers`, manager, { toGuestId: taker, points })).body as object;
    expect(await ask(9)).toMatchObject({ code: 'transfer_below_minimum', min: 10 });
    expect(await ask(101)).toMatchObject({ code: 'transfer_limit_exceeded', limit: 'AT_ONCE', max: 100 });
    expect(await ask(100)).toMatchObject({ status: 'POSTED' });
    expect(await ask(60)).toMatchObject({ code: 'transfer_limit_exceeded', limit: 'PER_DAY', max: 50 });
    expect(await ask(50)).toMatchObject({ status: 'POSTED' });
  });

  it('stays within the limit of a month, whatever the days allow', async () => {
    const monthly = await TillNetwork.create(test, {
      settings: { transfers: { ...OPEN, minimum: 10, atOnce: 100, perDay: 1_000, perMonth: 150 } },
    });
    const manager = await monthly.tokenOf('manager');
    const [giver, taker] = [await credited(500, monthly, manager), await credited(0, monthly, manager)];
    const ask = async (points: number) =>
      (await monthly.post(`/api/guests/${giver}/transfers`, manager, { toGuestId: taker, points })).body as object;
    expect(await ask(100)).toMatchObject({ status: 'POSTED' });
    expect(await ask(60)).toMatchObject({ code: 'transfer_limit_exceeded', limit: 'PER_MONTH', max: 50 });
    expect(await ask(50)).toMatchObject({ status: 'POSTED' });
  });

  it('is closed by default, and to new points and new guests where they have to wait', async () => {
    const closed = await TillNetwork.create(test);
    const cool = await TillNetwork.create(test, { settings: { transfers: { allowed: true, guestsCoolFor: 0 } } });
    const young = await TillNetwork.create(test, { settings: { transfers: { allowed: true, pointsCoolFor: 0 } } });
    const codeIn = async (of: TillNetwork) => {
      const manager = await of.tokenOf('manager');
      const [giver, taker] = [await credited(100, of, manager), await credited(0, of, manager)];
      return (
        (await of.post(`/api/guests/${giver}/transfers`, manager, { toGuestId: taker, points: 10 })).body as {
          code: string;
        }
      ).code;
    };
    expect(await codeIn(closed)).toBe('transfers_closed');
    expect(await codeIn(cool)).toBe('insufficient_points');
    expect(await codeIn(young)).toBe('recipient_not_available');
  });

  it('goes to a phone or a card by the guest, who learns nothing of a number that may not receive', async () => {
    const giver = await credited(300);
    const own = (await test.app.get(Sessions).openForGuest(network.id, giver)).accessToken;
    const other = await network.post('/api/guests', token, { name: 'Anna', phone: '+79160001122' }).expect(201);
    const ask = (body: object) => network.post('/api/auth/me/transfers', own, body);
    await ask({ phone: '8 (916) 000-11-22', points: 100 }).expect(201);
    expect(await availableOf((other.body as { id: string }).id)).toBeGreaterThanOrEqual(100);
    const unknown = await ask({ phone: '+79160009999', points: 10 }).expect(422);
    const itself = await ask({ cardNumber: giver, points: 10 }).expect(422);
    const noPhone = await ask({ phone: 'nonsense', points: 10 }).expect(422);
    for (const { body } of [unknown, itself, noPhone]) {
      expect({ ...(body as object), requestId: '' }).toEqual({ ...(unknown.body as object), requestId: '' });
      expect(body).toMatchObject({ code: 'recipient_not_available' });
    }
  });

  it('races both ways and against spending without losing or doubling a point', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [one, two] = [await credited(300), await credited(300)];
      const answers = await Promise.all([
        give(one, two, 300),
        give(two, one, 300),
        give(one, two, 200),
        network.post(`/api/guests/${one}/transaction`, token, {
          type: 'REDEMPTION',
          pointOfSaleId: network.pointOfSaleId,
          points: 250,
          orderAmount: 1_000_000,
        }),
        give(two, one, 100),
        network.post(`/api/guests/${two}/transaction`, token, network.sale(1_000)),
      ]);
      for (const { status } of answers) expect([201, 422]).toContain(status);
      const spent = answers[3].status === 201 ? 250 : 0;
      const earned = (answers[5].body as { pointsEarned: number }).pointsEarned;
      expect((await availableOf(one)) + (await availableOf(two))).toBe(600 + earned - spent);
    }
    expect(await findings()).toEqual([]);
  });
});
