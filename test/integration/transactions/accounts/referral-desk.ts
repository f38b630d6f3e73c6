import { presetForNetwork } from '../../../../src/configuration/programs/drafts/scaled-preset.rules';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { ReferralsJob } from '../../../../src/transactions/accounts/referrals/referrals.job';
import { LogReader } from '../../../../src/transactions/jobs/log-reader';
import type { PieceOutcome } from '../../../../src/transactions/jobs/network-turns';
import type { MinorUnits } from '../../../../src/decision';
import type { TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

interface Round {
  readonly id: string;
  readonly saleId: string;
  readonly state: string;
  readonly reasons: readonly string[];
  readonly payouts: readonly { side: string; points: number; awardId: string | null; revokeId: string | null }[];
}

interface Referral {
  readonly state: string;
  readonly referrerId: string | null;
  readonly rounds: readonly Round[];
}

interface Terms {
  readonly times: { readonly perMonth: number | null; readonly perGuest: number | null };
  readonly leastSale?: MinorUnits;
  readonly withinDays?: number;
}

let phone = 0;

/** A network that gives 500 and 200 points for a referral, and nothing for registration and first sale. */
export class ReferralDesk {
  private constructor(
    private readonly test: TestApp,
    readonly network: TillNetwork,
    readonly cashier: string,
    readonly manager: string,
  ) {}

  static async open(
    test: TestApp,
    terms: Terms = { times: { perMonth: 10, perGuest: 100 } },
    parts: object = {},
  ): Promise<ReferralDesk> {
    const preset = presetForNetwork('points-4', 2);
    const { referral, ...activities } = preset.activities;
    if (referral === undefined) throw new Error('the preset gives referrals points');
    const document = {
      ...preset,
      ...parts,
      activities: { ...activities, registration: null, firstSale: null, referral: { ...referral, ...terms } },
    };
    const network = await TillNetwork.create(test, { document });
    return new ReferralDesk(test, network, await network.tokenOf('cashier'), await network.tokenOf('manager'));
  }

  /** The reader of the log, which opens rounds, and the job that pays them. */
  readonly job = {
    doNext: async (networkId: string): Promise<PieceOutcome> => {
      await this.test.app.get(LogReader).doNext(networkId);
      return this.test.app.get(ReferralsJob).doNext(networkId);
    },
  };

  async register(more: object = {}, token = this.manager) {
    phone += 1;
    const body = { phone: `+7900${String(1_000_000 + phone)}`, ...more };
    const answer = await this.network.post('/api/guests', token, body);
    expect([answer.status, answer.body.code]).toEqual([201, undefined]);
    return answer.body as { id: string; referralCode: string; referral: string | null };
  }

  async pair(more: object = {}) {
    const referrer = await this.register();
    const friend = await this.register({ referralCode: referrer.referralCode, ...more });
    return { referrer: referrer.id, code: referrer.referralCode, friend: friend.id, referral: friend.referral };
  }

  sell(guest: string, amount = 10_000, token = this.cashier) {
    return this.network.post(`/api/guests/${guest}/transaction`, token, this.network.sale(amount));
  }

  refund(sale: string) {
    return this.network.post(`/api/transactions/${sale}/refund`, this.manager, { reason: 'cold' });
  }

  async merge(targetId: string, sourceId: string) {
    const answer = await this.network.post(`/api/guests/${targetId}/merge`, this.manager, { sourceId, reason: 'one' });
    expect(answer.status).toBe(201);
  }

  async balanceOf(guest: string) {
    const { body } = await this.network.get(`/api/guests/${guest}/balance`, this.cashier);
    return body as { available: number; receivable: number };
  }

  async referralOf(friend: string) {
    return (await this.network.get(`/api/guests/${friend}/referrals`, this.manager)).body.broughtBy as Referral;
  }

  /** Waits until the watermark has passed the sales, and every open referral is paid. */
  settled(friend: string, state: string) {
    return eventually(`the referral is ${state}`, async () => {
      await this.job.doNext(this.network.id);
      return (await this.referralOf(friend)).state === state;
    });
  }

  /**
   * Makes a sale to a new referred friend and waits until the job has paid this referral. The job handles sales in their order, so it has then
   * handled all earlier sales.
   */
  async passed() {
    const { friend } = await this.pair();
    await this.sell(friend);
    await this.settled(friend, 'PAID');
  }

  async verify() {
    const { findings } = await this.test.app.get(LedgerVerification).verify(this.network.id);
    expect(findings.list()).toEqual([]);
  }
}
