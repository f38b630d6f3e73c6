import { ProviderDouble } from '../../doubles/provider-double';
import { itAtNight } from '../../support/at-night';
import { addressWith } from '../../support/address-with';
import type { TestApp } from '../../support/app';
import { eventually } from '../../support/eventually';
import { type AutomationDesk } from '../../support/marketing/automation-desk';
import { type OwnDatabase, startOnOwnDatabase } from '../rules/own-database';

const OLD = '2 hours';
const RECENT = '10 minutes';
const PHONE = '+79181230001';

/** Rows that a restored backup brings back: the outbox and the runs of automations at the time of the backup. */
describe('what was due before a backup was restored', () => {
  let sms: ProviderDouble;
  let own: OwnDatabase;
  let test: TestApp;
  let desk: AutomationDesk;
  let guest: string;
  let automation: string;

  beforeAll(async () => {
    sms = await ProviderDouble.start();
    own = await startOnOwnDatabase(1, {
      WORKERS: 'on',
      PUBLIC_URL: 'https://loyalty.example.test',
      TWILIO_URL: addressWith(sms.url, 'AC00000000000000000000000000000001', 'tw-test-token'),
      SMS_FROM: '+15005550006',
    });
    [test] = own.apps as [TestApp];
  });
  afterAll(async () => {
    await own.close();
    await sms.stop();
  });

  beforeEach(async () => {
    const { automationDraft, AutomationDesk: Desk } = await import('../../support/marketing/automation-desk.js');
    desk = await Desk.open(test, { marketing: { channels: ['SMS'] } });
    const consents = [{ kind: 'marketing', version: '1' }];
    automation = await desk.start(
      automationDraft({
        steps: [
          { name: 'wait', kind: 'WAIT', amount: 3, unit: 'DAYS', next: 'gift' },
          { name: 'gift', kind: 'POINTS', points: 10, validDays: null, next: null },
        ],
      }),
    );
    const made = await desk.call('post', '/guests', { phone: PHONE, name: 'Anna', consents });
    guest = (made.body as { id: string }).id;
    await desk.work();
    await restore();
  });

  /** In one transaction, as `pg_restore` does, with the note of the restore by the command or the first start. */
  async function restore(): Promise<void> {
    const { Pii } = await import('../../../src/security/index.js');
    const pii = test.app.get(Pii);
    const { id } = desk.network;
    const messages = [
      ['MARKETING', 'QUEUED', OLD, null],
      ['MARKETING', 'QUEUED', OLD, null],
      ['MARKETING', 'PLANNED', OLD, null],
      ['SERVICE', 'QUEUED', OLD, null],
      ['SERVICE', 'QUEUED', RECENT, null],
      ['CODE', 'QUEUED', OLD, '1 hour'],
    ] as const;
    const client = await own.superuser.connect();
    try {
      await client.query('BEGIN');
      for (const [index, [purpose, status, due, ended]] of messages.entries())
        await client.query(
          `INSERT INTO messages (network_id, id, guest_id, purpose, language, subject, channel, recipient_encrypted, recipient_index,
             body_encrypted, status, secret, tried, due_at, expires_at)
           VALUES ($1, gen_random_uuid(), $2, $3, 'en', 'News', 'SMS', $4, $5, $6, $7, $8, $9, clock_timestamp() - $10::interval,
             clock_timestamp() - $11::interval)`,
          [
            id,
            guest,
            purpose,
            pii.encrypt(id, 'recipient', PHONE),
            pii.blindIndex(id, 'recipient', PHONE),
            pii.encrypt(id, 'message', `${purpose} ${due} ${String(index)}`),
            status,
            purpose === 'CODE',
            purpose === 'CODE' ? null : [],
            due,
            ended,
          ],
        );
      await client.query('UPDATE automation_runs SET due_at = now() - $2::interval WHERE network_id = $1', [id, OLD]);
      await client.query("SELECT set_config('app.network_id', $1::text, true), note_restore($1::uuid)", [id]);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    const { requestJob } = await import('../../../src/platform/queue/request-job.sql.js');
    await desk.network.database.inNetwork(id, async (tx) => {
      await requestJob(tx, 'messages', 'SMS');
      await requestJob(tx, 'message-routing', id);
      await requestJob(tx, 'automations', id);
    });
  }

  const statuses = async () =>
    (
      await desk.sql<{ is: string }>(
        `SELECT purpose || ' ' || status || coalesce(' ' || failure, '') AS is FROM messages WHERE network_id = $1 ORDER BY 1`,
      )
    ).map((row) => row.is);
  const waits = ['CODE FAILED expired', 'MARKETING HELD', 'MARKETING HELD', 'MARKETING HELD', 'SERVICE HELD'];
  const becomes = (expected: readonly string[]) =>
    eventually(`messages are ${expected.join()}`, async () => (await statuses()).join() === expected.join());
  const decide = (decision: string) => desk.call('post', '/messages/held', { decision });

  it('waits, is counted, and is sent when a manager says so, once', async () => {
    const before = sms.callsTo(PHONE).length;
    await becomes([...waits, 'SERVICE SENT']);
    expect(sms.callsTo(PHONE)).toHaveLength(before + 1);
    const { body } = await desk.call('get', '/messages/held');
    expect(body).toMatchObject({
      decision: null,
      messages: [
        { purpose: 'MARKETING', messages: 3 },
        { purpose: 'SERVICE', messages: 1 },
      ],
      steps: 1,
    });
    await desk.goOn();
    expect(await desk.given(guest)).toEqual([]);
    expect((await desk.network.post('/api/messages/held', await desk.network.tokenOf('cashier'), {})).status).toBe(403);
    expect((await decide('LATER')).status).toBe(400);

    const decided = await decide('SEND');
    expect([decided.status, decided.body]).toMatchObject([200, { decision: 'SEND', messages: [], steps: 0 }]);
    expect([(await decide('DROP')).status, (await decide('DROP')).body.code]).toEqual([409, 'already_decided']);
    await becomes([
      'CODE FAILED expired',
      'MARKETING SENT',
      'MARKETING SENT',
      'MARKETING SENT',
      'SERVICE SENT',
      'SERVICE SENT',
    ]);
    expect(sms.callsTo(PHONE)).toHaveLength(before + 5);
    await eventually('the step is done', async () => (await desk.given(guest)).join() === '10');
    const audit = await desk.call('get', '/audit?action=held_messages.decided');
    expect(audit.body.items).toMatchObject([{ after: { decision: 'SEND', messages: 4, steps: 1 } }]);
  });

  it('is not sent when a manager drops it, and guests at old steps leave', async () => {
    await becomes([...waits, 'SERVICE SENT']);
    const before = sms.callsTo(PHONE).length;
    expect((await decide('DROP')).status).toBe(200);
    await becomes([
      'CODE FAILED expired',
      'MARKETING FAILED dropped',
      'MARKETING FAILED dropped',
      'MARKETING FAILED dropped',
      'SERVICE FAILED dropped',
      'SERVICE SENT',
    ]);
    await eventually('the guest has left', async () => (await desk.pathOf(automation, guest)).state === 'LEFT');
    expect(await desk.pathOf(automation, guest)).toMatchObject({ reason: 'DROPPED_AFTER_RESTORE' });
    expect([sms.callsTo(PHONE).length, await desk.given(guest)]).toEqual([before, []]);
  });

  itAtNight('is asked about again after another restore', async () => {
    await becomes([...waits, 'SERVICE SENT']);
    await decide('SEND');
    await eventually('all is sent', async () => (await statuses()).filter((is) => is.endsWith('SENT')).length === 5);
    await restore();
    await eventually(
      'the old ones wait',
      async () => (await statuses()).filter((is) => is.endsWith('HELD')).length === 4,
    );
    expect((await desk.call('get', '/messages/held')).body).toMatchObject({ decision: null });
  });
});
