import { applicationOfWorker, type TestApp } from '../support/app';
import { codeSentTo } from '../support/outbox';
import { TillNetwork } from '../support/till-network';
import { addressOfThisRun, phoneOfThisRun, registerByCode } from './people';

/** A customer over the years: the account stays one, whatever phone and card it is known by. */
describe('a customer', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { settings: { cards: { staticQrAllowed: true } } });
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const lookUp = (key: object) => network.post('/api/guests/lookup', cashier, key);
  const balanceOf = async (guestId: string, token: string): Promise<number> =>
    (await network.get(`/api/guest/${guestId}/balance`, token)).body.available as number;

  it('registers by a code, buys, spends, gets a refund, changes the phone, loses the card, and keeps every point', async () => {
    const first = phoneOfThisRun();
    const guest = await registerByCode(test, network.id, first, 'Anna');
    const sellTo = (amount: number, more: object = {}) =>
      network.post(`/api/guest/${guest.id}/transaction`, cashier, network.sale(amount, { ...more }));

    const card = (await network.get('/api/auth/me/card', guest.token)).body as { cardNumber: string; qr: string };
    expect((await lookUp({ qr: card.qr })).body.id).toBe(guest.id);
    const bought = await sellTo(155_000, { receiptNumber: 'C-1' });
    expect(bought.body).toMatchObject({ pointsEarned: 347, balance: { available: 447 } });

    // Scanned afresh: the QR of the first sale is used up.
    const next = (await network.get('/api/auth/me/card', guest.token)).body as { qr: string };
    expect((await lookUp({ qr: next.qr })).body.id).toBe(guest.id);
    const spent = await sellTo(100_000, { receiptNumber: 'C-2', pointsToRedeem: 200 });
    expect(spent.body).toMatchObject({ type: 'SALE', pointsRedeemed: 200 });
    const refund = await network.post(`/api/transactions/${spent.body.id as string}/refund`, manager, {
      reason: 'cold',
    });
    expect(refund.body).toMatchObject({ pointsReturned: 200 });
    const points = await balanceOf(guest.id, guest.token);
    expect(points).toBe(447);

    const second = phoneOfThisRun();
    const asked = await network
      .post(`/api/guests/${guest.id}/phone`, guest.token, { phone: second })
      .set('X-Forwarded-For', addressOfThisRun());
    const body = {
      verificationId: asked.body.verificationId as string,
      code: await codeSentTo(test, network.id, second),
    };
    const changed = await network.post(`/api/guests/${guest.id}/phone/confirm`, guest.token, body);
    expect(changed.body).toMatchObject({ id: guest.id, phone: second, balance: { available: points } });

    const printed = (await network.get(`/api/guests/${guest.id}/card`, cashier)).body as { qr: string };
    const replaced = await network.post(`/api/guests/${guest.id}/card/replace`, guest.token);
    expect(replaced.status).toBe(200);
    // A found card or the old phone leads to no account.
    for (const key of [{ qr: printed.qr }, { card: card.cardNumber }, { phone: first }])
      expect((await lookUp(key)).body.code).toBe('guest_not_found');

    const again = await registerByCode(test, network.id, second, 'Somebody else');
    expect([again.id, again.name]).toEqual([guest.id, 'Anna']);
    expect(await balanceOf(guest.id, again.token)).toBe(points);
    const found = await lookUp({ card: replaced.body.cardNumber as string });
    expect(found.body).toMatchObject({ id: guest.id, balance: { available: points } });
    const history = await network.get(`/api/guest/${guest.id}/history`, again.token);
    expect((history.body.items as { type: string }[]).map(({ type }) => type)).toEqual([
      'REFUND',
      'SALE',
      'SALE',
      'AWARD',
    ]);
  });
});
