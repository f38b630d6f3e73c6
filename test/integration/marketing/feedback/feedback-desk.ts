import { FeedbackJob } from '../../../../src/marketing/feedback/feedback.job';
import { FeedbackLinks } from '../../../../src/marketing/feedback/feedback-links';
import { Inbox, Sessions } from '../../../../src/security';
import { LogReader } from '../../../../src/transactions';
import type { TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork, type TillNetworkOptions } from '../../../support/till-network';

type Settings = NonNullable<NonNullable<TillNetworkOptions['settings']>['feedback']>;

export interface Question {
  readonly state: string;
  readonly reason: string | null;
  readonly score: number | null;
  readonly reward: string | null;
}

/** A network that asks for feedback without delay, with a cashier and a manager. */
export class FeedbackDesk {
  private constructor(
    readonly test: TestApp,
    readonly network: TillNetwork,
    readonly cashier: string,
    readonly manager: string,
  ) {}

  static async open(test: TestApp, feedback: Settings = {}, more: TillNetworkOptions['settings'] = {}) {
    const settings = { ...more, feedback: { asks: true, delayMinutes: 0, ...feedback } };
    const network = await TillNetwork.create(test, { preset: 'points-4', settings });
    return new FeedbackDesk(test, network, await network.tokenOf('cashier'), await network.tokenOf('manager'));
  }

  get job(): FeedbackJob {
    return this.test.app.get(FeedbackJob);
  }

  /** A guest who agreed to messages. */
  async guest(agrees = true): Promise<string> {
    const guest = await this.network.guest();
    const consents = [{ kind: 'marketing', version: '1', given: agrees }];
    await this.network.post(`/api/guests/${guest}/consents`, this.manager, { consents });
    return guest;
  }

  async sell(guest: string, more: object = {}): Promise<string> {
    const sale = this.network.sale(100_000, { ...more });
    const { body } = await this.network.post(`/api/guests/${guest}/transaction`, this.cashier, sale).expect(201);
    return (body as { id: string }).id;
  }

  async refund(sale: string): Promise<void> {
    await this.network.post(`/api/transactions/${sale}/refund`, this.manager, { reason: 'cold' }).expect(201);
  }

  /** Reads the log to its end and asks. */
  async work(): Promise<void> {
    const log = this.test.app.get(LogReader);
    await eventually('the log is read', async () => {
      while ((await log.doNext(this.network.id)) === 'more');
      const { behind } = await this.network.database.inNetwork(this.network.id, (tx) =>
        tx.one<{ behind: number }>(
          `SELECT count(*)::integer AS behind FROM events e
            WHERE e.network_id = $1 AND NOT EXISTS (
              SELECT FROM event_cursors c WHERE c.network_id = $1 AND c.subscriber = 'feedback'
                 AND (c.epoch, c.xid, c.id) >= (e.epoch, e.xid, e.id))`,
          [this.network.id],
        ),
      );
      return behind === 0;
    });
    await this.ask();
  }

  async ask(): Promise<void> {
    while ((await this.job.doNext(this.network.id)) !== 'idle');
  }

  question(sale: string): Promise<Question | undefined> {
    return this.network.database.inNetwork(this.network.id, (tx) =>
      tx.maybe<Question>(
        'SELECT state, reason, score, reward FROM feedback_requests WHERE network_id = $1 AND sale_id = $2',
        [this.network.id, sale],
      ),
    );
  }

  async inbox(guest: string): Promise<string[]> {
    const { database, id } = this.network;
    const found = await database.inNetwork(id, (tx) => this.test.app.get(Inbox).list(tx, id, guest, null, 50));
    return found.map(({ text }) => text);
  }

  token(sale: string): string {
    return this.test.app.get(FeedbackLinks).tokenOf(this.network.id, sale);
  }

  tap(token: string, body: object) {
    return this.test.api().post(`/api/feedback-links/${token}`).send(body);
  }

  /** A sale that its guest was asked about. */
  async asked(guest: string): Promise<string> {
    const sale = await this.sell(guest);
    await this.work();
    return sale;
  }

  async tokenOfGuest(guest: string): Promise<string> {
    return (await this.test.app.get(Sessions).openForGuest(this.network.id, guest)).accessToken;
  }

  async available(guest: string): Promise<number> {
    const { body } = await this.network.get(`/api/guests/${guest}/balance`, this.manager).expect(200);
    return (body as { available: number }).available;
  }
}
