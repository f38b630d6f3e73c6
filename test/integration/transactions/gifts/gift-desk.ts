import type { TestApp } from '../../../support/app';
import type { TillNetwork } from '../../../support/till-network';

export interface GiftFace {
  readonly code: string;
  readonly pin: string;
}

/** Gift cards of a test's network, with a manager and a cashier. */
export class GiftDesk {
  private constructor(
    readonly network: TillNetwork,
    readonly manager: string,
    readonly cashier: string,
  ) {}

  /** @param cashier token of the cashier; left out: of a new one */
  static async open(network: TillNetwork, cashier?: string): Promise<GiftDesk> {
    return new GiftDesk(network, await network.tokenOf('manager'), cashier ?? (await network.tokenOf('cashier')));
  }

  /** Codes and PINs of a new batch. */
  async batch(count: number): Promise<GiftFace[]> {
    const made = await this.network
      .post('/api/gift-cards/batches', this.manager, { name: 'Christmas', count })
      .expect(201);
    const { id } = made.body as { id: string };
    const { text } = await this.network.get(`/api/gift-cards/batches/${id}/codes`, this.manager).expect(200);
    const [, ...lines] = text.trim().split('\r\n');
    return lines.map((line) => {
      const [, code = '', pin = ''] = line.split(',');
      return { code, pin };
    });
  }

  sell(face: GiftFace, amount: number, key?: string, door?: TestApp) {
    return this.act('sell', { code: face.code, amount }, key, door);
  }

  /** Sells a card whose code is sent to a phone or an address. */
  sellDigital(amount: number, send: object, key?: string) {
    return this.act('sell-digital', { amount, send }, key);
  }

  topUp(face: GiftFace, amount: number, key?: string, door?: TestApp) {
    return this.act('top-up', { code: face.code, amount }, key, door);
  }

  spend(face: GiftFace, amount: number, key?: string, door?: TestApp) {
    return this.act('spend', { ...face, amount }, key, door);
  }

  /** Refunds as a manager, who may do so at any time after the payment. */
  refund(transactionId: string, amount: number, key?: string, door?: TestApp) {
    return this.act('refund', { transactionId, amount }, key, door, this.manager);
  }

  /** The cashier refunds a payment. @param more the refund of its receipt */
  refundAsCashier(transactionId: string, amount: number, more: { readonly receiptRefundId?: string } = {}) {
    return this.act('refund', { transactionId, amount, ...more });
  }

  balance(face: GiftFace, door: TestApp = this.network.test) {
    return door.api().post('/api/gift-cards/balance').set('Authorization', `Bearer ${this.cashier}`).send(face);
  }

  /** Acts at a till, newest first. */
  atTill(pointOfSaleId: string = this.network.pointOfSaleId) {
    return this.network.get(`/api/gift-cards/at-till?pointOfSaleId=${pointOfSaleId}`, this.cashier);
  }

  change(
    cardId: string,
    act: 'block' | 'unblock' | 'correct' | 'replace',
    more: object = {},
    key: string = crypto.randomUUID(),
    door: TestApp = this.network.test,
  ) {
    const request = door.api().post(`/api/gift-cards/${cardId}/${act}`).set('Authorization', `Bearer ${this.manager}`);
    return request.set('Idempotency-Key', key).send({ reason: 'Lost', ...more });
  }

  private act(name: string, body: object, key?: string, door: TestApp = this.network.test, token = this.cashier) {
    const sent = { pointOfSaleId: this.network.pointOfSaleId, ...body };
    const request = door.api().post(`/api/gift-cards/${name}`).set('Authorization', `Bearer ${token}`);
    return request.set('Idempotency-Key', key ?? crypto.randomUUID()).send(sent);
  }
}
