import { createSecretKey, randomBytes } from 'node:crypto';
import { Cards } from '../../../../src/identity';
import { makeQr } from '../../../../src/identity/cards/qr.rules';
import { qrKeys, Sessions } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';
import { issueCode } from '../../../../src/identity/cards/show-card.query';

interface Shown {
  readonly cardNumber: string;
  readonly cardCode: string;
  readonly qr: string;
  readonly expiresAt: string;
}

describe('the card of a guest', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let otherCashier: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { settings: { rates: { lookupMissesPerMinute: 1_000 } } });
    cashier = await network.tokenOf('cashier');
    otherCashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  let serial = 0;
  const register = async (at = network, token = cashier): Promise<Shown & { id: string }> =>
    (await at.post('/api/guests', token, { phone: `+7917${String(1_000_000 + (serial += 1))}` })).body as Shown & {
      id: string;
    };
  const tokenOfGuest = async (guestId: string): Promise<string> =>
    (await test.app.get(Sessions).openForGuest(network.id, guestId)).accessToken;
  const lookup = (token: string, body: object) => network.post('/api/guests/lookup', token, body);
  const spend = (token: string, guestId: string, amount: number) =>
    network.post(`/api/guests/${guestId}/transaction`, token, network.sale(amount));

  it('is shown to the guest alone', async () => {
    const guest = await register();
    const own = await network.get('/api/auth/me/card', await tokenOfGuest(guest.id));
    expect(own.status).toBe(200);
    expect(own.body).toEqual({
      cardNumber: guest.cardNumber,
      cardCode: expect.stringMatching(/^\d{6}$/) as string,
      qr: expect.stringMatching(/^\d{108}$/) as string,
      expiresAt: expect.any(String) as string,
      staticQr: null,
    });
    const leftMs = Date.parse((own.body as Shown).expiresAt) - Date.now();
    expect(leftMs).toBeGreaterThan(25_000);
    expect(leftMs).toBeLessThan(121_000);
    for (const token of [cashier, manager]) expect((await network.get('/api/auth/me/card', token)).status).toBe(403);
  });

  it('finds its guest by code, QR and number, with balance, tier and rewards', async () => {
    const guest = await register();
    for (const body of [{ code: guest.cardCode }, { qr: guest.qr }, { card: guest.cardNumber }]) {
      const found = await lookup(cashier, body);
      expect(found.status).toBe(200);
      expect(found.body).toMatchObject({
        id: guest.id,
        balance: { available: 100 },
        tier: { code: 'BRONZE' },
        rewards: [],
      });
      expect(found.body).not.toHaveProperty('cardCode');
    }
    expect((await lookup(cashier, { card: guest.cardNumber.replace(/(.{4})/g, '$1 ').trim() })).body.id).toBe(guest.id);
    expect((await lookup(cashier, { code: `${guest.cardCode.slice(0, 3)} ${guest.cardCode.slice(3)}` })).body.id).toBe(
      guest.id,
    );
  });

  it('shows another code and QR once what it showed was used', async () => {
    const guest = await register();
    const token = await tokenOfGuest(guest.id);
    const face = async (): Promise<Shown> => (await network.get('/api/auth/me/card', token)).body as Shown;
    const first = await face();
    expect(await face()).toEqual(first);
    await lookup(cashier, { code: first.cardCode });
    const second = await face();
    expect(second.cardCode).not.toBe(first.cardCode);
    expect(second.qr).not.toBe(first.qr);
  });

  it('has a QR that is good for one sale, at the till that scanned it first', async () => {
    const guest = await register();
    expect((await lookup(cashier, { qr: guest.qr })).status).toBe(200);
    expect((await lookup(cashier, { qr: guest.qr })).status).toBe(200);
    const copied = await lookup(otherCashier, { qr: guest.qr });
    expect(copied.status).toBe(404);
    expect(copied.body.code).toBe('guest_not_found');
    expect((await spend(cashier, guest.id, 100_000)).status).toBe(201);
    expect((await lookup(cashier, { qr: guest.qr })).status).toBe(404);
  });

  it('is scanned by one of eight tills at once', async () => {
    const guest = await register();
    const tokens = await Promise.all(Array.from({ length: 8 }, () => network.tokenOf('cashier')));
    const answers = await Promise.all(tokens.map((token) => lookup(token, { qr: guest.qr })));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 404)).toHaveLength(7);
  });

  it('has a QR that neither a stranger nor yesterday can make', async () => {
    const guest = await register();
    const key = qrKeys().newest.key;
    const now = Date.now();
    const forged = [
      makeQr(createSecretKey(randomBytes(32)), network.id, guest.cardNumber, new Date(now)),
      makeQr(key, network.id, guest.cardNumber, new Date(now - 125_000)),
      makeQr(key, network.id, guest.cardNumber, new Date(now + 60_000)),
      makeQr(key, (await TillNetwork.create(test)).id, guest.cardNumber, new Date(now)),
      `${guest.qr.slice(0, -1)}${guest.qr.endsWith('0') ? '1' : '0'}`,
      guest.qr.slice(1),
    ];
    for (const qr of forged) expect((await lookup(cashier, { qr })).status).toBe(404);
  });

  it('has a static QR only where the network allows it', async () => {
    const guest = await register();
    const qr = test.app.get(Cards).makeQr(network.id, guest.cardNumber, null);
    expect((await lookup(cashier, { qr })).status).toBe(404);
    const open = await TillNetwork.create(test, { settings: { cards: { staticQrAllowed: true } } });
    const token = await open.tokenOf('cashier');
    const other = await register(open, token);
    const printed = test.app.get(Cards).makeQr(open.id, other.cardNumber, null);
    expect((await open.post('/api/guests/lookup', token, { qr: printed })).body.id).toBe(other.id);
  });

  it('remembers for each caller how the guest was identified last', async () => {
    const guest = await register();
    const user = (await network.get('/api/auth/me', cashier)).body as { id: string };
    const way = async () => {
      const found = await network.database
        .readsOf(network.id)
        .maybe<{ way: string }>(
          'SELECT way FROM identifications WHERE network_id = $1 AND actor_id = $2 AND guest_id = $3',
          [network.id, user.id, guest.id],
        );
      return found?.way;
    };
    expect(await way()).toBe('PHONE');
    await lookup(cashier, { card: guest.cardNumber });
    await eventually('the look-up by card', async () => (await way()) === 'CARD');
    await lookup(otherCashier, { code: guest.cardCode });
    expect(await way()).toBe('CARD');
    await lookup(cashier, { card: guest.cardNumber });
    await lookup(cashier, { code: guest.cardCode });
    expect(await way()).toBe('CODE');
  });

  it('has a code that ends with its sale', async () => {
    const guest = await register();
    expect((await lookup(cashier, { code: guest.cardCode })).status).toBe(200);
    await network.post(`/api/guests/${guest.id}/transaction`, cashier, network.sale(10_000)).expect(201);
    expect((await lookup(cashier, { code: guest.cardCode })).status).toBe(404);
  });

  it('never shares a living code with another of the network', async () => {
    const own = await TillNetwork.create(test);
    const token = await own.tokenOf('cashier');
    const guests = await Promise.all(Array.from({ length: 10 }, () => register(own, token)));
    await own.database.inNetwork(own.id, (tx) => tx.query('DELETE FROM card_codes WHERE network_id = $1', [own.id]));
    // With only ten possible codes, ten guests at once get one each and an eleventh gets none.
    const offer = (): string => `00000${String(Math.floor(Math.random() * 10))}`;
    const issue = (guestId: string) => own.database.inNetwork(own.id, (tx) => issueCode(tx, own.id, guestId, offer));
    const given: string[] = [];
    for (const half of [guests.slice(0, 3), guests.slice(3, 6)]) {
      given.push(...(await Promise.all(half.map((guest) => issue(guest.id)))).map((live) => live.code));
    }
    expect(new Set(given).size).toBe(6);
    const owners = await own.database.inNetwork(own.id, (tx) =>
      tx.query<{ code: string; guest_id: string }>('SELECT code, guest_id FROM card_codes WHERE network_id = $1', [
        own.id,
      ]),
    );
    expect(new Set(owners.map((row) => row.guest_id)).size).toBe(6);
    await own.database.inNetwork(own.id, (tx) =>
      tx.query(
        `INSERT INTO card_codes (network_id, code, guest_id, expires_at)
         SELECT $1, lpad(n::text, 6, '0'), $2, now() + interval '1 minute' FROM generate_series(0, 9) n ON CONFLICT DO NOTHING`,
        [own.id, guests[0]?.id],
      ),
    );
    await expect(issue(guests[9]?.id ?? '')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('has a code that is taken over once it is over, and finds nobody then', async () => {
    const guest = await register();
    await network.database.inNetwork(network.id, (tx) =>
      tx.query("UPDATE card_codes SET expires_at = now() - interval '1 second' WHERE guest_id = $1", [guest.id]),
    );
    expect((await lookup(cashier, { code: guest.cardCode })).status).toBe(404);
  });

  it('is not guessed: after as many misses as the network allows a till has to wait', async () => {
    const strict = await TillNetwork.create(test, { settings: { rates: { lookupMissesPerMinute: 5 } } });
    const token = await strict.tokenOf('cashier');
    const guest = await register(strict, token);
    const statuses: number[] = [];
    for (let guess = 0; guess < 8; guess += 1) {
      statuses.push((await strict.post('/api/guests/lookup', token, { code: '00000x' })).status);
    }
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429, 429, 429]);
    const refused = await strict.post('/api/guests/lookup', token, { card: guest.cardNumber });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(
      (await strict.post('/api/guests/lookup', await strict.tokenOf('cashier'), { card: guest.cardNumber })).status,
    ).toBe(200);
  });
});
