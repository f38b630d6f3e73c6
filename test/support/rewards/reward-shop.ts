import { newId } from '../../../src/platform/ids/ids';
import { CouponBatches } from '../../../src/transactions/rewards/coupons/coupon-batches';
import type { TillNetwork } from '../till-network';

/** A network's catalogue and guests with points, for tests of rewards. */
export class RewardShop {
  private constructor(
    readonly network: TillNetwork,
    readonly manager: string,
    readonly cashier: string,
  ) {}

  static async open(network: TillNetwork): Promise<RewardShop> {
    return new RewardShop(network, await network.tokenOf('manager'), await network.tokenOf('cashier'));
  }

  /** Makes an item; its id. */
  async item(members: object): Promise<string> {
    const body = { name: { en: 'Item' }, kind: 'PRODUCT', cost: 100, ...members };
    const answer = await this.network.post('/api/redemption-items', this.manager, body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return (answer.body as { id: string }).id;
  }

  /** 5.00 off. */
  discount(members: object = {}): Promise<string> {
    return this.item({ kind: 'DISCOUNT', gift: { kind: 'AMOUNT_OFF', amount: 500 }, ...members });
  }

  async guestWith(points: number): Promise<string> {
    const guest = await this.network.guest();
    const credit = { type: 'MANUAL', direction: 'CREDIT', points, reasonCode: 'GOODWILL' };
    await this.network.post(`/api/guests/${guest}/transaction`, this.manager, credit);
    return guest;
  }

  redeem(guest: string, item: string, more: object = {}, key = newId()) {
    const body = {
      type: 'REDEMPTION',
      pointOfSaleId: this.network.pointOfSaleId,
      redemptionItemId: item,
      ...more,
    };
    return this.network.post(`/api/guests/${guest}/transaction`, this.cashier, body, key);
  }

  sell(guest: string, amount: number, more: Record<string, unknown> = {}, key = newId()) {
    return this.network.post(`/api/guests/${guest}/transaction`, this.cashier, this.network.sale(amount, more), key);
  }

  async balance(guest: string): Promise<number> {
    const answer = await this.network.get(`/api/guests/${guest}/balance`, this.cashier);
    return (answer.body as { available: number }).available;
  }

  async redemption(id: string): Promise<Record<string, unknown>> {
    return (await this.network.get(`/api/redemptions/${id}`, this.cashier)).body as Record<string, unknown>;
  }

  async stock(item: string): Promise<number> {
    const answer = await this.network.get(`/api/redemption-items/${item}`, this.manager);
    return (answer.body as { stock: { remaining: number } }).stock.remaining;
  }

  /** Makes one code that may be used `uses` times. */
  async sharedCode(item: string, uses: number, more: object = {}): Promise<string> {
    const code = `T${newId().replaceAll('-', '').slice(-12).toUpperCase()}`;
    const body = { kind: 'SHARED', redemptionItemId: item, code, uses, ...more };
    const answer = await this.network.post('/api/coupons/batches', this.manager, body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return code;
  }

  /** Makes `count` codes that may be used once each. */
  async singleCodes(item: string, count: number, more: object = {}): Promise<[string, ...string[]]> {
    const body = { kind: 'SINGLE', redemptionItemId: item, count, ...more };
    const answer = await this.network.post('/api/coupons/batches', this.manager, body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    const batches = this.network.test.app.get(CouponBatches);
    while ((await batches.doNext(this.network.id)) !== 'idle');
    const { id } = answer.body as { id: string };
    const file = await this.network.get(`/api/coupons/batches/${id}/codes`, this.manager);
    const lines = file.text.trimEnd().split('\r\n').slice(1);
    return lines.map((line) => line.split(',')[0]) as [string, ...string[]];
  }
}
