import { Database } from '../../src/platform/database/database';
import { newId } from '../../src/platform/ids/ids';
import { NO_ORIGIN, Staff } from '../../src/security';
import { LedgerVerification } from '../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../support/app';
import { codeSentTo } from '../support/outbox';
import { tokenOfUser } from '../integration/support/people-fixture';
import { TillNetwork } from '../support/till-network';
import { addressOfThisRun, phoneOfThisRun, registerByCode, type SelfRegistered } from './people';

/** A guest who wants points that are not theirs, over HTTP alone. */
describe('a dishonest guest', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;
  let thief: SelfRegistered;
  let victim: SelfRegistered;
  let victimsPhone: string;

  beforeEach(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
    victimsPhone = phoneOfThisRun();
    victim = await registerByCode(test, network.id, victimsPhone, 'Vera');
    thief = await registerByCode(test, network.id, phoneOfThisRun(), 'Mallory');
    await network.post(`/api/guest/${victim.id}/transaction`, cashier, network.sale(155_000));
  });
  // The books balance after every attempt.
  afterEach(async () => {
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });
  afterAll(() => test.close());

  const lookUp = (key: object, token = cashier) => network.post('/api/guests/lookup', token, key);
  const begin = (phone: string, address: string) =>
    test
      .api()
      .post('/api/auth/register')
      .set('X-Forwarded-For', address)
      .send({ networkId: network.id, phone, consents: [] });
  const verify = (verificationId: string, code: string, address: string) =>
    test.api().post('/api/auth/verify').set('X-Forwarded-For', address).send({ verificationId, code });

  it('does not guess the way into an account: five tries a code, five codes a phone, thirty tries an address', async () => {
    const address = addressOfThisRun();
    const statuses: number[] = [];
    // The victim has used one code of the hour to register.
    for (let round = 0; round < 5; round += 1) {
      const begun = await begin(victimsPhone, address);
      statuses.push(begun.status);
      if (begun.status !== 202) continue;
      const { verificationId } = begun.body as { verificationId: string };
      const right = await codeSentTo(test, network.id, victimsPhone);
      for (let guess = 0; guess < 5; guess += 1) {
        const wrong = String((Number(right) + 1 + guess) % 1_000_000).padStart(6, '0');
        expect((await verify(verificationId, wrong, address)).body.code).toBe('verification_failed');
      }
      expect((await verify(verificationId, right, address)).body.code).toBe('verification_expired');
    }
    expect(statuses).toEqual([202, 202, 202, 202, 429]);
    // The address has sent 24 wrong or late codes so far. Codes for other phones count towards the limit of the same address.
    const codes: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      const { verificationId } = (await begin(phoneOfThisRun(), address)).body as { verificationId: string };
      for (let guess = 0; guess < 5; guess += 1)
        codes.push((await verify(verificationId, `${String(guess)}x`, address)).body.code as string);
    }
    expect(codes).toContain('locked_out');
    expect(codes.slice(-3)).toEqual(['locked_out', 'locked_out', 'locked_out']);
  });

  it('learns nothing about phones from how registration answers', async () => {
    const known = await begin(victimsPhone, addressOfThisRun());
    const unknown = await begin(phoneOfThisRun(), addressOfThisRun());
    expect([known.status, Object.keys(known.body as object)]).toEqual([
      unknown.status,
      Object.keys(unknown.body as object),
    ]);
  });

  it('reaches nothing of another guest by ids, keys or a till', async () => {
    const key = 'a-key-that-both-use';
    const own = await network.post(`/api/guests/${thief.id}/card/replace`, thief.token, {}, key);
    expect(own.status).toBe(200);
    // The same idempotency key, sent for another guest, is a different key.
    const theirs = await network.post(`/api/guests/${victim.id}/card/replace`, victim.token, {}, key);
    expect([theirs.status, theirs.body.id]).toEqual([200, victim.id]);
    expect(theirs.body.cardNumber).not.toBe(own.body.cardNumber);
    for (const path of [
      `/api/guests/${victim.id}`,
      `/api/guest/${victim.id}/balance`,
      `/api/guest/${victim.id}/history`,
      `/api/guests/${victim.id}/consents`,
    ]) {
      expect([path, (await network.get(path, thief.token)).status]).toEqual([path, 404]);
    }
    for (const [path, body] of [
      [`/api/guests/${victim.id}/card/replace`, {}],
      [`/api/guests/${victim.id}/phone`, { phone: phoneOfThisRun() }],
    ] as const) {
      expect([path, (await network.post(path, thief.token, body)).status]).toEqual([path, 404]);
    }
    for (const [path, body] of [
      [`/api/guest/${thief.id}/transaction`, network.sale(1_000_000)],
      [`/api/guest/${thief.id}/transaction`, { type: 'MANUAL', direction: 'CREDIT', points: 1, reasonCode: 'OTHER' }],
      ['/api/guests/lookup', { phone: victimsPhone }],
      [`/api/guests/${thief.id}/unblock`, { reasonCode: 'OTHER' }],
      [`/api/guests/${victim.id}/merge`, { sourceId: thief.id, reason: 'x' }],
    ] as const) {
      expect([path, (await network.post(path, thief.token, body)).status]).toEqual([path, 403]);
    }
  });

  it('does not pay twice with one QR, nor with a picture of another guest’s', async () => {
    const shown = (await network.get('/api/auth/me/card', victim.token)).body as { qr: string; cardCode: string };
    expect((await lookUp({ qr: shown.qr })).body.id).toBe(victim.id);
    const elsewhere = await network.tokenOf('cashier', [network.otherRestaurantId]);
    // The picture is shown at another till while the victim is served.
    expect((await lookUp({ qr: shown.qr }, elsewhere)).body.code).toBe('guest_not_found');
    const sale = network.sale(10_000, { receiptNumber: 'D-1' });
    expect((await network.post(`/api/guest/${victim.id}/transaction`, cashier, sale)).status).toBe(201);
    expect((await lookUp({ qr: shown.qr })).body.code).toBe('guest_not_found');
    const forged = `${shown.qr.slice(0, -1)}${shown.qr.endsWith('0') ? '1' : '0'}`;
    expect((await lookUp({ qr: forged })).body.code).toBe('guest_not_found');
  });

  it('gets no second welcome: not by the same phone, and points do not go in circles', async () => {
    const again = await registerByCode(test, network.id, victimsPhone, 'New here');
    expect(again.id).toBe(victim.id);
    const refused = await network.post('/api/auth/me/transfers', thief.token, { toGuestId: thief.id, points: 1 });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    const before = await network.get(`/api/guest/${thief.id}/balance`, thief.token);
    expect(before.body.available).toBe(100);
  });

  it('earns and spends nothing once blocked, whatever phone or card they come with', async () => {
    const blocked = await network.post(`/api/guests/${thief.id}/block`, manager, { reasonCode: 'OTHER' });
    expect(blocked.status).toBe(200);
    await network.post(`/api/guests/${thief.id}/card/replace`, thief.token);
    const next = phoneOfThisRun();
    const asked = await network
      .post(`/api/guests/${thief.id}/phone`, thief.token, { phone: next })
      .set('X-Forwarded-For', addressOfThisRun());
    const body = {
      verificationId: asked.body.verificationId as string,
      code: await codeSentTo(test, network.id, next),
    };
    await network.post(`/api/guests/${thief.id}/phone/confirm`, thief.token, body);
    expect((await registerByCode(test, network.id, next, 'Innocent')).id).toBe(thief.id);
    for (const more of [{}, { pointsToRedeem: 50 }]) {
      const refused = await network.post(`/api/guest/${thief.id}/transaction`, cashier, network.sale(20_000, more));
      expect([refused.status, refused.body.code]).toEqual([422, 'guest_blocked']);
    }
    expect((await network.get(`/api/guest/${thief.id}/balance`, thief.token)).body.available).toBe(100);
  });

  it('claims no slip twice, none by guessing, and not every slip that others left on their tables', async () => {
    const slipOf = async (n: number) => {
      const body = { pointOfSaleId: network.pointOfSaleId, amount: 20_000, receiptNumber: `T-${String(n)}` };
      const receipt = await network.post('/api/receipts', cashier, body);
      const shown = await network.get(`/api/receipts/${receipt.body.id as string}/qr`, cashier);
      return shown.body.qr as string;
    };
    const claim = (qr: string, token = thief.token) => network.post('/api/auth/me/receipts', token, { qr });
    const codes: unknown[] = [];
    const slip = await slipOf(0);
    // A picture of a slip that its guest claimed.
    expect((await claim(slip, victim.token)).status).toBe(201);
    codes.push((await claim(slip)).body.code);
    // The digits of the transaction are changed, and those of a card are shown.
    codes.push((await claim(`${slip.slice(0, 60)}${slip[60] === '1' ? '2' : '1'}${slip.slice(61)}`)).body.code);
    const { qr } = (await network.get('/api/auth/me/card', thief.token)).body as { qr: string };
    codes.push((await claim(qr)).body.code);
    expect(codes).toEqual(['receipt_already_claimed', 'receipt_qr_invalid', 'receipt_qr_invalid']);
    const statuses: number[] = [];
    for (let n = 1; n <= 9; n += 1) statuses.push((await claim(await slipOf(n))).status);
    expect(statuses).toEqual([201, 201, 201, 201, 201, 201, 201, 429, 429]);
  });

  it('rings up no sale of others at the till where they work to claim it at home', async () => {
    const { app } = test;
    const { user } = await app.get(Database).inNetwork(network.id, (tx) =>
      app.get(Staff).create(
        tx,
        network.id,
        {
          email: `cashier-${newId()}@example.test`,
          role: 'cashier',
          restaurantIds: [network.restaurantId],
          guestId: thief.id,
        },
        { actor: 'system', origin: NO_ORIGIN },
      ),
    );
    const till = await tokenOfUser(app, user.id);
    const body = { pointOfSaleId: network.pointOfSaleId, amount: 90_000, receiptNumber: 'T-own' };
    const receipt = (await network.post('/api/receipts', till, body)).body as { id: string };
    const { qr } = (await network.get(`/api/receipts/${receipt.id}/qr`, till)).body as { qr: string };
    const refused = await network.post('/api/auth/me/receipts', thief.token, { qr });
    expect([refused.status, refused.body.code]).toEqual([403, 'own_account']);
  });
});
