import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

describe('acts over the limit of their author', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const post = (guest: string, points: number, direction = 'CREDIT', token = cashier, key = newId()) =>
    network.post(
      `/api/guests/${guest}/transaction`,
      token,
      {
        type: 'MANUAL',
        pointOfSaleId: network.pointOfSaleId,
        direction,
        points,
        reasonCode: 'GOODWILL',
        comment: 'long wait',
      },
      key,
    );
  const askFor = async (guest: string, points = 600, direction = 'CREDIT') => {
    const asked = await post(guest, points, direction);
    expect([asked.status, asked.body.status]).toEqual([202, 'AWAITING_APPROVAL']);
    return asked.body.id as string;
  };
  const decide = (id: string, what: 'approve' | 'reject', token = manager) =>
    network.post(`/api/transactions/${id}/${what}`, token);
  const balanceOf = async (guest: string) => (await network.get(`/api/guests/${guest}/balance`, cashier)).body;

  it('wait without an effect, are seen as waiting, and have all of it once approved', async () => {
    const guest = await network.guest();
    const id = await askFor(guest);
    expect((await balanceOf(guest)).available).toBe(0);
    expect((await network.get(`/api/transactions/${id}`, cashier)).body).toEqual({
      id,
      type: 'MANUAL',
      status: 'AWAITING_APPROVAL',
    });
    const approved = await decide(id, 'approve');
    expect([approved.status, approved.body.id, approved.body.points]).toEqual([200, id, 600]);
    expect((await balanceOf(guest)).available).toBe(600);
    expect((await network.get(`/api/transactions/${id}`, manager)).body).toMatchObject({
      status: 'POSTED',
      comment: 'long wait',
    });
  });

  it('are refused for a guest whom the network does not have, and leave no request', async () => {
    const stranger = await (await TillNetwork.create(test)).guest();
    for (const guest of [newId(), stranger]) {
      const asked = await post(guest, 600);
      expect([asked.status, asked.body.code]).toEqual([404, 'guest_not_found']);
    }
    expect((await network.get('/api/transactions/awaiting-approval', manager)).body.items).toEqual([]);
  });

  it('are not approved by their author', async () => {
    const guest = await network.guest();
    const asked = await post(guest, 10_001, 'CREDIT', manager);
    const own = await decide(asked.body.id as string, 'approve');
    expect([asked.status, own.status, own.body.code]).toEqual([202, 403, 'own_act']);
  });

  it('have none once rejected; a second reject is answered as a second approval', async () => {
    const guest = await network.guest();
    const id = await askFor(guest);
    const rejected = await decide(id, 'reject');
    expect([rejected.status, rejected.body]).toEqual([200, { id, type: 'MANUAL', status: 'REJECTED' }]);
    for (const verb of ['reject', 'approve'] as const) {
      const late = await decide(id, verb);
      expect([late.status, late.body.code, late.body.decision]).toEqual([409, 'already_decided', 'REJECTED']);
    }
    expect((await balanceOf(guest)).available).toBe(0);
    expect((await network.get(`/api/transactions/${id}`, manager)).status).toBe(404);
  });

  it('are not rejected any more when they were approved', async () => {
    const id = await askFor(await network.guest());
    await decide(id, 'approve');
    const late = await decide(id, 'reject');
    expect([late.status, late.body.code, late.body.decision]).toEqual([409, 'already_decided', 'POSTED']);
  });

  it('keep the reason of the person who rejected them', async () => {
    const id = await askFor(await network.guest());
    const reason = 'The guest was served in time';
    expect((await network.post(`/api/transactions/${id}/reject`, manager, { reason })).status).toBe(200);
    const decided = await network.get('/api/approvals?status=DECIDED', manager);
    expect(decided.body.items[0]).toMatchObject({ id, kind: 'MANUAL', status: 'REJECTED', reason, mayApprove: false });
  });

  it('are taken back by the person who asked alone, once, and no more after a decision', async () => {
    const guest = await network.guest();
    const id = await askFor(guest);
    const withdraw = (token: string, act = id) => network.post(`/api/transactions/${act}/withdraw`, token);
    expect((await withdraw(manager)).body.code).toBe('forbidden');
    expect((await withdraw(cashier)).body).toEqual({ id, type: 'MANUAL', status: 'WITHDRAWN' });
    expect((await withdraw(cashier)).body).toMatchObject({ status: 409, decision: 'WITHDRAWN' });
    const late = await decide(id, 'approve');
    expect([late.status, late.body.code, late.body.decision]).toEqual([409, 'already_decided', 'WITHDRAWN']);
    expect((await decide(id, 'reject')).body.decision).toBe('WITHDRAWN');
    expect((await balanceOf(guest)).available).toBe(0);
    const approved = await askFor(guest);
    await decide(approved, 'approve');
    expect((await withdraw(cashier, approved)).body.decision).toBe('POSTED');
  });

  it('go on waiting when they are refused at the approval', async () => {
    const guest = await network.guest();
    const id = await askFor(guest, 600, 'DEBIT');
    const refused = await decide(id, 'approve');
    expect([refused.status, refused.body.code, refused.body.available]).toEqual([422, 'insufficient_points', 0]);
    await post(guest, 700, 'CREDIT', manager);
    expect((await decide(id, 'approve')).status).toBe(200);
    expect((await balanceOf(guest)).available).toBe(100);
  });

  it('are decided by another manager of the same network alone', async () => {
    const guest = await network.guest();
    const asked = await post(guest, 10_001, 'CREDIT', manager);
    expect(asked.status).toBe(202);
    const id = asked.body.id as string;
    for (const what of ['approve', 'reject'] as const) {
      expect((await decide(id, what)).status).toBe(403);
      expect((await decide(id, what, cashier)).status).toBe(403);
    }
    const stranger = await (await TillNetwork.create(test)).tokenOf('manager');
    expect((await decide(id, 'approve', stranger)).status).toBe(404);
    expect((await decide(newId(), 'reject')).status).toBe(404);
    expect((await decide(id, 'approve', await network.tokenOf('manager'))).status).toBe(200);
  });

  it('answer a repeated key as the first time, when both come at once too, and refuse it for another request', async () => {
    const guest = await network.guest();
    const key = newId();
    const [first, second] = await Promise.all([1, 2].map(() => post(guest, 600, 'CREDIT', cashier, key)));
    expect([first?.status, second?.status]).toEqual([202, 202]);
    expect(first?.text).toBe(second?.text);
    const again = await post(guest, 600, 'CREDIT', cashier, key);
    expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([202, first?.text, 'true']);
    const other = await post(guest, 601, 'CREDIT', cashier, key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('are listed oldest first, a page at a time, without those that were decided', async () => {
    const own = await TillNetwork.create(test);
    const [asking, deciding] = [await own.tokenOf('cashier'), await own.tokenOf('manager')];
    const guest = await own.guest();
    const ids: string[] = [];
    for (const points of [601, 602, 603, 604]) {
      const body = {
        type: 'MANUAL',
        direction: 'CREDIT',
        points,
        reasonCode: 'OTHER',
        pointOfSaleId: own.pointOfSaleId,
      };
      ids.push((await own.post(`/api/guests/${guest}/transaction`, asking, body)).body.id as string);
    }
    await own.post(`/api/transactions/${ids[1] ?? ''}/reject`, deciding);
    const page = async (cursor?: string) => {
      const answer = await own.get(
        `/api/transactions/awaiting-approval?limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`,
        deciding,
      );
      expect(answer.status).toBe(200);
      return answer.body as { items: { id: string; points: number; guestId: string }[]; nextCursor: string | null };
    };
    const first = await page();
    expect(first.items.map((item) => item.id)).toEqual([ids[0], ids[2]]);
    expect(first.items[0]).toMatchObject({ type: 'MANUAL', status: 'AWAITING_APPROVAL', points: 601, guestId: guest });
    expect(first.items[0]).toMatchObject({ direction: 'CREDIT', reasonCode: 'OTHER', comment: null, sale: null });
    const second = await page(first.nextCursor ?? '');
    expect([second.items.map((item) => item.id), second.nextCursor]).toEqual([[ids[3]], null]);
    expect((await own.get('/api/transactions/awaiting-approval?cursor=nonsense', deciding)).status).toBe(400);
  });

  it('say what the approver has to know: why points, and of which sale how much money goes back', async () => {
    const own = await TillNetwork.create(test);
    const [asking, deciding] = [await own.tokenOf('cashier'), await own.tokenOf('manager')];
    const guest = await own.guest();
    const sale = (await own.post(`/api/guests/${guest}/transaction`, asking, own.sale(900_000))).body.id as string;
    const manual = {
      type: 'MANUAL',
      direction: 'DEBIT',
      points: 601,
      reasonCode: 'CORRECTION',
      comment: 'typed twice',
    };
    await own.post(`/api/guests/${guest}/transaction`, asking, manual).expect(202);
    const asked = await own.post(`/api/transactions/${sale}/refund`, asking, { amount: 800_000, reason: 'cold pizza' });
    const refund = {
      amount: 800_000,
      payable: 760_000,
      pointsReturned: 0,
      pointsTakenBack: expect.any(Number) as number,
      pointsNotTaken: 0,
    };
    expect([asked.status, asked.body]).toEqual([
      202,
      { id: expect.any(String) as string, type: 'REFUND', status: 'AWAITING_APPROVAL', refund },
    ]);
    const { items } = (await own.get('/api/transactions/awaiting-approval', deciding)).body as { items: object[] };
    expect(items).toMatchObject([
      {
        type: 'MANUAL',
        direction: 'DEBIT',
        reasonCode: 'CORRECTION',
        comment: 'typed twice',
        sale: null,
        refund: null,
      },
      {
        type: 'REFUND',
        direction: null,
        reasonCode: null,
        comment: 'cold pizza',
        sale: { id: sale, type: 'SALE', amount: 900_000 },
        refund: asked.body.refund as object,
      },
    ]);
    const approved = await own.post(`/api/transactions/${asked.body.id as string}/approve`, deciding);
    expect(approved.body).toMatchObject(asked.body.refund as object);
  });

  it('say when a refund would be refused by now', async () => {
    const [asking, deciding] = [await network.tokenOf('cashier'), manager];
    const guest = await network.guest();
    const sale = (await network.post(`/api/guests/${guest}/transaction`, asking, network.sale(900_000))).body
      .id as string;
    const asked = await network.post(`/api/transactions/${sale}/refund`, asking, { reason: 'cold pizza' });
    expect(asked.body.refund).toMatchObject({ amount: 900_000 });
    await network.post(`/api/transactions/${sale}/refund`, deciding, { reason: 'told at the table' }).expect(201);
    const { items } = (await network.get('/api/transactions/awaiting-approval?limit=100', deciding)).body as {
      items: { id: string }[];
    };
    expect(items.find(({ id }) => id === asked.body.id)).toMatchObject({ sale: { id: sale }, refund: null });
  });

  it('are refused to a service, which has nobody who could be asked', async () => {
    const key = await network.keyOf('loyalty');
    const guest = await network.guest();
    const above = await post(guest, 10_001, 'CREDIT', key);
    expect([above.status, above.body.code]).toEqual([403, 'limit_exceeded']);
    expect((await post(guest, 10_000, 'CREDIT', key)).status).toBe(201);
  });
});
