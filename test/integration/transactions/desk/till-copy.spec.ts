import { randomUUID } from 'node:crypto';
import {
  compileProgram,
  decide,
  type GuestState,
  minorUnits,
  points,
  type ProgramDocument,
  settle,
} from '../../../../src/decision';
import { calendarOf } from '../../../../src/platform/clock/calendar';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { campaignOf } from '../../../support/decision/campaigns';
import { runCampaign } from '../../../support/run-campaign';
import { TillNetwork } from '../../../support/till-network';

interface Copy {
  readonly serverTime: string;
  readonly timeZone: string;
  readonly dayStart: string;
  readonly captureGraceMinutes: number;
  readonly restoreGraceDays: number;
  readonly program: { readonly version: number; readonly document: ProgramDocument };
  readonly guests: readonly { readonly guestId: string; readonly state: GuestState }[];
}

describe('the copy by which a till sells offline', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    cashier = await network.tokenOf('cashier');
  });
  afterAll(() => test.close());

  const path = (pointOfSaleId = network.pointOfSaleId) =>
    `/api/restaurants/${network.restaurantId}/points-of-sale/${pointOfSaleId}/offline-copy`;
  const copyOf = async (...guestIds: string[]): Promise<Copy> => {
    const answer = await network.post(path(), cashier, { guestIds });
    expect(answer.status).toBe(200);
    return answer.body as Copy;
  };

  it('is enough to decide a sale, points spent included, as the server quotes it', async () => {
    const guest = await network.guest();
    await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(155_000), newId());
    const { guests, program, timeZone, dayStart, captureGraceMinutes, restoreGraceDays } = await copyOf(guest);
    const now = Date.now();
    const compiled = compileProgram(program.document);
    const calendar = calendarOf(timeZone, dayStart);
    const [copied] = guests;
    if (copied === undefined) throw new Error('the guest was left out');
    const state = settle(compiled, copied.state, { now, calendar }).at(-1)?.decision.after ?? copied.state;
    const sale = {
      kind: 'SALE',
      occurredAt: now,
      restaurantId: network.restaurantId,
      pointOfSaleId: network.pointOfSaleId,
      channel: 'TILL',
      paymentMethod: null,
      amount: minorUnits(80_000),
      lines: null,
      pointsToRedeem: points(100),
      hold: null,
      prior: null,
      rewards: [],
      networkLimit: null,
      tierAsOf: null,
      birthdayToday: null,
      birthdayMonth: null,
      segments: null,
    } as const;
    const context = { now, recordedAt: now, calendar, inForce: null, transactionId: 'x' };
    const decided = decide(compiled, state, sale, {
      ...context,
      captureGraceMs: captureGraceMinutes * 60_000,
      restoredForDays: restoreGraceDays,
    });
    const quoted = await network.post(`/api/guests/${guest}/quote`, cashier, {
      ...network.sale(80_000),
      pointsToRedeem: 100,
    });
    expect([quoted.status, quoted.body.code]).toEqual([200, undefined]);
    const { payable, discount, pointsEarned, redeemable } = quoted.body;
    expect(decided).toMatchObject({ kind: 'DECIDED', amounts: { payable, discount, pointsEarned }, redeemable });
  });

  it('names each guest once, leaves out those whom the network does not have, and says the time', async () => {
    const guest = await network.guest();
    const copy = await copyOf(guest, guest, randomUUID());
    expect(copy.guests.map(({ guestId }) => guestId)).toEqual([guest]);
    expect(Math.abs(Date.parse(copy.serverTime) - Date.now())).toBeLessThan(60_000);
  });

  it('is of the own till alone, and of no more guests than a till keeps', async () => {
    const others = `/api/restaurants/${network.otherRestaurantId}/points-of-sale/${network.otherPointOfSaleId}/offline-copy`;
    expect((await network.post(others, cashier, { guestIds: [] })).body.code).toBe('restaurant_not_allowed');
    expect((await network.post(path(newId()), cashier, { guestIds: [] })).body.code).toBe('not_found');
    const tooMany = Array.from({ length: 201 }, () => randomUUID());
    const refused = await network.post(path(), cashier, { guestIds: tooMany });
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid_body']);
  });

  it('has the campaigns of the day at this restaurant, with what other tills have left of their budgets', async () => {
    const own = await TillNetwork.create(test, { settings: { campaignHoldoutPpm: 50_000 } });
    const token = await own.tokenOf('manager');
    const { restaurantId, otherRestaurantId } = own;
    const budgets = [
      { unit: 'POINTS', restaurantId: null, limit: 1_000 },
      { unit: 'POINTS', restaurantId, limit: 35 },
      { unit: 'USES', restaurantId: otherRestaurantId, limit: 1 },
    ] as const;
    await runCampaign(own, 'TEN', campaignOf({ budgets, announcement: { en: { title: 'Ten', text: 'Points.' } } }));
    await runCampaign(own, 'THERE', campaignOf({ where: { restaurantIds: [otherRestaurantId], channels: [] } }));
    const copied = async () => {
      const url = `/api/restaurants/${restaurantId}/points-of-sale/${own.pointOfSaleId}/offline-copy`;
      const { body } = await own.post(url, token, { guestIds: [] }).expect(200);
      return body as { campaigns: { code: string; left: object; document: object }[]; holdout: object };
    };
    const before = await copied();
    expect(before.campaigns).toMatchObject([
      { code: 'TEN', version: 1, left: { points: 35, money: null, uses: null } },
    ]);
    expect(before.campaigns[0]?.document).toMatchObject({ announcement: null, offer: { kind: 'POINTS', points: 10 } });
    expect(before.holdout).toEqual({ seed: `holdout:${own.id}`, sharePpm: 50_000 });
    let given = 0;
    for (let sale = 0; sale < 2; sale += 1) {
      const sold = await own.post(`/api/guests/${await own.guest()}/transaction`, token, own.sale(1_000)).expect(201);
      const { trace } = sold.body as { trace: { rule: string; amount: number }[] };
      given += trace.find(({ rule }) => rule === 'campaign.TEN')?.amount ?? 0;
    }
    expect((await copied()).campaigns[0]?.left).toEqual({ points: 35 - given, money: null, uses: null });
  });

  it('two devices of one till, or one that was paired anew, deliver the same numbers without losing an act', async () => {
    const guest = await network.guest();
    const occurredAt = new Date().toISOString();
    const deliver = async (deviceId: string, key: string) => {
      const acts = [{ counter: 1, key, guestId: guest, body: { ...network.sale(10_000), occurredAt } }];
      const batch = { deviceId, sentAt: new Date().toISOString(), acts };
      const { body } = await network.post('/api/transactions/batch', cashier, batch);
      return body.items[0] as { status: number; body: { id: string } };
    };
    const [first, second, repeated] = [newId(), newId(), newId()];
    const [here, there] = [await deliver('device-before', first), await deliver('device-after', second)];
    const copied = await deliver('device-before', repeated);
    expect([here.status, there.status, copied.status]).toEqual([201, 201, 201]);
    expect(new Set([here.body.id, there.body.id, copied.body.id]).size).toBe(3);
    expect((await deliver('device-after', second)).body.id).toBe(there.body.id);
  });
});
