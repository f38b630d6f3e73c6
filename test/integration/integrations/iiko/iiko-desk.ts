import { InboxWork } from '../../../../src/integrations/inbox/inbox.job';
import { MirrorJob } from '../../../../src/integrations/iiko/mirror/mirror.job';
import { ReconciliationJob } from '../../../../src/integrations/iiko/reconciliation/reconciliation.job';
import { IikoDouble } from '../../../doubles/iiko-double';
import type { TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork, type TillNetworkOptions } from '../../../support/till-network';

const CONNECTIONS = '/api/integrations/connections';
const DAY_MS = 86_400_000;

export interface RecordedSale {
  readonly type: string;
  readonly externalOrderId: string | null;
  readonly amount: number;
  readonly occurredAt: string;
  readonly actor: { readonly channel: string };
  readonly items: readonly { readonly category: string | null; readonly type: string | null }[] | null;
}

export interface Outcome {
  readonly status: string;
  readonly reason: string | null;
  readonly kind: string;
}

/** A network with a connection to a double of iiko, and a manager. Jobs run only when a test calls them. */
export class IikoDesk {
  private serial = 0;

  private constructor(
    readonly test: TestApp,
    readonly network: TillNetwork,
    readonly double: IikoDouble,
    readonly manager: string,
    readonly connectionId: string,
    readonly token: string,
  ) {}

  static async open(test: TestApp, options: object = {}, network: TillNetworkOptions = {}): Promise<IikoDesk> {
    const double = await IikoDouble.start();
    const made = await TillNetwork.create(test, network);
    const manager = await made.tokenOf('manager');
    const answer = await made
      .post(CONNECTIONS, manager, {
        kind: 'IIKO',
        name: 'iiko',
        baseUrl: double.url,
        credentials: { apiLogin: double.apiLogin },
        options,
        places: [{ organization: double.organizationId, terminal: null, pointOfSaleId: made.pointOfSaleId }],
      })
      .expect(201);
    const { id, token } = answer.body as { id: string; token: string };
    double.setWebhook(`${test.url}/api/hooks/iiko`, token);
    const desk = new IikoDesk(test, made, double, manager, id, token);
    await desk.query(`UPDATE till_connections SET created_at = created_at - interval '40 days' WHERE network_id = $1`);
    return desk;
  }

  get path(): string {
    return `${CONNECTIONS}/${this.connectionId}`;
  }

  query(text: string, ...values: unknown[]): Promise<object[]> {
    return this.network.database.inNetwork(this.network.id, (tx) => tx.query(text, [this.network.id, ...values]));
  }

  async guest(): Promise<{ readonly id: string; readonly phone: string }> {
    const phone = `+7921${String(Date.now() % 1_000_000).padStart(6, '0')}${String((this.serial += 1) % 10)}`;
    const made = await this.network.post('/api/guests', this.manager, { phone, name: 'Анна' }).expect(201);
    return { id: (made.body as { id: string }).id, phone };
  }

  /** Runs the inbox job until nothing is due. */
  async workOff(): Promise<void> {
    // Events of a connection with a plugin wait for the plugin first.
    await this.query(`UPDATE inbox_events SET due_at = now() WHERE network_id = $1 AND status = 'WAITING'`);
    while ((await this.test.app.get(InboxWork).doNext(this.network.id)) === 'more');
  }

  async reconcile(): Promise<Reconciliation> {
    await this.network.post(`${this.path}/reconcile`, this.manager).expect(200);
    return this.finishReconciliation();
  }

  /** Runs the job once; returns what the page shows. */
  async finishReconciliation(): Promise<Reconciliation> {
    while ((await this.test.app.get(ReconciliationJob).doNext(this.network.id)) === 'more');
    return (await this.work()).reconciliation;
  }

  /** Runs the job until it has read the event log to its end; open transactions of other tests may delay it. */
  async mirror(): Promise<void> {
    await eventually('the mirror has read all events', async () => {
      while ((await this.test.app.get(MirrorJob).doNext(this.network.id)) === 'more');
      const left = await this.query(
        `SELECT 1 FROM till_connections c LEFT JOIN till_mirrors m ON m.network_id = $1 AND m.connection_id = c.id
          WHERE c.network_id = $1 AND json_typeof(c.options -> 'mirror') = 'object' AND (m.network_id IS NULL OR EXISTS (
            SELECT FROM events e WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) > (m.epoch, m.xid, m.event_id)))`,
      );
      return left.length === 0;
    });
  }

  /** As if the pause after a failed try were over. */
  async mirrorAgain(): Promise<void> {
    await this.query(
      `UPDATE mirrored_guests SET due_at = now(), leased_until = now() WHERE network_id = $1 AND due_at < 'infinity'`,
    );
    await this.mirror();
  }

  async work(): Promise<Work> {
    return (await this.network.get(`${this.path}/work`, this.manager).expect(200)).body as Work;
  }

  async events(subject?: string): Promise<Outcome[]> {
    const { body } = await this.network
      .get('/api/integrations/events', this.manager)
      .query({ limit: 100, ...(subject === undefined ? {} : { subject }) })
      .expect(200);
    return (body as { items: Outcome[] }).items;
  }

  async sales(guestId: string): Promise<RecordedSale[]> {
    const { body } = await this.network
      .get(`/api/guests/${guestId}/history`, this.manager)
      .query({ limit: 100 })
      .expect(200);
    return (body as { items: RecordedSale[] }).items.filter(({ type }) => type === 'SALE' || type === 'REFUND');
  }

  async points(guestId: string): Promise<number> {
    const { body } = await this.network.get(`/api/guests/${guestId}`, this.manager).expect(200);
    return (body as { balance: { available: number } }).balance.available;
  }

  async credit(guestId: string, points: number, direction: 'CREDIT' | 'DEBIT' = 'CREDIT'): Promise<void> {
    const body = { type: 'MANUAL', direction, points, reasonCode: 'GOODWILL' };
    await this.network.post(`/api/guests/${guestId}/transaction`, this.manager, body).expect(201);
  }

  async plugin(name: string, body: object, door: TestApp = this.test): Promise<{ readonly status: string }> {
    const answer = await door
      .api()
      .post(`/api/hooks/iiko/v1/${name}`)
      .set('Authorization', `Bearer ${this.token}`)
      .send(body);
    return answer.body as { status: string };
  }

  close(): Promise<void> {
    return this.double.stop();
  }
}

export interface Reconciliation {
  readonly state: string;
  readonly failure: string | null;
  readonly ordersRead: number;
  readonly ordersFound: number;
  readonly finishedAt: string | null;
  readonly dueAt: string;
}

interface Work {
  readonly reconciliation: Reconciliation;
  readonly mirror: {
    readonly isSeeded: boolean;
    readonly guests: number;
    readonly waiting: number;
    readonly failing: number;
    readonly differing: number;
    readonly troubles: readonly {
      readonly guestId: string;
      readonly failure: string | null;
      readonly differsBy: number;
    }[];
  };
}

/** Some hours ago, so that a check is older than what counts as just closed. */
export const YESTERDAY = (): number => Date.now() - DAY_MS;
