import { JwtService } from '@nestjs/jwt';
import { Clock } from '../../../src/platform/clock/clock';
import { newId } from '../../../src/platform/ids/ids';
import { jwtKeys } from '../../../src/security/secrets/secrets';
import { ACCESS_TOKEN_ALGORITHM } from '../../../src/security/sessions/access-token';
import { SELLER_EXAMPLE } from '../../../src/subscriptions/invoices/seller.dto';
import { BillingJob } from '../../../src/subscriptions/subscription/billing.job';
import { addOwner, tokenOfUser } from '../../integration/support/people-fixture';
import type { TestApp } from '../app';
import { TillNetwork, type TillNetworkOptions } from '../till-network';

export const SELLER = {
  ...SELLER_EXAMPLE,
  vatRates: [
    { from: '2019-01-01', ratePpm: 200_000 },
    { from: '2030-07-17', ratePpm: 220_000 },
  ],
};

export const PAYER = { name: 'ООО «Хинкальная № 1»', taxId: '7801234564', kpp: null, address: null };

const THIRTY_YEARS_SECONDS = 30 * 366 * 86_400;

/** The billing of an application whose clock the test moves. */
export class BillingDesk {
  private constructor(
    readonly test: TestApp,
    readonly owner: string,
  ) {}

  static async of(test: TestApp): Promise<BillingDesk> {
    const owner = longLived(test, await tokenOfUser(test.app, (await addOwner(test.app)).id));
    const desk = new BillingDesk(test, owner);
    await desk.put('/api/billing/seller', SELLER).expect(200);
    return desk;
  }

  /** Every clock of the application shows this moment from now on. */
  moveTo(moment: string): void {
    jest.spyOn(this.test.app.get(Clock), 'now').mockReturnValue(new Date(moment));
  }

  async network(options: TillNetworkOptions = {}): Promise<{ network: TillNetwork; manager: string }> {
    const network = await TillNetwork.create(this.test, options);
    return { network, manager: longLived(this.test, await network.tokenOf('manager')) };
  }

  /** Does all work of one network that is due, as the job does. */
  async work(networkId: string): Promise<void> {
    while ((await this.test.app.get(BillingJob).doNext(networkId)) === 'more');
  }

  subscribe(networkId: string, body: object, key = newId()) {
    return this.post(`/api/networks/${networkId}/subscription`, { payer: PAYER, ...body }, this.owner, key);
  }

  async subscription(networkId: string): Promise<Record<string, unknown>> {
    return (await this.get(`/api/networks/${networkId}/subscription`).expect(200)).body as Record<string, unknown>;
  }

  /** Newest first. */
  async invoices(networkId: string): Promise<Record<string, unknown>[]> {
    return (await this.get(`/api/invoices?networkId=${networkId}`).expect(200)).body.items as Record<string, unknown>[];
  }

  /** Pays every unpaid invoice of the network. */
  async payAll(networkId: string, paidOn: string): Promise<void> {
    for (const { id, balance } of await this.invoices(networkId))
      if (Number(balance) > 0)
        await this.post(`/api/invoices/${String(id)}/payments`, { amount: balance, currency: 'RUB', paidOn }).expect(
          201,
        );
  }

  get(path: string, token = this.owner) {
    return this.test.api().get(path).set('Authorization', `Bearer ${token}`);
  }

  put(path: string, body: object, token = this.owner) {
    return this.test.api().put(path).set('Authorization', `Bearer ${token}`).send(body);
  }

  post(path: string, body: object = {}, token = this.owner, key = newId()) {
    return this.test.api().post(path).set('Authorization', `Bearer ${token}`).set('Idempotency-Key', key).send(body);
  }

  patch(path: string, body: object, token = this.owner, key = newId()) {
    return this.test.api().patch(path).set('Authorization', `Bearer ${token}`).set('Idempotency-Key', key).send(body);
  }
}

/** The same token for as long as a test moves its clock. */
export function longLived({ app }: TestApp, token: string): string {
  const claims: { exp: number } = app.get(JwtService).decode(token);
  const { id, key } = jwtKeys().newest;
  return app
    .get(JwtService)
    .sign(
      { ...claims, exp: claims.exp + THIRTY_YEARS_SECONDS },
      { privateKey: key, algorithm: ACCESS_TOKEN_ALGORITHM, keyid: id },
    );
}
