import { newId } from '../../../../src/platform/ids/ids';
import { applicationsOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

/** A call, and another body of the same act for the same key. */
interface Call {
  readonly path: string;
  readonly body: object;
  readonly other: object;
}

const DAY_MS = 86_400_000;

describe('a refusal of a door is kept under its key', () => {
  let first: TestApp;
  let second: TestApp;
  let network: TillNetwork;
  let manager: string;
  let guest: string;

  beforeAll(async () => {
    [first, second] = await applicationsOfWorker();
    network = await TillNetwork.create(first, { settings: { transfers: { allowed: true } } });
    manager = await network.tokenOf('manager');
    guest = await network.guest();
  });
  afterAll(async () => {
    await first.close();
    await second.close();
  });

  const ask = (process: TestApp, path: string, body: object, key: string, token = manager) =>
    process.api().post(path).set('Authorization', `Bearer ${token}`).set('Idempotency-Key', key).send(body);
  const tillPath = () => `/api/restaurants/${network.restaurantId}/points-of-sale/${network.pointOfSaleId}`;
  const closeTill = async (closed: boolean) => {
    await first.api().patch(tillPath()).set('Authorization', `Bearer ${manager}`).send({ closed }).expect(200);
    const seen = async (process: TestApp) => {
      const { body } = await process.api().get(tillPath()).set('Authorization', `Bearer ${manager}`);
      return (body as { closedAt: string | null }).closedAt !== null;
    };
    await eventually(
      'both processes know',
      async () => (await seen(first)) === closed && (await seen(second)) === closed,
    );
  };
  const posted = async (path: string, body: object): Promise<string> => {
    const answer = await network.post(path, manager, body);
    expect(answer.status).toBe(201);
    return (answer.body as { id: string }).id;
  };
  const toGuest = (body: object): Call => ({
    path: `/api/guests/${guest}/transaction`,
    body,
    other: { ...body, externalOrderId: newId() },
  });
  const credit = (reasonCode: string) => ({ type: 'MANUAL', direction: 'CREDIT', points: 700, reasonCode });
  const far = (): string => new Date(Date.now() - 9 * DAY_MS).toISOString().slice(0, 10);

  /**
   * Sends a call to two processes at once, and later again to one process. Expects the same refusal for all three calls, byte for byte, and
   * `idempotency_key_reused` for another body with the same key.
   */
  async function expectKept(call: Call, status: number, code: string, token = manager): Promise<void> {
    const key = newId();
    const [one, two] = await Promise.all([
      ask(first, call.path, call.body, key, token),
      ask(second, call.path, call.body, key, token),
    ]);
    expect([one.status, one.body.code]).toEqual([status, code]);
    expect([two.status, two.text]).toEqual([status, one.text]);
    const replayed = [one, two].filter(({ headers }) => headers['idempotent-replayed'] === 'true');
    expect(replayed).toHaveLength(1);
    const again = await ask(second, call.path, call.body, key, token);
    expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([status, one.text, 'true']);
    const other = await ask(first, call.path, call.other, key, token);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  }

  it('where the till is closed, also when it is open again; and a sale before it is told again while it is closed', async () => {
    const [soldKey, refusedKey] = [newId(), newId()];
    const path = `/api/guests/${guest}/transaction`;
    const sold = await ask(first, path, network.sale(10_000), soldKey);
    expect(sold.status).toBe(201);
    await closeTill(true);
    try {
      await expectKept(toGuest(network.sale(10_000)), 422, 'point_of_sale_closed');
      await expectKept(
        {
          path: `/api/guests/${guest}/quote`,
          body: { ...quoteOf(), hold: true },
          other: { ...quoteOf(1), hold: true },
        },
        422,
        'point_of_sale_closed',
      );
      const refused = await ask(second, path, network.sale(10_000), refusedKey);
      expect(refused.status).toBe(422);
      const again = await ask(second, path, network.sale(10_000), soldKey);
      expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([201, sold.text, 'true']);
      await closeTill(false);
      const stays = await ask(first, path, network.sale(10_000), refusedKey);
      expect([stays.status, stays.text]).toEqual([422, refused.text]);
      expect((await ask(first, path, network.sale(10_000), newId())).status).toBe(201);
    } finally {
      await closeTill(false);
    }
  });

  it('for a business date that is not that of the act', async () => {
    await expectKept(toGuest(network.sale(10_000, { businessDate: far() })), 422, 'business_date_out_of_range');
    const receipt = { pointOfSaleId: network.pointOfSaleId, amount: 100, businessDate: far() };
    await expectKept(
      { path: '/api/receipts', body: receipt, other: { ...receipt, amount: 200 } },
      422,
      'business_date_out_of_range',
    );
  });

  it('for a reason that the network does not have, also beyond the limit of the caller', async () => {
    const path = `/api/guests/${guest}/transaction`;
    const cashier = await network.tokenOf('cashier');
    const call = { path, body: credit('WHIM'), other: { ...credit('WHIM'), points: 701 } };
    await expectKept(call, 422, 'reason_code_unknown', cashier);
    await expectKept(call, 422, 'reason_code_unknown');
  });

  it('for what is no sale that goes back, and for a sale that is nobody’s to claim', async () => {
    const granted = await posted(`/api/guests/${guest}/transaction`, credit('OTHER'));
    for (const what of ['refund', 'undo'])
      await expectKept(
        { path: `/api/transactions/${granted}/${what}`, body: { reason: 'x' }, other: { reason: 'y' } },
        422,
        'not_refundable',
      );
    const sale = await posted(`/api/guests/${guest}/transaction`, network.sale(10_000));
    await expectKept(
      { path: `/api/receipts/${sale}/claim`, body: { guestId: guest }, other: { guestId: await network.guest() } },
      409,
      'receipt_already_claimed',
    );
    await expectKept(
      { path: `/api/transactions/${sale}/restore`, body: { reason: 'x' }, other: { reason: 'y' } },
      422,
      'not_restorable',
    );
  });

  it('for what is no transfer and no merge, and for a guest with itself', async () => {
    const sale = await posted(`/api/guests/${guest}/transaction`, network.sale(10_000));
    const reason = { reason: 'x' };
    await expectKept(
      { path: `/api/transfers/${sale}/undo`, body: reason, other: { reason: 'y' } },
      422,
      'not_a_transfer',
    );
    await expectKept({ path: `/api/merges/${sale}/undo`, body: reason, other: { reason: 'y' } }, 422, 'not_a_merge');
    const self = { sourceId: guest, reason: 'x' };
    await expectKept(
      { path: `/api/guests/${guest}/merge`, body: self, other: { ...self, reason: 'y' } },
      422,
      'merge_not_possible',
    );
    const gift = { toGuestId: guest, points: 1 };
    await expectKept(
      { path: `/api/guests/${guest}/transfers`, body: gift, other: { ...gift, points: 2 } },
      422,
      'recipient_not_available',
    );
  });

  it('for what the platform alone gives, and for a guest whose phone is none', async () => {
    const service = await network.keyOf('loyalty');
    const activity = { activity: 'birthday', reference: newId() };
    await expectKept(
      { path: `/api/guests/${guest}/activities`, body: activity, other: { ...activity, reference: newId() } },
      422,
      'activity_unknown',
      service,
    );
    await expectKept({ path: '/api/guests', body: { phone: '12' }, other: { phone: '13' } }, 422, 'phone_invalid');
  });

  it('for an act that was decided by another manager before', async () => {
    const asked = await network.post(
      `/api/guests/${guest}/transaction`,
      await network.tokenOf('cashier'),
      credit('OTHER'),
    );
    const { id } = asked.body as { id: string };
    await network.post(`/api/transactions/${id}/approve`, manager).expect(200);
    await expectKept(
      { path: `/api/transactions/${id}/reject`, body: {}, other: { reason: 'late' } },
      409,
      'already_decided',
    );
  });

  it('and gives nothing and opens no shift; a refusal that says nothing of the act is not kept', async () => {
    const token = await network.tokenOf('cashier');
    const path = `/api/guests/${await network.guest()}/transaction`;
    const key = newId();
    const refused = await ask(first, path, network.sale(10_000, { businessDate: far() }), key, token);
    expect(refused.status).toBe(422);
    const shift = await network.get(`/api/shifts/current?pointOfSaleId=${network.pointOfSaleId}`, token);
    expect([shift.status, shift.body.code]).toEqual([404, 'shift_not_found']);
    const unkept = newId();
    const nowhere = await ask(first, path, { ...network.sale(10_000), pointOfSaleId: newId() }, unkept, token);
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'not_found']);
    expect((await ask(second, path, network.sale(10_000), unkept, token)).status).toBe(201);
  });

  it('and keeps no sale of a closed till from going back', async () => {
    const sale = await posted(`/api/guests/${guest}/transaction`, network.sale(10_000));
    const receipt = await posted('/api/receipts', { pointOfSaleId: network.pointOfSaleId, amount: 5_000 });
    await closeTill(true);
    try {
      expect((await network.post(`/api/transactions/${sale}/refund`, manager, { reason: 'cold' })).status).toBe(201);
      expect((await network.post(`/api/receipts/${receipt}/claim`, manager, { guestId: guest })).status).toBe(201);
    } finally {
      await closeTill(false);
    }
  });

  function quoteOf(more = 0): object {
    return { pointOfSaleId: network.pointOfSaleId, amount: 10_000 + more, pointsToRedeem: 0 };
  }
});
