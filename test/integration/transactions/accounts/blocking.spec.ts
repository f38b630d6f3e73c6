import { newId } from '../../../../src/platform/ids/ids';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { programOf } from '../../../support/decision/programs';
import { TillNetwork } from '../../../support/till-network';

const DOCUMENT = programOf();

describe('a block of a guest', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { document: DOCUMENT });
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const change = (guest: string, word: 'block' | 'unblock', token = manager, key = newId()) =>
    test
      .api()
      .post(`/api/guests/${guest}/${word}`)
      .set('Authorization', `Bearer ${token}`)
      .set('Idempotency-Key', key)
      .send({ reasonCode: 'OTHER', comment: 'shares the card' });
  const sell = (guest: string, more: object = {}) =>
    network.post(`/api/guests/${guest}/transaction`, cashier, { ...network.sale(10_000), ...more });

  it('ends sales and redemptions until a manager ends it, and the journal is decided anew as it was', async () => {
    const guest = await network.guest();
    expect((await sell(guest)).status).toBe(201);
    const key = newId();
    const blocked = await change(guest, 'block', manager, key);
    expect([blocked.status, blocked.body]).toEqual([200, { guestId: guest, blocked: true }]);
    const again = await change(guest, 'block', manager, key);
    expect([again.status, again.headers['idempotent-replayed'], again.body]).toEqual([200, 'true', blocked.body]);
    const twice = await change(guest, 'block');
    expect([twice.status, twice.body.code]).toEqual([422, 'guest_blocked']);
    for (const body of [{}, { pointsToRedeem: 10 }]) {
      const refused = await sell(guest, body);
      expect([refused.status, refused.body.code]).toEqual([422, 'guest_blocked']);
    }
    expect((await network.get(`/api/guests/${guest}`, manager)).body.blocked).toBe(true);

    const unblocked = await change(guest, 'unblock');
    expect([unblocked.status, unblocked.body]).toEqual([200, { guestId: guest, blocked: false }]);
    const notBlocked = await change(guest, 'unblock');
    expect([notBlocked.status, notBlocked.body.code]).toEqual([409, 'guest_not_blocked']);
    expect((await sell(guest, { pointsToRedeem: 10 })).status).toBe(201);

    const audit = await network.get('/api/audit?subjectKind=guest', manager);
    expect((audit.body.items as { action: string }[]).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['guest.blocked', 'guest.unblocked']),
    );
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });

  it('is a manager’s alone, within the network', async () => {
    const guest = await network.guest();
    expect((await change(guest, 'block', cashier)).status).toBe(403);
    const stranger = await TillNetwork.create(test, { document: DOCUMENT });
    const other = await change(guest, 'block', await stranger.tokenOf('manager'));
    expect([other.status, other.body.code]).toEqual([404, 'guest_not_found']);
  });

  it('is one act for several guests, each by itself; a preview says the same and changes nothing', async () => {
    const [free, blocked, absent] = [await network.guest(), await network.guest(), newId()];
    await change(blocked, 'block').expect(200);
    const several = (act: string, ids: readonly string[], { preview = false, key = newId(), token = manager } = {}) =>
      test
        .api()
        .post('/api/guests/several')
        .set({ Authorization: `Bearer ${token}`, 'Idempotency-Key': key })
        .send({ act, ids, preview, reasonCode: 'OTHER' });
    const outcomes = async (...call: Parameters<typeof several>) => {
      const { items } = (await several(...call).expect(200)).body as {
        readonly items: readonly { id: string; outcome: string; reason: { code: string } | null }[];
      };
      return items.map(({ id, outcome, reason }) => [id, outcome, reason?.code ?? null]);
    };
    const isBlocked = async (id: string) => (await network.get(`/api/guests/${id}`, manager)).body.blocked as boolean;
    const ids = [free, blocked, absent];
    const expected = [
      [free, 'DONE', null],
      [blocked, 'UNCHANGED', null],
      [absent, 'REFUSED', 'guest_not_found'],
    ];
    expect(await outcomes('BLOCK', ids, { preview: true })).toEqual(expected);
    expect(await isBlocked(free)).toBe(false);
    const key = newId();
    expect(await outcomes('BLOCK', ids, { key })).toEqual(expected);
    expect(await isBlocked(free)).toBe(true);
    expect(await outcomes('UNBLOCK', [free])).toEqual([[free, 'DONE', null]]);
    // The repeated call gets the same response, and does not block the guest again.
    expect(await outcomes('BLOCK', ids, { key })).toEqual(expected);
    expect(await isBlocked(free)).toBe(false);
    expect(await isBlocked(blocked)).toBe(true);
    expect((await several('BLOCK', [free], { token: cashier })).status).toBe(403);
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });
});
