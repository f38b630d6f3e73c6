import { LedgerVerification } from '../../../../src/transactions';
import { Sessions } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { GiftDesk, type GiftFace } from './gift-desk';

const none: GiftFace = { code: '', pin: '' };

describe('gift cards', () => {
  let test: TestApp;
  let network: TillNetwork;
  let desk: GiftDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    desk = await GiftDesk.open(network);
  });
  afterAll(() => test.close());

  const findings = async () => {
    const verification = await test.app.get(LedgerVerification).verify(network.id);
    return verification.findings.list();
  };

  it('are sold, topped up, spent in part and refunded, once a key, and never hold another money than their journal says', async () => {
    const [face = none] = await desk.batch(2);
    expect((await desk.spend(face, 100)).body).toMatchObject({ code: 'gift_card_state', state: 'ISSUED' });
    const sold = await desk.sell(face, 100_000, 'sold');
    expect([sold.status, sold.body]).toMatchObject([
      201,
      {
        card: { state: 'ACTIVE', balance: 100_000, last4: face.code.slice(-4) },
        transaction: { kind: 'SOLD', number: 1 },
      },
    ]);
    expect((await desk.sell(face, 100_000, 'sold')).text).toBe(sold.text);
    expect((await desk.sell(face, 1)).body).toMatchObject({ code: 'gift_card_state', state: 'ACTIVE' });
    expect((await desk.topUp(face, 5_000)).body).toMatchObject({ card: { balance: 105_000 } });
    expect((await desk.topUp(face, 9_900_000)).body).toMatchObject({ code: 'gift_card_limit', max: 10_000_000 });
    const spent = await desk.spend(face, 30_000, 'spent');
    expect(spent.body).toMatchObject({ card: { balance: 75_000 }, transaction: { kind: 'SPENT', amount: 30_000 } });
    expect((await desk.spend(face, 75_001)).body).toMatchObject({
      code: 'gift_card_short',
      available: 75_000,
      missing: 1,
    });
    const { id } = (spent.body as { transaction: { id: string } }).transaction;
    expect((await desk.refund(id, 10_000)).body).toMatchObject({ card: { balance: 85_000 } });
    expect((await desk.refund(id, 20_001)).body).toMatchObject({ code: 'gift_refund_exceeds', left: 20_000 });
    expect((await desk.balance(face)).body).toMatchObject({ balance: 85_000, currency: 'RUB' });
    expect(await findings()).toEqual([]);
  });

  it('are blocked, corrected and replaced by a manager, and a refund finds the card that took the place', async () => {
    const [face = none, other = none] = await desk.batch(2);
    const sold = await desk.sell(face, 50_000);
    const { id } = (sold.body as { card: { id: string } }).card;
    const spent = (await desk.spend(face, 20_000)).body as { transaction: { id: string } };
    await desk.change(id, 'block').expect(200);
    expect((await desk.spend(face, 1)).body).toMatchObject({ code: 'gift_card_state', state: 'BLOCKED' });
    await desk.change(id, 'unblock').expect(200);
    expect((await desk.change(id, 'correct', { amount: 10_000 })).body).toMatchObject({ card: { balance: 20_000 } });
    const replaced = await desk.change(id, 'replace', { code: other.code });
    expect(replaced.body).toMatchObject({
      card: { state: 'ACTIVE', balance: 20_000 },
      transaction: { kind: 'MOVED_OUT' },
    });
    expect((await desk.spend(face, 1)).body).toMatchObject({ code: 'gift_card_state', state: 'REPLACED' });
    await desk.refund(spent.transaction.id, 20_000).expect(201);
    expect((await desk.balance(other)).body).toMatchObject({ balance: 40_000 });
    const journal = await network.get(`/api/gift-cards/${id}/transactions`, desk.manager);
    expect((journal.body as { items: { kind: string }[] }).items.map(({ kind }) => kind)).toEqual([
      'MOVED_OUT',
      'CORRECTED',
      'UNBLOCKED',
      'BLOCKED',
      'SPENT',
      'SOLD',
    ]);
    const listed = await network.get('/api/gift-cards?state=REPLACED', desk.manager);
    expect(listed.body).toMatchObject({ items: [{ id, state: 'REPLACED', balance: 0, number: 1 }] });
    expect((await network.get(`/api/gift-cards/${id}`, desk.manager)).body).toMatchObject({ batchName: 'Christmas' });
    const batches = await network.get('/api/gift-cards/batches', desk.manager);
    expect(batches.body).toMatchObject({ items: [{ name: 'Christmas', cards: 2, sold: 2, balance: 40_000 }] });
    const day = network.businessDate();
    const report = await network.get(`/api/gift-cards/report?from=${day}&to=${day}`, desk.manager);
    expect(report.body).toMatchObject({
      owed: 40_000,
      cards: 1,
      total: { sold: 50_000, spent: 20_000, refunded: 20_000, corrected: 10_000 },
    });
    const file = await network.get(`/api/gift-cards/report/file?from=${day}&to=${day}`, desk.manager);
    expect(file.text).toBe(
      `date,restaurant,sold,spent,refunded,corrected,ended\r\n${day},Centre,50000,20000,20000,0,0\r\n${day},,0,0,0,10000,0\r\n`,
    );
    expect(await findings()).toEqual([]);
  });

  it('are listed with their acts at the till that made them, and say how much can still go back', async () => {
    const [face = none] = await desk.batch(1);
    await desk.sell(face, 10_000);
    const spent = (await desk.spend(face, 4_000)).body as { transaction: { id: string } };
    await desk.refundAsCashier(spent.transaction.id, 1_000).expect(201);
    const { body } = await desk.atTill();
    expect(body).toMatchObject({
      items: [
        { kind: 'REFUNDED', amount: 1_000, balance: 7_000, left: null },
        { kind: 'SPENT', amount: 4_000, balance: 6_000, left: 3_000, last4: face.code.slice(-4) },
        { kind: 'SOLD', amount: 10_000, left: null },
      ],
    });
    expect(JSON.stringify(body)).not.toContain(face.code);
    const stranger = await GiftDesk.open(await TillNetwork.create(test));
    expect((await stranger.atTill(network.pointOfSaleId)).body).toMatchObject({ code: 'not_found' });
  });

  it('are not found in another network or with another PIN, and a card is locked after ten wrong ones', async () => {
    const [face = none] = await desk.batch(1);
    await desk.sell(face, 1_000);
    const stranger = await GiftDesk.open(await TillNetwork.create(test));
    expect((await stranger.balance(face)).body).toMatchObject({ code: 'gift_card_unknown' });
    const wrong = { ...face, pin: face.pin === '000000' ? '000001' : '000000' };
    for (let tried = 0; tried < 10; tried += 1)
      expect((await desk.balance(wrong)).body).toMatchObject({ code: 'gift_card_unknown' });
    expect((await desk.spend(face, 1)).body).toMatchObject({ code: 'locked_out' });
    expect(JSON.stringify((await desk.balance(wrong)).body)).not.toContain(face.code.slice(-4));
  });

  it('are not locked in the cabinet by wrong PINs at a till, nor by those of other guests', async () => {
    const [face = none] = await desk.batch(1);
    await desk.sell(face, 1_000);
    const wrong = { ...face, pin: face.pin === '000000' ? '000001' : '000000' };
    const tokenOfGuest = async (): Promise<string> =>
      (await test.app.get(Sessions).openForGuest(network.id, await network.guest())).accessToken;
    const claim = (token: string, shown: typeof face) => network.post('/api/auth/me/gift-cards', token, shown);
    for (let tried = 0; tried < 10; tried += 1) await desk.balance(wrong);
    expect((await desk.balance(face)).body).toMatchObject({ code: 'locked_out' });
    const stranger = await tokenOfGuest();
    for (let tried = 0; tried < 5; tried += 1)
      expect((await claim(stranger, wrong)).body).toMatchObject({ code: 'gift_card_unknown' });
    // The guest who guesses is locked out, also with the right PIN.
    expect((await claim(stranger, face)).body).toMatchObject({ code: 'locked_out' });
    const holder = await tokenOfGuest();
    expect((await claim(holder, face)).status).toBe(201);
    // All guests together may try thirty times.
    for (let guest = 0; guest < 7; guest += 1) {
      const other = await tokenOfGuest();
      for (let tried = 0; tried < 5; tried += 1) await claim(other, wrong);
    }
    expect((await claim(await tokenOfGuest(), face)).body).toMatchObject({ code: 'locked_out' });
    expect((await claim(holder, face)).body).not.toMatchObject({ code: 'locked_out' });
  });

  it('are shown to the guest who claimed them', async () => {
    const [face = none] = await desk.batch(1);
    await desk.sell(face, 7_000);
    const guest = await network.guest();
    const { accessToken: token } = await test.app.get(Sessions).openForGuest(network.id, guest);
    expect((await network.get('/api/auth/me/gift-cards', token)).body).toEqual({ currency: 'RUB', items: [] });
    const claimed = await network.post('/api/auth/me/gift-cards', token, face);
    expect(claimed.body).toMatchObject({ items: [{ state: 'ACTIVE', balance: 7_000 }] });
    const id = (claimed.body as { items: { id: string }[] }).items[0]?.id ?? '';
    const own = `/api/auth/me/gift-cards/${id}`;
    expect((await network.get(`${own}/face`, token)).body).toEqual(face);
    expect((await network.get(`${own}/transactions`, token)).body).toMatchObject({
      items: [
        { kind: 'CLAIMED', amount: 0, balance: 7_000, restaurantName: null },
        { kind: 'SOLD', amount: 7_000, restaurantName: 'Centre' },
      ],
    });
    expect((await network.get('/api/auth/me/sections', token)).body).toMatchObject({ giftCards: true });
    const { accessToken: stranger } = await test.app.get(Sessions).openForGuest(network.id, await network.guest());
    for (const path of ['face', 'transactions'])
      expect((await network.get(`${own}/${path}`, stranger)).body).toMatchObject({ code: 'not_found' });
    expect((await network.post(`${own}/recode`, stranger, {})).body).toMatchObject({ code: 'not_found' });
    await network.post(`${own}/recode`, token, {}).expect(200);
    expect((await desk.spend(face, 1)).body).toMatchObject({ code: 'gift_card_unknown' });
    const { body: moved } = await network.get(`${own}/face`, token);
    expect((await desk.spend(moved as GiftFace, 1_000)).body).toMatchObject({ card: { balance: 6_000 } });
    expect(await findings()).toEqual([]);
  });
});
