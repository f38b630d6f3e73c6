import { AutomationEvents } from '../../../src/marketing/automations/events/automation-events';
import { AutomationsJob } from '../../../src/marketing/automations/runs/automations.job';
import { newId } from '../../../src/platform/ids/ids';
import { LogReader } from '../../../src/transactions/jobs/log-reader';
import type { TestApp } from '../app';
import { eventually } from '../eventually';
import { TillNetwork, type TillNetworkOptions } from '../till-network';

/** The document of an automation that gives 10 points to a guest who registers; `changes` replace members of it. */
export function automationDraft(changes: object = {}) {
  return {
    schema: 1,
    name: 'Welcome',
    description: '',
    trigger: { kind: 'JOINED' },
    condition: null,
    entry: { mode: 'ONCE', afterDays: null, perDay: null, inAll: null },
    quietHours: null,
    goal: null,
    steps: [{ name: 'gift', kind: 'POINTS', points: 10, validDays: null, next: null }],
    ...changes,
  };
}

export const AGAIN_BY_EVENT = { mode: 'EVENT', afterDays: null, perGuestPerDay: 100, perDay: null, inAll: null };
export const hello = (name: string, next: string | null, text = 'Hello!') => ({
  name,
  kind: 'MESSAGE',
  templateId: null,
  next,
  message: { en: { title: 'News', text } },
});

const NO_QUIET_HOURS = { quietFrom: '00:00', quietTo: '00:00' };

interface Path {
  readonly state: string;
  readonly step: string | null;
  readonly path: {
    step: string;
    outcome: string;
    reason: string | null;
    branch: number | null;
    points: number | null;
  }[];
}

/** A network of its own for tests of automations. */
export class AutomationDesk {
  private constructor(
    readonly test: TestApp,
    readonly network: TillNetwork,
    readonly manager: string,
    readonly job: AutomationsJob,
  ) {}

  static async open(test: TestApp, settings: TillNetworkOptions['settings'] = {}): Promise<AutomationDesk> {
    const marketing = { ...NO_QUIET_HOURS, ...settings.marketing };
    const network = await TillNetwork.create(test, { preset: 'points-4', settings: { ...settings, marketing } });
    return new AutomationDesk(test, network, await network.tokenOf('manager'), test.app.get(AutomationsJob));
  }

  sql = <Row extends object>(text: string, values: unknown[] = []) =>
    this.network.database.inNetwork(this.network.id, (tx) => tx.query<Row>(text, [this.network.id, ...values]));

  async call(method: 'get' | 'post' | 'put' | 'patch', path: string, body?: object) {
    const request = this.test.api()[method](`/api${path}`).set('Authorization', `Bearer ${this.manager}`);
    if (method !== 'get') void request.set('Idempotency-Key', newId());
    return body === undefined ? request : request.send(body);
  }

  async create(document: object): Promise<string> {
    const made = await this.call('post', '/automations', { document });
    expect([made.status, made.body.errors]).toEqual([201, undefined]);
    return made.body.id as string;
  }

  async setState(id: string, body: object) {
    const put = await this.call('put', `/automations/${id}/state`, body);
    expect([put.status, put.body.code]).toEqual([200, undefined]);
  }

  async start(document: object): Promise<string> {
    const id = await this.create(document);
    await this.setState(id, { state: 'ACTIVE', confirmedGuests: 1_000 });
    return id;
  }

  /** Lets automations read the event log to its end, then takes all due steps. */
  async work(): Promise<void> {
    const [last] = await this.sql<{ id: string }>(
      'SELECT id FROM events WHERE network_id = $1 ORDER BY epoch DESC, xid DESC, id DESC LIMIT 1',
    );
    await eventually('the log to be followed', async () => {
      await this.test.app.get(LogReader).advanceOne(this.network.id, this.test.app.get(AutomationEvents));
      const [cursor] = await this.sql<{ id: string }>(
        `SELECT c.id FROM event_cursors c JOIN events e ON e.network_id = $1 AND e.id = $2
          WHERE c.network_id = $1 AND c.subscriber = 'automations' AND (c.epoch, c.xid, c.id) >= (e.epoch, e.xid, e.id)`,
        [last?.id],
      );
      return last === undefined || cursor !== undefined;
    });
    await this.goOn();
  }

  async goOn(): Promise<void> {
    for (let outcome = await this.job.doNext(this.network.id); outcome !== 'idle';)
      outcome = await this.job.doNext(this.network.id);
  }

  /** Moves the times of all runs back by these hours. */
  async pass(hours: number): Promise<void> {
    await this.sql(
      `UPDATE automation_runs SET at = at - $2 * interval '1 hour', due_at = due_at - $2 * interval '1 hour',
         entered_at = entered_at - $2 * interval '1 hour' WHERE network_id = $1`,
      [hours],
    );
  }

  async consent(guest: string): Promise<void> {
    const body = { consents: [{ kind: 'marketing', version: '1', given: true }] };
    expect((await this.network.post(`/api/guests/${guest}/consents`, this.manager, body)).status).toBeLessThan(300);
  }

  async sell(guest: string, amount = 10_000): Promise<void> {
    const sold = await this.network.post(`/api/guests/${guest}/transaction`, this.manager, this.network.sale(amount));
    expect(sold.status).toBe(201);
  }

  async guests(count: number): Promise<string[]> {
    const made: string[] = [];
    for (let n = 0; n < count; n += 1) made.push(await this.network.guest());
    return made;
  }

  /** Status of each message of automations to a guest, the oldest first. */
  async told(guest: string): Promise<string[]> {
    const rows = await this.sql<{ status: string; subject: string }>(
      `SELECT status, subject FROM messages WHERE network_id = $1 AND guest_id = $2 AND source = 'AUTOMATION' ORDER BY id`,
      [guest],
    );
    return rows.map(({ status }) => status);
  }

  /** Points of each gift of automations to one guest, or to all guests. */
  async given(guest: string | null = null): Promise<number[]> {
    const rows = await this.sql<{ points: number }>(
      `SELECT points_earned AS points FROM transactions WHERE network_id = $1 AND type = 'MANUAL' AND reason_code = 'AUTOMATION'
         AND ($2::uuid IS NULL OR guest_id = $2) ORDER BY id`,
      [guest],
    );
    return rows.map(({ points }) => points);
  }

  /** The newest run of a guest with its steps. */
  async pathOf(automation: string, guest: string): Promise<Path> {
    const list = await this.call('get', `/automations/${automation}/runs?guestId=${guest}`);
    expect(list.status).toBe(200);
    const { body } = await this.call('get', `/automations/${automation}/runs/${String(list.body.items[0]?.id)}`);
    return body as Path;
  }

  /** Ids of guests who entered or wait to enter, in the order of their entries. */
  async entered(automation: string): Promise<string[]> {
    const rows = await this.sql<{ guest_id: string }>(
      'SELECT guest_id FROM automation_runs WHERE network_id = $1 AND automation_id = $2 ORDER BY entered_at, id',
      [automation],
    );
    return rows.map((row) => row.guest_id);
  }
}
