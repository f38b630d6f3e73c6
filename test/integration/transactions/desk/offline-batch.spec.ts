import { OfflineHandlers } from '../../../../src/transactions/desk/offline/offline.commands';
import { Logger } from '@nestjs/common';
import { newId } from '../../../../src/platform/ids/ids';
import { ProblemError } from '../../../../src/platform/problems/problem';
import { Till } from '../../../../src/transactions/till/queue/till';
import { itAtNight } from '../../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { keepsToBackground } from '../../../support/background-watch';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

interface Item {
  readonly counter: number;
  readonly status: number;
  readonly body: { readonly id: string; readonly code: string; readonly status: string; readonly requestId?: string };
}

const MINUTE = 60_000;
/** Batches of a network that are worked on at once. */
const MAX_BATCHES = 16;

describe('the batch of an offline till', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    cashier = await network.tokenOf('cashier');
  });
  keepsToBackground(() => test, OfflineHandlers, 'record');
  afterAll(() => test.close());

  const actOf = (counter: number, guestId: string, body: object, key = newId()) => ({ counter, key, guestId, body });
  const send = async (token: string, ...acts: object[]): Promise<Item[]> => {
    const batch = { deviceId: 'till-1', sentAt: new Date().toISOString(), acts };
    const answer = await network.post('/api/transactions/batch', token, batch);
    expect(answer.status).toBe(200);
    return answer.body.items as Item[];
  };
  const manual = (points: number) => ({
    type: 'MANUAL',
    direction: 'CREDIT',
    points,
    reasonCode: 'OTHER',
    pointOfSaleId: network.pointOfSaleId,
  });

  it('answers each act by itself, and loses none because of another', async () => {
    const guest = await network.guest();
    const items = await send(
      cashier,
      actOf(1, newId(), network.sale(1_000)),
      actOf(2, guest, { type: 'GIFT' }),
      actOf(3, guest, network.sale(1_000, { pointsToRedeem: 10 })),
      actOf(4, guest, { ...network.sale(1_000), pointOfSaleId: network.otherPointOfSaleId }),
      actOf(5, guest, manual(501)),
      actOf(6, guest, manual(7)),
      actOf(7, guest, network.sale(155_000)),
    );
    expect(items.map(({ counter, status, body }) => [counter, status, status < 300 ? body.status : body.code])).toEqual(
      [
        [1, 404, 'guest_not_found'],
        [2, 400, 'invalid_body'],
        [3, 422, 'insufficient_points'],
        [4, 403, 'restaurant_not_allowed'],
        [5, 202, 'AWAITING_APPROVAL'],
        [6, 201, 'POSTED'],
        [7, 201, 'POSTED'],
      ],
    );
    expect((await network.get(`/api/guests/${guest}/balance`, cashier)).body.available).toBe(347 + 7);
  });

  it('loses none because the clock of the till is off by centuries', async () => {
    const guest = await network.guest();
    const batch = {
      deviceId: 'till-of-the-future',
      sentAt: '9999-12-31T23:59:59Z',
      acts: [
        // An act without a time gets the time of the batch. The corrected time of the next act lies before the history.
        actOf(1, guest, network.sale(155_000)),
        actOf(2, guest, network.sale(155_000, { occurredAt: '2026-11-20T12:00:00Z' })),
      ],
    };
    const answer = await network.post('/api/transactions/batch', cashier, batch);
    expect(answer.status).toBe(200);
    const items = answer.body.items as Item[];
    expect(items.map(({ status, body }) => [status, body.code])).toEqual([
      [201, undefined],
      [422, 'occurred_at_out_of_range'],
    ]);
    expect((await network.get(`/api/guests/${guest}/balance`, cashier)).body.available).toBe(347);
    const [same] = (await network.post('/api/transactions/batch', cashier, batch)).body.items as Item[];
    expect(same?.body.id).toBe(items[0]?.body.id);
  });

  it('leaves a failure of ours in the log, under the request, and the others recorded', async () => {
    const guest = await network.guest();
    const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    jest.spyOn(test.app.get(Till), 'submit').mockRejectedValueOnce(new Error('a bug'));
    const items = await send(cashier, actOf(101, guest, network.sale(1_000)), actOf(102, guest, network.sale(1_000)));
    jest.restoreAllMocks();
    expect(items.map(({ status }) => status)).toEqual([500, 201]);
    const requestId = items[0]?.body.requestId;
    expect(logged.mock.calls.flat()).toContainEqual(
      expect.objectContaining({ requestId, counter: 101, error: expect.objectContaining({ message: 'a bug' }) }),
    );
  });

  it('is recorded while tills have all reserved connections, and so is a sale of long ago that comes alone', async () => {
    const guest = await network.guest();
    const reserved = jest.spyOn(network.database, 'callReserved').mockReturnValue(new Promise(() => undefined));
    const items = await send(cashier, actOf(121, guest, network.sale(1_000)), actOf(122, guest, manual(7)));
    const occurredAt = new Date(Date.now() - 60 * MINUTE).toISOString();
    const alone = await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(2_000, { occurredAt }));
    expect([...items.map(({ status }) => status), alone.status]).toEqual([201, 201, 201]);
    expect(reserved).not.toHaveBeenCalled();
    reserved.mockRestore();
  });

  it('waits at its till while many tills send theirs', async () => {
    const guest = await network.guest();
    const held: (() => void)[] = [];
    const submit = jest.spyOn(test.app.get(Till), 'submit').mockImplementation(
      () =>
        new Promise((_, fail) => {
          held.push(() => fail(new ProblemError('unavailable', {}, [], 1)));
        }),
    );
    const acts = [actOf(1, guest, network.sale(1_000))];
    const post = (till: number) =>
      network.post('/api/transactions/batch', cashier, {
        deviceId: `till of many ${String(till)}`,
        sentAt: new Date().toISOString(),
        acts,
      });
    const sent = Array.from({ length: MAX_BATCHES }, (_, till) => Promise.resolve(post(till)));
    await eventually('all batches under way', () => held.length === MAX_BATCHES);
    const more = await post(MAX_BATCHES);
    expect([more.status, more.body.code, more.headers['retry-after']]).toEqual([429, 'rate_limited', '1']);
    for (const release of held) release();
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(sent.map(() => 200));
    submit.mockRestore();
    expect((await post(MAX_BATCHES)).status).toBe(200);
  });

  it('keeps the order of a guest whose act can only be taken later, and takes those of others', async () => {
    const [guest, other] = [await network.guest(), await network.guest()];
    const acts = [
      actOf(111, guest, network.sale(100_000)),
      actOf(112, other, network.sale(1_000)),
      actOf(113, guest.toUpperCase(), network.sale(2_000)),
      actOf(114, guest, manual(7)),
    ];
    const busy = new ProblemError('unavailable', {}, [], 1);
    jest.spyOn(test.app.get(Till), 'submit').mockRejectedValueOnce(busy);
    const first = await send(cashier, ...acts);
    expect(first.map(({ status, body }) => [status, body.code])).toEqual([
      [503, 'unavailable'],
      [201, undefined],
      [503, 'earlier_act_waits'],
      [503, 'earlier_act_waits'],
    ]);
    jest.restoreAllMocks();
    const again = await send(cashier, ...acts);
    expect(again.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(again[1]?.body).toEqual(first[1]?.body);
    const rows = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ id: string }>(
        `SELECT id FROM transactions WHERE network_id = $1 AND guest_id = $2 AND type IN ('SALE', 'MANUAL')
          ORDER BY guest_version`,
        [network.id, guest],
      ),
    );
    expect(rows.map(({ id }) => id)).toEqual([0, 2, 3].map((index) => again[index]?.body.id));
  });

  it('is taken from a device whose first acts were none of any time', async () => {
    const guest = await network.guest();
    const deliver = async (counter: number, body: object) => {
      const acts = [actOf(counter, guest, body)];
      const answer = await network.post('/api/transactions/batch', cashier, {
        deviceId: 'till-of-nonsense',
        sentAt: new Date().toISOString(),
        acts,
      });
      return [answer.status, (answer.body.items as Item[] | undefined)?.[0]?.status];
    };
    expect(await deliver(1, { type: 'GIFT' })).toEqual([200, 400]);
    expect(await deliver(2, network.sale(1_000))).toEqual([200, 201]);
  });

  it('records once what had got through online under the same key, and says the same of it', async () => {
    const guest = await network.guest();
    const [key, body] = [newId(), network.sale(155_000)];
    const online = await network.post(`/api/guests/${guest}/transaction`, cashier, body, key);
    const [late] = await send(cashier, actOf(8, guest, body, key));
    expect([late?.status, late?.body]).toEqual([201, online.body]);
    const [other] = await send(cashier, actOf(9, guest, network.sale(1), key));
    expect([other?.status, other?.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  itAtNight('takes 500 acts that come a day late, each once, in order and with their own times', async () => {
    const guests = await Promise.all(Array.from({ length: 20 }, () => network.guest()));
    const began = Date.now() - 24 * 60 * MINUTE;
    const rungUp = Array.from({ length: 500 }, (_, index) => ({
      guestId: guests[(index * 7) % guests.length] ?? '',
      amount: 10_000 + index,
      occurredAt: new Date(began + index * MINUTE).toISOString(),
    }));
    const acts = rungUp.map(({ guestId, amount, occurredAt }, index) =>
      actOf(index + 1, guestId, network.sale(amount, { occurredAt })),
    );
    const deliver = async (from: number) => {
      const batch = { deviceId: 'till-of-a-day', sentAt: new Date().toISOString(), acts: acts.slice(from, from + 100) };
      return (await network.post('/api/transactions/batch', cashier, batch).expect(200)).body.items as Item[];
    };
    const answers: Item[] = [];
    for (let from = 0; from < acts.length; from += 100) answers.push(...(await deliver(from)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    // The answer was lost: the repeated call records nothing.
    expect(await deliver(100)).toEqual(answers.slice(100, 200));
    const rows = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ guestId: string; amount: number; occurredAt: Date }>(
        `SELECT guest_id AS "guestId", amount, occurred_at AS "occurredAt" FROM transactions
          WHERE network_id = $1 AND guest_id = ANY ($2::uuid[]) AND type = 'SALE' ORDER BY guest_id, guest_version`,
        [network.id, guests],
      ),
    );
    for (const guestId of guests)
      expect(
        rows
          .filter((row) => row.guestId === guestId)
          .map(({ amount, occurredAt }) => ({ guestId, amount, occurredAt: occurredAt.toISOString() })),
      ).toEqual(rungUp.filter((act) => act.guestId === guestId));
  });

  it('takes the parts of a divided check of several guests, each once and with its own time', async () => {
    const [anna, boris] = [await network.guest(), await network.guest()];
    const rungUpAt = Date.now() - 3 * 60 * MINUTE;
    const partOf = (number: number, amount: number) =>
      network.sale(amount, {
        externalOrderId: 'check-of-a-table',
        part: { number, of: 3, receiptAmount: 10_000 },
        occurredAt: new Date(rungUpAt + number * MINUTE).toISOString(),
      });
    const keys = [newId(), newId(), newId()];
    const guests = [
      actOf(301, anna, partOf(1, 3_334), keys[0]),
      actOf(302, boris, partOf(2, 3_333), keys[1]),
      // This part is larger than the rest that the other parts leave.
      actOf(303, anna, partOf(3, 4_000)),
    ];
    const first = await send(cashier, ...guests);
    expect(first.map(({ status, body }) => [status, body.code])).toEqual([
      [201, undefined],
      [201, undefined],
      [422, 'receipt_parts_mismatch'],
    ]);
    // The answer of the call got lost.
    expect((await send(cashier, ...guests)).slice(0, 2)).toEqual(first.slice(0, 2));
    const nobody = await network.post('/api/receipts', cashier, partOf(3, 3_333), keys[2]);
    expect(nobody.status).toBe(201);
    const { items } = (await network.get(`/api/receipts/${String(nobody.body.id)}/parts`, cashier)).body as {
      items: { guestId: string | null; amount: number; occurredAt: string }[];
    };
    expect(items.map(({ guestId, amount, occurredAt }) => [guestId, amount, Date.parse(occurredAt)])).toEqual([
      [anna, 3_334, rungUpAt + MINUTE],
      [boris, 3_333, rungUpAt + 2 * MINUTE],
      [null, 3_333, rungUpAt + 3 * MINUTE],
    ]);
  });

  it('is within the rights of its sender, act by act', async () => {
    const guest = await network.guest();
    const items = await send(
      await network.keyOf('till'),
      actOf(1, guest, manual(5)),
      actOf(2, guest, network.sale(1_000)),
    );
    expect(items.map(({ status }) => status)).toEqual([403, 201]);
  });

  it('has each counter once', async () => {
    const guest = await network.guest();
    const acts = [actOf(1, guest, network.sale(1)), actOf(1, guest, network.sale(2))];
    const refused = await network.post('/api/transactions/batch', cashier, {
      deviceId: 'x',
      sentAt: new Date().toISOString(),
      acts,
    });
    expect([refused.status, refused.body.errors[0].code]).toEqual([400, 'counter_twice']);
  });
});
