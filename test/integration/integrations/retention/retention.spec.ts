import { RetentionJob } from '../../../../src/integrations/retention/retention.job';
import { lowestIdAt } from '../../../../src/platform/ids/ids';
import { RETENTION, type RetentionKind } from '../../../../src/platform/settings/retention.rules';
import { Sessions } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { addOwner, tokenOfUser } from '../../support/people-fixture';

const DAY_MS = 86_400_000;

interface Report {
  readonly kinds: readonly object[];
  readonly gone: readonly { readonly kind: RetentionKind; readonly rows: number; readonly oldest: string }[];
}

describe('data that goes by age', () => {
  let test: TestApp;
  let owner: string;
  let network: TillNetwork;
  beforeAll(async () => {
    test = await applicationOfWorker();
    owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
  });
  afterAll(() => test.close());

  const run = (halvings = 0) => test.app.get(RetentionJob).doNext(network.id, { halvings });
  const report = async () => (await network.get('/api/platform/retention', owner).expect(200)).body as Report;
  /** Rows of a kind in the whole report: other tests add to them. */
  const goneOf = ({ gone }: Report, kind: RetentionKind) =>
    gone.filter((entry) => entry.kind === kind).reduce((sum, { rows }) => sum + rows, 0);
  const inNetwork = (text: string, values: readonly unknown[]) =>
    network.database.inNetwork(network.id, (tx) => tx.query<{ id: string }>(text, [network.id, ...values]));
  /** Ids of rows that were made a day before and a day after their time was over. */
  const idsAround = (kind: RetentionKind) =>
    [1, -1].map((more) => lowestIdAt(Date.now() - (RETENTION[kind].days + more) * DAY_MS));

  it('goes when its time is over unless it waits, row by row after larger pieces were cut off, and is counted', async () => {
    const [old, young] = idsAround('WEBHOOK_DELIVERIES');
    const waiting = lowestIdAt(Date.now() - 2 * RETENTION.WEBHOOK_DELIVERIES.days * DAY_MS);
    const later = lowestIdAt(Date.now() - (RETENTION.WEBHOOK_DELIVERIES.days + 2) * DAY_MS);
    await inNetwork(
      `INSERT INTO webhooks (network_id, id, name, url, events, secret_encrypted, epoch, xid, event_id, disabled_reason, disabled_at)
       VALUES ($1, $2, 'crm', 'https://crm.example', '{guest.created}', '\\x01', 1, 1, $2, 'MANUAL', now())`,
      [young],
    );
    await inNetwork(
      `INSERT INTO webhook_deliveries (network_id, id, webhook_id, event_id, type, body, status, finished_at)
       SELECT $1, id, $4, id, 'guest.created', '{}', CASE id WHEN $3 THEN 'WAITING' ELSE 'DELIVERED' END,
         CASE id WHEN $3 THEN NULL ELSE now() END FROM unnest($2::uuid[]) id`,
      [[old, young, waiting, later], waiting, young],
    );
    const before = goneOf(await report(), 'WEBHOOK_DELIVERIES');
    expect([await run(14), await run(14), await run()]).toEqual(['more', 'more', 'idle']);
    const left = await inNetwork('SELECT id FROM webhook_deliveries WHERE network_id = $1 ORDER BY id', []);
    expect(left.map(({ id }) => id)).toEqual([waiting, young]);
    const after = await report();
    expect(goneOf(after, 'WEBHOOK_DELIVERIES')).toBeGreaterThanOrEqual(before + 2);
    const made = after.gone.filter(({ kind }) => kind === 'WEBHOOK_DELIVERIES').map(({ oldest }) => Date.parse(oldest));
    expect(Math.min(...made)).toBeLessThanOrEqual(Date.now() - (RETENTION.WEBHOOK_DELIVERIES.days + 2) * DAY_MS);
  });

  it('is counted in no report when its transaction was lost', async () => {
    const [old] = idsAround('DEAD_LETTERS');
    await inNetwork(
      `INSERT INTO dead_letters (network_id, id, topic, integration_id, key_id, digest, body_encrypted, body_bytes, reason)
       VALUES ($1, $2, 'till.sale', $2, $2, sha256('body'), '\\x01', 1, 'guest_not_found')`,
      [old],
    );
    const { database } = network;
    const inWhole = database.inNetwork.bind(database);
    const lost = jest.spyOn(database, 'inNetwork').mockImplementation((id, work) =>
      inWhole(id, async (tx) => {
        const done = await work(tx);
        if (done === 1) throw new Error('lost');
        return done;
      }),
    );
    const before = goneOf(await report(), 'DEAD_LETTERS');
    try {
      await expect(run()).rejects.toThrow('lost');
    } finally {
      lost.mockRestore();
    }
    expect(await inNetwork('SELECT id FROM dead_letters WHERE network_id = $1', [])).toEqual([{ id: old }]);
    expect(await run()).toBe('idle');
    expect(await inNetwork('SELECT id FROM dead_letters WHERE network_id = $1', [])).toEqual([]);
    expect(goneOf(await report(), 'DEAD_LETTERS')).toBeGreaterThan(before);
  });

  it('are sessions too, which belong to the platform', async () => {
    const guestId = await network.guest();
    await test.app.get(Sessions).openForGuest(network.id, guestId);
    const count = () =>
      network.database.asPlatform(
        async (tx) => (await tx.query('SELECT id FROM sessions WHERE guest_id = $1', [guestId])).length,
      );
    const endedFor = (days: number) =>
      network.database.asPlatform((tx) =>
        tx.query('UPDATE sessions SET expires_at = now() - make_interval(days => $2) WHERE guest_id = $1', [
          guestId,
          days,
        ]),
      );
    await endedFor(29);
    await run();
    expect(await count()).toBe(1);
    await endedFor(31);
    await run();
    expect(await count()).toBe(0);
  });

  it('has a setting for each kind, which the owner reads with what went', async () => {
    const { kinds } = await report();
    expect(kinds).toHaveLength(Object.keys(RETENTION).length);
    expect(kinds).toContainEqual({
      kind: 'EVENT_MONTHS',
      setting: 'RETENTION_DAYS (events)',
      days: 400,
      leastDays: 31,
    });
    await network.get('/api/platform/retention', await network.tokenOf('manager')).expect(403);
  });
});
