import { points } from '../../src/decision';
import { Sessions } from '../../src/security';
import { newId } from '../../src/platform/ids/ids';
import { LedgerVerification } from '../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../support/app';
import { outboxOf } from '../support/outbox';
import { TillNetwork } from '../support/till-network';
import { presetForNetwork } from '../../src/configuration/programs/drafts/scaled-preset.rules';

interface Refused {
  readonly status: number;
  readonly body: { readonly code?: string; readonly max?: number; readonly id: string };
}

const FAMILIES = {
  mostMembers: 4,
  pool: { perDay: points(5_000), perMonth: points(20_000), pointsCoolFor: 0, membersCoolFor: 0 },
};

describe('a dishonest cashier', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;
  let guest: { id: string; cardNumber: string; phone: string };
  let guestToken: string;
  let serial = Date.now() % 1_000_000;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, {
      document: { ...presetForNetwork('hybrid-5', 2), families: FAMILIES },
      settings: {
        transfers: {
          allowed: true,
          atOnce: 10_000,
          perDay: 10_000,
          perMonth: 10_000,
          pointsCoolFor: 0,
          guestsCoolFor: 0,
        },
      },
    });
    [cashier, manager] = [await network.tokenOf('cashier'), await network.tokenOf('manager')];
    guest = await register('Ivan Petrov');
    await credit(guest.id, 8_000);
    guestToken = (await test.app.get(Sessions).openForGuest(network.id, guest.id)).accessToken;
  });
  afterEach(async () => {
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });
  afterAll(() => test.close());

  const act = () => `/api/guest/${guest.id}/transaction`;
  const register = async (name: string) => {
    const phone = `+7926${String((serial += 1)).padStart(7, '0')}`;
    const { body } = await network.post('/api/guests', manager, { phone, name }).expect(201);
    return { ...(body as { id: string; cardNumber: string }), phone };
  };
  const credit = (guestId: string, amount: number) =>
    network
      .post(`/api/guest/${guestId}/transaction`, manager, {
        type: 'MANUAL',
        direction: 'CREDIT',
        points: amount,
        reasonCode: 'GOODWILL',
      })
      .expect(201);
  const card = async (): Promise<{ cardCode: string; qr: string }> =>
    (await network.get('/api/auth/me/card', guestToken)).body as { cardCode: string; qr: string };
  const spend = async (wanted: number, more: object = {}, token = cashier): Promise<Refused> =>
    network.post(act(), token, {
      type: 'REDEMPTION',
      pointOfSaleId: network.pointOfSaleId,
      points: wanted,
      orderAmount: 5_000_000,
      ...more,
    });
  const ask = async (wanted: number) =>
    (await network.post(`/api/guest/${guest.id}/confirmations`, cashier, { points: wanted }).expect(201)).body as {
      id: string;
      channel: string | null;
    };
  const sentCode = async (): Promise<string> => {
    const message = (await outboxOf(test, network.id)).find(({ to }) => to.endsWith(guest.phone.slice(-4)));
    return /\d{6}/.exec(message?.body ?? '')?.[0] ?? '';
  };
  const lookUp = (body: object) => network.post('/api/guests/lookup', cashier, body).expect(200);
  const available = async (): Promise<number> =>
    ((await network.get(`/api/guest/${guest.id}/balance`, cashier)).body as { available: number }).available;

  it('spends nothing of a guest found by name, or never looked up', async () => {
    expect(await spend(4_000)).toMatchObject({ status: 422, body: { code: 'confirmation_required', max: 0 } });
    const { body } = await network.post('/api/guests/search', cashier, { query: 'Ivan' }).expect(200);
    expect((body as { items: object[] }).items).toMatchObject([{ id: guest.id }]);
    expect(await spend(100)).toMatchObject({ status: 422, body: { code: 'confirmation_required', max: 0 } });
    const quote = await network.post(`/api/guest/${guest.id}/quote`, cashier, network.sale(500_000));
    expect(quote.body).toMatchObject({ confirmAbove: 0 });
    const held = await network.post(
      `/api/guest/${guest.id}/quote`,
      cashier,
      network.sale(500_000, { pointsToRedeem: 500, hold: true }),
    );
    expect([held.status, held.body.code]).toEqual([422, 'confirmation_required']);
    expect(await available()).toBe(8_100);
  });

  it('gets no further than the limit of the day by ten acts on one receipt, also at once', async () => {
    await lookUp({ card: guest.cardNumber });
    const receiptNumber = 'A-1';
    const acts = await Promise.all(Array.from({ length: 10 }, () => spend(150, { receiptNumber })));
    expect(acts.filter(({ status }) => status === 201)).toHaveLength(3);
    for (const { status, body } of acts.filter((one) => one.status !== 201))
      expect([status, body.code]).toEqual([422, 'confirmation_required']);
    expect(await available()).toBe(8_100 - 450);
    // A second receipt on the same day.
    expect((await spend(500, { receiptNumber: 'A-2' })).status).toBe(201);
    expect(await spend(100, { receiptNumber: 'A-3' })).toMatchObject({ status: 422, body: { max: 50 } });
    const undone = await spend(50 + 50);
    expect(undone.status).toBe(422);
  });

  it('spends above the limit with what the guest shows, once', async () => {
    await lookUp({ phone: guest.phone });
    expect(await spend(1_500)).toMatchObject({ status: 422, body: { code: 'confirmation_required', max: 1_000 } });
    const { cardCode } = await card();
    const confirmed = await spend(1_500, { confirmation: { code: cardCode } });
    expect(confirmed).toMatchObject({ status: 201, body: { identifiedBy: 'CODE' } });
    expect(await spend(1_500, { confirmation: { code: cardCode } })).toMatchObject({
      status: 422,
      body: { code: 'confirmation_failed' },
    });
    const { qr } = await card();
    expect((await spend(1_500, { confirmation: { qr } })).status).toBe(201);
    expect((await spend(1_500, { confirmation: { qr } })).body.code).toBe('confirmation_failed');
    const other = await register('Other Guest');
    const token = (await test.app.get(Sessions).openForGuest(network.id, other.id)).accessToken;
    const theirs = (await network.get('/api/auth/me/card', token)).body as { cardCode: string };
    expect((await spend(1_500, { confirmation: { code: theirs.cardCode } })).body.code).toBe('confirmation_failed');
    // Confirmed spends count towards no limit.
    expect((await spend(1_000)).status).toBe(201);
  });

  it('hears of a confirmed sale again under its key, which is sent again when its answer was lost', async () => {
    await lookUp({ phone: guest.phone });
    const { id } = await ask(1_500);
    for (const show of [
      async () => ({ code: (await card()).cardCode }),
      async () => ({ qr: (await card()).qr }),
      async () => ({ id, oneTimeCode: await sentCode() }),
    ]) {
      const key = newId();
      const sale = network.sale(1_000_000, { pointsToRedeem: 1_500, confirmation: await show() });
      const first = await network.post(act(), cashier, sale, key).expect(201);
      const again = await network.post(act(), cashier, sale, key);
      expect([again.status, (again.body as { id: string }).id]).toEqual([201, (first.body as { id: string }).id]);
      expect((await network.post(act(), cashier, sale)).body.code).toBe('confirmation_failed');
    }
  });

  it('spends above the limit with the code of a message, or after a tap of the guest', async () => {
    const byCode = await ask(2_000);
    expect(byCode.channel).toBe('SMS');
    const oneTimeCode = await sentCode();
    const wrong = oneTimeCode === '000000' ? '000001' : '000000';
    expect((await spend(2_000, { confirmation: { id: byCode.id, oneTimeCode: wrong } })).status).toBe(422);
    expect((await spend(2_001, { confirmation: { id: byCode.id, oneTimeCode } })).body.code).toBe(
      'confirmation_failed',
    );
    expect((await spend(2_000, { confirmation: { id: byCode.id, oneTimeCode } })).status).toBe(201);
    expect((await spend(2_000, { confirmation: { id: byCode.id, oneTimeCode } })).status).toBe(422);

    const byTap = await ask(3_000);
    const key = newId();
    const sale = network.sale(5_000_000, { pointsToRedeem: 3_000, confirmation: { id: byTap.id } });
    expect((await network.post(act(), cashier, sale, key)).body.code).toBe('confirmation_failed');
    const own = (await network.get('/api/auth/me/confirmations', guestToken)).body as { items: { id: string }[] };
    expect(own.items).toMatchObject([{ id: byTap.id, points: 3_000 }]);
    await network.post(`/api/auth/me/confirmations/${byTap.id}`, guestToken, { confirm: true }).expect(200);
    const stolen = await spend(3_000, { confirmation: { id: byTap.id } }, await network.tokenOf('cashier'));
    expect(stolen.body.code).toBe('confirmation_failed');
    expect((await network.post(act(), cashier, sale, key)).status).toBe(201);
  });

  it('has a service that may name only what its key allows', async () => {
    const key = await network.keyOf('till');
    expect((await spend(900, { identifiedBy: 'QR' }, key)).status).toBe(201);
    expect(await spend(900, { identifiedBy: 'QR', receiptNumber: 'K-2' }, key)).toMatchObject({
      status: 201,
      body: { identifiedBy: 'TILL_SYSTEM' },
    });
    expect((await spend(900, { identifiedBy: 'QR' }, key)).body.code).toBe('confirmation_required');
    const made = await network
      .post('/api/api-keys', manager, { name: 'kiosk', scopes: ['till'], identifies: 'CODE' })
      .expect(201);
    const trusted = (made.body as { key: string }).key;
    expect(await spend(2_500, { identifiedBy: 'CODE' }, trusted)).toMatchObject({
      status: 201,
      body: { identifiedBy: 'CODE' },
    });
    expect((await spend(100, { identifiedBy: 'QR' })).status).toBe(403);
  });

  it('counts a receipt once, and attaches no receipt that is another guest’s', async () => {
    const key = await network.keyOf('till');
    const names = { receiptNumber: 'R-1', externalOrderId: 'order-1' };
    await network.post(act(), cashier, network.sale(100_000, names)).expect(201);
    const again = await network.post(act(), key, network.sale(90_000, { receiptNumber: 'R-1' }));
    expect([again.status, again.body.code]).toEqual([409, 'receipt_already_recorded']);
    const friend = await register('Friend Of Cashier');
    const first = (await network.get(`/api/guest/${guest.id}/history`, cashier)).body as { items: { id: string }[] };
    const claimed = await network.post(`/api/receipts/${first.items[0]?.id ?? ''}/claim`, cashier, {
      guestId: friend.id,
    });
    expect([claimed.status, claimed.body.code]).toEqual([409, 'receipt_already_claimed']);
    const stolen = await network.post(`/api/guest/${friend.id}/transaction`, cashier, network.sale(100_000, names));
    expect(stolen.status).toBe(409);
  });

  it('founds no family and moves no points without the guest', async () => {
    const friend = await register('Friend Of Cashier');
    const family = await network.post('/api/families', cashier, { headId: guest.id });
    expect([family.status, family.body.code]).toEqual([422, 'confirmation_required']);
    const gift = { toGuestId: friend.id, points: 2_000 };
    const moved = await network.post(`/api/guest/${guest.id}/transfers`, cashier, gift);
    expect([moved.status, moved.body.code]).toEqual([422, 'confirmation_required']);
    const { qr } = await card();
    await network.post(`/api/guest/${guest.id}/transfers`, cashier, { ...gift, confirmation: { qr } }).expect(201);
    const reused = await network.post('/api/families', cashier, { headId: guest.id, confirmation: { qr } });
    expect([reused.status, reused.body.code]).toEqual([422, 'confirmation_failed']);
    const { cardCode } = await card();
    await network.post('/api/families', cashier, { headId: guest.id, confirmation: { code: cardCode } }).expect(201);
  });
});
