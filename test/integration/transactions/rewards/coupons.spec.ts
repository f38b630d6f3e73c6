import { CouponBatches } from '../../../../src/transactions/rewards/coupons/coupon-batches';
import { itAtNight } from '../../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';

describe('rewards and coupons at a sale', () => {
  let test: TestApp;
  let network: TillNetwork;
  let shop: RewardShop;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  // Wrong codes are counted for a till and for a person, so each try of each test has a network of its own.
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    shop = await RewardShop.open(network);
  });
  afterAll(() => test.close());

  const refund = (sale: string, body: object) =>
    network.post(`/api/transactions/${sale}/refund`, shop.manager, { reason: 'cold', ...body });

  it('a redeemed discount comes after the tier, is used up, and returns with the whole sale alone', async () => {
    const item = await shop.discount({ code: 'FIVE', minimumOrder: 2_000 });
    const guest = await shop.guestWith(100);
    const { id } = (await shop.redeem(guest, item)).body as { id: string };
    const small = await shop.sell(guest, 1_999, { redemptionIds: [id] });
    expect(small.body).toMatchObject({ code: 'order_minimum_not_met', min: 2_000, amount: 1_999, redemptionId: id });
    const quote = await network.post(
      `/api/guests/${guest}/quote`,
      shop.cashier,
      network.sale(10_000, { redemptionIds: [id] }),
    );
    expect(quote.body).toMatchObject({
      discount: 1_000,
      payable: 9_000,
      rewardsAvailable: { ready: [{ redemptionId: id, code: 'FIVE' }] },
    });
    const items = [
      { sku: 'a', quantity: 1, total: 3_000 },
      { sku: 'b', quantity: 1, total: 7_000 },
    ];
    const sale = await shop.sell(guest, 10_000, { redemptionIds: [id], items });
    expect(sale.body).toMatchObject({
      discount: 1_000,
      payable: 9_000,
      rewards: [{ redemptionId: id, redemptionItemId: item, code: 'FIVE' }],
    });
    expect((sale.body.trace as object[]).slice(0, 2)).toMatchObject([
      { rule: 'tier.BRONZE.discount', amount: 500 },
      { rule: 'reward.discount', amount: 500, reason: 'Reward “Item”: −₽5.00' },
    ]);
    expect(await shop.redemption(id)).toMatchObject({ status: 'FULFILLED', saleId: sale.body.id });
    expect((await shop.sell(guest, 10_000, { redemptionIds: [id] })).body.code).toBe('redemption_closed');

    const part = await refund(sale.body.id as string, { items: [{ line: 1 }] });
    expect(part.body).toMatchObject({ amount: 3_000, discount: 300, payable: 2_700 });
    expect((await shop.redemption(id)).status).toBe('FULFILLED');
    const rest = await refund(sale.body.id as string, {});
    expect(rest.body).toMatchObject({ amount: 7_000, discount: 700, payable: 6_300 });
    expect(await shop.redemption(id)).toMatchObject({ status: 'READY', saleId: null });
    expect((await shop.sell(guest, 10_000, { redemptionIds: [id] })).status).toBe(201);
    const explained = await network.get(`/api/transactions/${String(sale.body.id)}/explain`, shop.manager);
    expect(explained.body.agrees).toBe(true);
  });

  it('a free item is the dearest of its kind, and a delivery is free where the till charges it', async () => {
    const free = await shop.item({
      kind: 'FREE_ITEM',
      gift: { kind: 'FREE_ITEM', skus: [], categories: ['pizza'], most: null },
    });
    const delivery = await shop.item({
      kind: 'SHIPPING',
      gift: { kind: 'SHIPPING', skus: [], categories: ['delivery'] },
    });
    const guest = await shop.guestWith(300);
    const ids = [];
    for (const item of [free, delivery]) ids.push(((await shop.redeem(guest, item)).body as { id: string }).id);
    const items = [
      { category: 'pizza', quantity: 2, total: 2_000 },
      { category: 'pizza', quantity: 1, total: 1_500 },
      { category: 'delivery', quantity: 1, total: 500 },
    ];
    const none = await shop.sell(guest, 1_000, {
      redemptionIds: [ids[0]],
      items: [{ category: 'drinks', total: 1_000 }],
    });
    expect(none.body).toMatchObject({ code: 'reward_not_available', reason: 'NO_SUCH_ITEM' });
    const sale = await shop.sell(guest, 4_000, { redemptionIds: ids, items });
    // 5 % of the tier is 200, over the lines 100, 75 and 25; then 1,425 for the dearest pizza and 475 for the delivery.
    expect(sale.body).toMatchObject({ discount: 200 + 1_425 + 475, payable: 1_900 });
  });

  it('a shared code gives to each guest who brings it, so often in all and to each', async () => {
    const code = await shop.sharedCode(await shop.discount({ cost: 0 }), 2, { perGuest: 1 });
    const [first, second, third] = [await network.guest(), await network.guest(), await network.guest()];
    const sale = await shop.sell(first, 5_000, { coupons: [code.toLowerCase()] }, `c-${code}`);
    expect(sale.body).toMatchObject({ discount: 750, payable: 4_250 });
    expect((await shop.sell(first, 5_000, { coupons: [code.toLowerCase()] }, `c-${code}`)).text).toBe(sale.text);
    expect((await shop.sell(first, 5_000, { coupons: [code] })).body.code).toBe('reward_limit_reached');
    expect((await shop.sell(second, 5_000, { coupons: [code] })).status).toBe(201);
    expect((await shop.sell(third, 5_000, { coupons: [code] })).body.code).toBe('coupon_used');
    await refund(sale.body.id as string, {});
    expect((await shop.sell(third, 5_000, { coupons: [code] })).status).toBe(201);
    const unknown = await shop.sell(third, 5_000, { coupons: ['NOSUCHCODE'] });
    expect([unknown.status, unknown.body.code]).toEqual([422, 'coupon_unknown']);
    expect(JSON.stringify(unknown.body)).not.toContain('NOSUCHCODE');
  });

  it('sales that come at once with codes each have their own outcome, and a code is used as often as sales have it', async () => {
    const item = await shop.discount({ cost: 0 });
    const code = await shop.sharedCode(item, 6, { perGuest: 2 });
    const guests = await Promise.all(Array.from({ length: 6 }, () => network.guest()));
    const [twice, ...others] = guests as [string, ...string[]];
    const receipt = network.sale(5_000, { coupons: [code], receiptNumber: 'AT-ONCE' });
    const [recorded, ...sales] = await Promise.all([
      network.post(`/api/guests/${twice}/transaction`, shop.cashier, receipt, 'recorded'),
      shop.sell(twice, 5_000, { coupons: [code] }),
      ...others.map((guest) => shop.sell(guest, 5_000, { coupons: [code] })),
      ...others.map((guest) => shop.sell(guest, 5_000, { coupons: ['NOSUCHCODE'] })),
      ...others.map((guest) => shop.sell(guest, 5_000)),
    ]);
    const answers = sales.map(({ status, body }) => (status === 201 ? (body.discount as number) : body.code));
    const counts = new Map<unknown, number>();
    for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
    // The database decided which of the seven came last.
    const used = recorded.status === 201 ? 5 : 6;
    expect(Object.fromEntries(counts)).toEqual({ 750: used, 250: 5, coupon_used: 6 - used, coupon_unknown: 5 });
  });

  it('a sale whose receipt is there already uses up no code', async () => {
    const code = await shop.sharedCode(await shop.discount({ cost: 0 }), 1);
    const guest = await network.guest();
    const sale = (coupons: string[]) =>
      network.post(
        `/api/guests/${guest}/transaction`,
        shop.cashier,
        network.sale(5_000, { coupons, receiptNumber: 'THERE' }),
      );
    expect((await sale([])).status).toBe(201);
    expect((await sale([code])).body.code).toBe('receipt_already_recorded');
    expect((await shop.sell(guest, 5_000, { coupons: [code] })).status).toBe(201);
  });

  it('wrong codes are tried so often for a guest, and no more; a right one costs nothing', async () => {
    const code = await shop.sharedCode(await shop.discount({ cost: 0 }), 100);
    const guest = await network.guest();
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      expect((await shop.sell(guest, 5_000, { coupons: [code] })).status).toBe(201);
      statuses.push((await shop.sell(guest, 5_000, { coupons: [`WRONG${String(n)}`] })).status);
    }
    expect(statuses).toEqual([422, 422, 422, 422, 422]);
    expect((await shop.sell(guest, 5_000, { coupons: [code] })).status).toBe(429);
    expect((await shop.sell(guest, 5_000)).status).toBe(201);
    expect((await shop.sell(await network.guest(), 5_000, { coupons: [code] })).status).toBe(201);
  });

  it('a code of one use is good again with each refund, and each of its uses is found', async () => {
    const lookup = async (code: string) => {
      const { body } = await network.post('/api/coupons/lookup', shop.manager, { code });
      const { items } = body.uses as { items: { guestId: string; status: string; saleId: string }[] };
      return [body.state, body.usesLeft, ...items.map(({ guestId, status }) => `${status} ${guestId}`)];
    };
    const [code, other] = await shop.singleCodes(await shop.discount({ cost: 0 }), 2, { perGuest: 1 });
    const [first, second] = [await network.guest(), await network.guest()];
    expect(await lookup(code)).toEqual(['GOOD', 1]);
    const sale = await shop.sell(first, 5_000, { coupons: [code] }, `one-${code}`);
    expect(sale.body).toMatchObject({ discount: 750, payable: 4_250 });
    expect((await shop.sell(first, 5_000, { coupons: [code] }, `one-${code}`)).text).toBe(sale.text);
    expect(await lookup(code)).toEqual(['USED', 0, `FULFILLED ${first}`]);
    expect((await shop.sell(second, 5_000, { coupons: [code] })).body.code).toBe('coupon_used');
    expect((await shop.sell(second, 5_000, { coupons: [other as string, code] })).body.code).toBe('coupon_used');
    expect((await shop.sell(first, 5_000, { coupons: [other] })).body.code).toBe('reward_limit_reached');
    const quote = await network.post(
      `/api/guests/${second}/quote`,
      shop.cashier,
      network.sale(5_000, { coupons: [code] }),
    );
    expect(quote.body.code).toBe('coupon_used');

    await refund(sale.body.id as string, {});
    expect(await lookup(code)).toEqual(['GOOD', 1, `CANCELLED ${first}`]);
    const again = await shop.sell(second, 5_000, { coupons: [code] });
    expect(again.status).toBe(201);
    expect(await lookup(code)).toEqual(['USED', 0, `FULFILLED ${second}`, `CANCELLED ${first}`]);
    await refund(again.body.id as string, {});
    expect(await lookup(code)).toEqual(['GOOD', 1, `CANCELLED ${second}`, `CANCELLED ${first}`]);
    expect((await shop.sell(first, 5_000, { coupons: [other] })).status).toBe(201);
  });

  itAtNight('a code of one use that comes back after its batch is over is good for a while of its own', async () => {
    const validUntil = new Date(Date.now() + 2_500).toISOString();
    const [code, late] = await shop.singleCodes(await shop.discount({ cost: 0 }), 2, { validUntil });
    const guest = await network.guest();
    const sale = await shop.sell(guest, 5_000, { coupons: [code] });
    expect(sale.status).toBe(201);
    const over = async () => (await shop.sell(guest, 5_000, { coupons: [late] })).body.code === 'reward_not_available';
    await eventually('the batch is over', over);
    await refund(sale.body.id as string, {});
    expect((await shop.sell(guest, 5_000, { coupons: [code] })).status).toBe(201);
  });

  it('a code is found by managers of rewards, with who used it, and wrong ones are counted', async () => {
    const lookup = (code: string, query = '', who = shop.manager) =>
      network.post(`/api/coupons/lookup${query}`, who, { code });
    const item = await shop.discount({ cost: 0 });
    const code = await shop.sharedCode(item, 2);
    expect((await lookup(code)).body).toMatchObject({
      state: 'GOOD',
      number: 1,
      usesLeft: 2,
      goodUntil: null,
      batch: { kind: 'SHARED', redemptionItemId: item, uses: 2 },
      uses: { items: [], nextCursor: null },
    });
    const [first, second] = [await network.guest(), await network.guest()];
    const sale = await shop.sell(first, 5_000, { coupons: [code] });
    await shop.sell(second, 5_000, { coupons: [code] });
    const typed = ` ${code.toLowerCase().replace(/(.{4})/g, '$1-')} `;
    const used = (await lookup(typed, '?limit=1')).body;
    expect([used.state, used.usesLeft]).toEqual(['USED', 0]);
    expect(used.uses.items).toMatchObject([{ guestId: second, status: 'FULFILLED' }]);
    const older = (await lookup(code, `?limit=1&cursor=${String(used.uses.nextCursor)}`)).body;
    expect(older.uses).toMatchObject({ items: [{ guestId: first, saleId: sale.body.id }], nextCursor: null });

    await refund(sale.body.id as string, {});
    const back = (await lookup(code)).body;
    expect([back.state, back.usesLeft]).toEqual(['GOOD', 1]);
    expect(back.uses.items).toMatchObject([{ status: 'FULFILLED' }, { status: 'CANCELLED' }]);
    await network.post(`/api/coupons/batches/${String(back.batch.id)}/stop`, shop.manager);
    expect((await lookup(code)).body.state).toBe('STOPPED');

    const elsewhere = await TillNetwork.create(test);
    const stranger = await elsewhere.tokenOf('manager');
    expect((await elsewhere.post('/api/coupons/lookup', stranger, { code })).body.code).toBe('coupon_unknown');
    expect((await lookup(code, '', shop.cashier)).status).toBe(403);
    // Sends all wrong tries at once: one after another the tries might take a busy machine longer than the minute for which they count.
    const wrong = await Promise.all(Array.from({ length: 20 }, (_, n) => lookup(`WRONG${String(n)}`)));
    expect(wrong.map(({ status }) => status)).toEqual(Array(20).fill(422));
    expect((await lookup('WRONG20')).status).toBe(429);
    expect((await lookup(code)).status).toBe(429);
  });

  it('a code gives a product too', async () => {
    const item = await shop.item({ cost: 0, stock: 1 });
    const code = await shop.sharedCode(item, 5);
    const guest = await network.guest();
    const taken = await shop.redeem(guest, item, { coupon: code });
    expect(taken.body).toMatchObject({ type: 'REDEMPTION', pointsRedeemed: 0, redemption: { redemptionItemId: item } });
    expect((await shop.redeem(guest, item, { coupon: code })).body.code).toBe('out_of_stock');
    await network.post(`/api/redemptions/${String(taken.body.id)}/cancel`, shop.manager);
    expect((await shop.redeem(guest, item, { coupon: code })).status).toBe(201);
  });

  it('uses of a batch are counted, and a use that came back is none', async () => {
    const code = await shop.sharedCode(await shop.discount({ cost: 0 }), 3);
    const counts = async () => {
      const { items } = (await network.get('/api/coupons/batches', shop.manager)).body as {
        items: { name: string | null; used: number; left: number }[];
      };
      return items.map(({ name, used, left }) => [name, used, left]);
    };
    expect(await counts()).toEqual([[null, 0, 3]]);
    const sale = await shop.sell(await network.guest(), 5_000, { coupons: [code] });
    await shop.sell(await network.guest(), 5_000, { coupons: [code] });
    expect(await counts()).toEqual([[null, 2, 1]]);
    await refund(sale.body.id as string, {});
    expect(await counts()).toEqual([[null, 1, 2]]);
  });

  it('single codes are made in the background by two processes, killed or not, and told in a file', async () => {
    const item = await shop.discount({ cost: 0 });
    const batch = (
      await network.post('/api/coupons/batches', shop.manager, {
        kind: 'SINGLE',
        redemptionItemId: item,
        count: 25_000,
        name: 'Autumn, "by mail"',
        validUntil: '2099-12-31T21:00:00Z',
      })
    ).body as { id: string };
    const batches = test.app.get(CouponBatches);
    const guest = await network.guest();
    for (let rounds = 0; rounds < 100; rounds += 1) {
      await Promise.all([batches.doNext(network.id), batches.doNext(network.id)]);
      const { status } = (await network.get(`/api/coupons/batches/${batch.id}`, shop.manager)).body as {
        status: string;
      };
      if (status === 'READY') break;
    }
    const file = await network.get(`/api/coupons/batches/${batch.id}/codes`, shop.manager);
    expect(file.headers['content-disposition']).toMatch(
      /filename\*=UTF-8''coupons-Autumn%2C%20-by%20mail--\d{4}-\d\d-\d\d\.csv$/,
    );
    const [heading, ...lines] = file.text.trimEnd().split('\r\n');
    const codes = lines.map((line) => line.split(',')[0] as string);
    expect([heading, codes.length, new Set(codes).size]).toEqual(['code,reward,batch,valid_until', 25_000, 25_000]);
    expect(lines[0]).toMatch(/^[^,]+,[^,]+,"Autumn, ""by mail""",2100-01-01T00:00:00\+03:00$/);
    expect(codes.every((code) => /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/.test(code))).toBe(true);
    expect((await shop.sell(guest, 5_000, { coupons: [codes[12_345]] })).status).toBe(201);
    expect((await shop.sell(guest, 5_000, { coupons: [codes[12_345]] })).body.code).toBe('coupon_used');
    const counted = (await network.get(`/api/coupons/batches/${batch.id}`, shop.manager)).body;
    expect(counted).toMatchObject({ name: 'Autumn, "by mail"', made: 25_000, used: 1, left: 24_999 });
    await network.post(`/api/coupons/batches/${batch.id}/stop`, shop.manager);
    expect((await shop.sell(guest, 5_000, { coupons: [codes[1]] })).body.code).toBe('coupon_unknown');
  });
});
