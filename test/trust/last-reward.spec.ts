import { newId } from '../../src/platform/ids/ids';
import { applicationsOfWorker, type TestApp } from '../support/app';
import { RewardShop } from '../support/rewards/reward-shop';
import { TillNetwork } from '../support/till-network';
import { reportTrials, trialsOf } from './trials';

const AT_ONCE = 50;

/** Claim 2 for shared stock: the last item, place and use of a code go to one guest, on two processes. */
describe('claim 2: the last reward', () => {
  let doors: readonly TestApp[];
  let network: TillNetwork;
  let shop: RewardShop;

  beforeAll(async () => {
    doors = await applicationsOfWorker();
    network = await TillNetwork.create(doors[0] as TestApp);
    shop = await RewardShop.open(network);
  });
  afterAll(() => Promise.all(doors.map((door) => door.close())));

  /** Fifty guests at once, half of them at each process. */
  const rush = async (guests: readonly string[], body: object) => {
    const answers = await Promise.all(
      guests.map((guest, n) =>
        (doors[n % 2] as TestApp)
          .api()
          .post(`/api/guests/${guest}/transaction`)
          .set('Authorization', `Bearer ${shop.cashier}`)
          .set('Idempotency-Key', newId())
          .send({ pointOfSaleId: network.pointOfSaleId, ...body }),
      ),
    );
    return answers.map(({ status, body: answer }) => (status === 201 ? 'TAKEN' : (answer.code as string))).sort();
  };
  const guestsWith = async (points: number) => {
    const guests: string[] = [];
    for (let n = 0; n < AT_ONCE; n += 1)
      guests.push(points === 0 ? await network.guest() : await shop.guestWith(points));
    return guests;
  };
  const lost = (code: string, winners: number) => [
    ...Array.from({ length: winners }, () => 'TAKEN'),
    ...Array.from({ length: AT_ONCE - winners }, () => code),
  ];

  it('the last items have as many owners as there are', async () => {
    const rounds = trialsOf({ inTest: 3, full: 1_000 });
    const guests = await guestsWith(rounds);
    for (let round = 0; round < rounds; round += 1) {
      const item = await shop.item({ cost: 1, stock: 1 + (round % 3) });
      const answers = await rush(guests, { type: 'REDEMPTION', redemptionItemId: item });
      expect(answers).toEqual(lost('out_of_stock', 1 + (round % 3)).sort());
      expect(await shop.stock(item)).toBe(0);
    }
    reportTrials(2, 'fifty guests at once on the last items, two processes', rounds);
  });

  it('the last place of an appointment has one owner', async () => {
    const rounds = trialsOf({ inTest: 3, full: 1_000 });
    const guests = await guestsWith(rounds);
    const item = await shop.item({ kind: 'EXPERIENCE', cost: 1, byAppointment: true });
    for (let round = 0; round < rounds; round += 1) {
      const startsAt = new Date(Date.now() + 86_400_000).toISOString();
      const endsAt = new Date(Date.now() + 90_000_000).toISOString();
      const slot = await network.post(`/api/redemption-items/${item}/slots`, shop.manager, {
        startsAt,
        endsAt,
        capacity: 1,
      });
      const body = { type: 'REDEMPTION', redemptionItemId: item, slotId: (slot.body as { id: string }).id };
      expect(await rush(guests, body)).toEqual(lost('slot_taken', 1).sort());
    }
    reportTrials(2, 'fifty guests at once on the last place, two processes', rounds);
  });

  it('the last uses of a shared code are made as often as there are', async () => {
    const rounds = trialsOf({ inTest: 3, full: 1_000 });
    const guests = await guestsWith(0);
    const item = await shop.discount({ cost: 0 });
    for (let round = 0; round < rounds; round += 1) {
      const code = await shop.sharedCode(item, 2);
      expect(await rush(guests, { type: 'SALE', amount: 5_000, coupons: [code] })).toEqual(
        lost('coupon_used', 2).sort(),
      );
    }
    reportTrials(2, 'fifty guests at once on the last uses of a code, two processes', rounds);
  });

  it('a code of one use has one owner, at a sale or for a product, and another when it comes back', async () => {
    const rounds = trialsOf({ inTest: 3, full: 1_000 });
    const guests = await guestsWith(0);
    const [discount, product] = [await shop.discount({ cost: 0 }), await shop.item({ cost: 0 })];
    const codes = [await shop.singleCodes(discount, rounds), await shop.singleCodes(product, rounds)];
    for (let round = 0; round < rounds; round += 1) {
      const [atSale, forProduct] = codes.map((of) => of[round] as string);
      const sale = { type: 'SALE', amount: 5_000, coupons: [atSale] };
      expect(await rush(guests, sale)).toEqual(lost('coupon_used', 1).sort());
      const redemption = { type: 'REDEMPTION', redemptionItemId: product, coupon: forProduct };
      expect(await rush(guests, redemption)).toEqual(lost('coupon_used', 1).sort());
      const found = await network.post('/api/coupons/lookup', shop.manager, { code: atSale });
      const { saleId } = (found.body as { uses: { items: { saleId: string }[] } }).uses.items[0] as { saleId: string };
      const back = await network.post(`/api/transactions/${saleId}/refund`, shop.manager, { reason: 'cold' });
      expect(back.status).toBe(201);
      expect(await rush(guests, sale)).toEqual(lost('coupon_used', 1).sort());
    }
    reportTrials(2, 'fifty guests at once on a code of one use, three times, two processes', rounds);
  });

  it('a redemption is used by one sale, cancelled or used, never both', async () => {
    const rounds = trialsOf({ inTest: 20, full: 2_000 });
    const item = await shop.discount({ cost: 10 });
    for (let round = 0; round < rounds; round += 1) {
      const guest = await shop.guestWith(10);
      const { id } = (await shop.redeem(guest, item)).body as { id: string };
      const sale = { type: 'SALE', pointOfSaleId: network.pointOfSaleId, amount: 5_000, redemptionIds: [id] };
      const post = (n: number, path: string, body: object) =>
        (doors[n % 2] as TestApp)
          .api()
          .post(path)
          .set('Authorization', `Bearer ${shop.manager}`)
          .set('Idempotency-Key', newId())
          .send(body);
      const answers = await Promise.all([
        post(0, `/api/guests/${guest}/transaction`, sale),
        post(1, `/api/guests/${guest}/transaction`, sale),
        post(1, `/api/redemptions/${id}/cancel`, {}),
        post(0, `/api/redemptions/${id}/fulfil`, {}),
      ]);
      const done = answers.filter(({ status }) => status === 200 || status === 201);
      expect(done).toHaveLength(1);
      for (const { status, body } of answers.filter((answer) => !done.includes(answer)))
        expect([status, (body as { code: string }).code]).toEqual([409, 'redemption_closed']);
    }
    reportTrials(2, 'two sales, a cancellation and a handing over of one redemption at once', rounds);
  });
});
