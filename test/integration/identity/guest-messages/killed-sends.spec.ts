import { type ProviderCall, ProviderDouble } from '../../../doubles/provider-double';
import { addressWith } from '../../../support/address-with';
import type { TestApp } from '../../../support/app';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import type { TillNetwork } from '../../../support/till-network';
import { type OwnDatabase, startOnOwnDatabase } from '../../rules/own-database';

const GUESTS = 1000;
const ACCOUNT = { id: 'AC00000000000000000000000000000001', token: 'tw-test-token' };
const NEVER = new AbortController().signal;

interface Job {
  run(run: { key: string | undefined; signal: AbortSignal; reportProgress: () => void }): Promise<void>;
}
/** The two steps of the delivery job, between which a process may die. */
interface Delivery extends Job {
  attempt(...of: unknown[]): Promise<unknown>;
  record(...of: unknown[]): Promise<void>;
}
interface Row {
  readonly status: string;
  readonly channel: string;
  readonly phone: string;
  readonly failure: string | null;
}

/** Each guest gets the campaign's message at most once, and no guest is forgotten. */
describe('a send of 1,000 messages', () => {
  let sms: ProviderDouble;
  let own: OwnDatabase;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    sms = await ProviderDouble.start();
    own = await startOnOwnDatabase(2, {
      TWILIO_URL: addressWith(sms.url, ACCOUNT.id, ACCOUNT.token),
      SMS_FROM: '+15005550006',
    });
    const { TillNetwork: Network } = await import('../../../support/till-network.js');
    const marketing = { channels: ['SMS' as const], quietFrom: '00:00', quietTo: '00:00' };
    network = await Network.create(own.apps[0] as TestApp, { settings: { marketing } });
    manager = await network.tokenOf('manager');
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await own.close();
    await sms.stop();
  });

  /** Makes guests who agreed to messages; answers their phones by their ids. */
  const people = async (): Promise<Map<string, string>> => {
    const { Pii } = await import('../../../../src/security/index.js');
    const pii = (own.apps[0] as TestApp).app.get(Pii);
    const phones = Array.from({ length: GUESTS }, (_, n) => `+7918${String(3_000_000 + n)}`);
    const { rows } = await own.superuser.query<{ id: string; n: number }>(
      `WITH made AS (
         INSERT INTO guests (network_id, id, card_number, restaurant_id, source, locale, phone_encrypted)
         SELECT $1, gen_random_uuid(), 'card ' || p.n, $2, 'STAFF', 'en', p.phone FROM unnest($3::bytea[]) WITH ORDINALITY p(phone, n)
         RETURNING network_id, id, card_number),
       states AS (INSERT INTO guest_states (network_id, guest_id) SELECT network_id, id FROM made),
       agreed AS (
         INSERT INTO consents (network_id, guest_id, id, kind, text_version, given, source)
         SELECT network_id, id, gen_random_uuid(), 'marketing', '1', true, 'STAFF' FROM made)
       SELECT id, substr(card_number, 6)::integer AS n FROM made`,
      [network.id, network.restaurantId, phones.map((phone) => pii.encrypt(network.id, 'phone', phone))],
    );
    return new Map(rows.map(({ id, n }) => [id, phones[n - 1] ?? '']));
  };
  const startCampaign = async () => {
    const startsAt = new Date(Date.now() - 86_400_000).toISOString().slice(0, 16);
    const schedule = { startsAt, endsAt: null, recurrence: null, exceptions: [] };
    const document = alwaysOn({ schedule, announcement: { en: { title: 'News', text: 'A new menu.' } } });
    const { body } = await network.post('/api/campaigns', manager, { code: 'SEND', document }).expect(201);
    const { id } = body as { id: string };
    await (own.apps[0] as TestApp)
      .api()
      .put(`/api/campaigns/${id}/state`)
      .auth(manager, { type: 'bearer' })
      .send({ state: 'RUNNING' })
      .expect(200);
    return id;
  };
  const rowsOf = async (campaign: string, phoneOf: ReadonlyMap<string, string>): Promise<Row[]> => {
    const { rows } = await own.superuser.query<Omit<Row, 'phone'> & { guest_id: string }>(
      'SELECT guest_id, status, channel, failure FROM messages WHERE source_id = $1',
      [campaign],
    );
    return rows.map(({ guest_id: guest, ...row }) => ({ ...row, phone: phoneOf.get(guest) ?? '' }));
  };

  it('tells each guest at most once and forgets none, with two workers, one of them killed again and again', async () => {
    const { CampaignsJob } = await import('../../../../src/marketing/campaigns/campaigns.job.js');
    const { MessageDelivery } = await import('../../../../src/security/messages/message-delivery.job.js');
    const { MessageRouting } = await import('../../../../src/identity/guest-messages/message-routing.job.js');
    const { RecordMessageReport } = await import('../../../../src/security/index.js');
    const { CommandBus } = await import('@nestjs/cqrs');
    const [first, second] = own.apps as [TestApp, TestApp];
    const phoneOf = await people();
    const campaign = await startCampaign();
    await Promise.all(
      own.apps.map(async ({ app }) => {
        while ((await app.get(CampaignsJob).doNext(network.id, { maxGuests: 100 })) !== 'idle');
      }),
    );

    // The last four digits of a phone decide what the provider does: refuse for good, refuse for now, lose the answer,
    // report before it answers, or take the message.
    const taken = new Map<string, number>();
    const fated = { hung: 0, refused: 0, busy: 0 };
    const busyOnce = new Set<string>();
    const take = ({ fields }: ProviderCall) => taken.set(fields['To'] ?? '', (taken.get(fields['To'] ?? '') ?? 0) + 1);
    sms.answerOf = (call) => {
      const phone = call.fields['To'] ?? '';
      const fate = Number(phone.slice(-4)) % 20;
      if (fate === 1) {
        fated.refused += 1;
        return { status: 400, body: { code: 21_211 } };
      }
      if (fate === 2 && !busyOnce.has(phone)) {
        fated.busy += 1;
        busyOnce.add(phone);
        return { status: 429, body: { code: 20_429 } };
      }
      take(call);
      if (fate === 3) {
        fated.hung += 1;
        return 'HANG_UP';
      }
      if (fate !== 4) return undefined;
      const sid = `SM${phone.slice(1)}`;
      return { status: 201, body: { sid }, after: report(phone, sid) };
    };
    /** Reports on a message before the provider's answer, twice and in the wrong order. */
    const report = async (phone: string, providerId: string) => {
      const [guest] = [...phoneOf].find(([, of]) => of === phone) ?? [];
      const { rows } = await own.superuser.query<{ id: string }>(
        'SELECT id FROM messages WHERE source_id = $1 AND guest_id = $2',
        [campaign, guest],
      );
      for (const status of ['DELIVERED', 'SENT', 'DELIVERED'] as const)
        await second.app.get(CommandBus).execute(
          new RecordMessageReport(network.id, {
            id: rows[0]?.id ?? '',
            provider: 'twilio',
            providerId,
            status,
            failure: null,
          }),
        );
    };

    // The first worker fails now before and now after its call of the provider, and stops altogether after 400 attempts.
    const death = new AbortController();
    const killed = { before: 0, after: 0 };
    const dying = first.app.get<unknown, Delivery>(MessageDelivery);
    const { attempt, record } = dying;
    let attempts = 0;
    jest.spyOn(dying, 'attempt').mockImplementation(function (this: Delivery, ...of: unknown[]) {
      attempts += 1;
      if (attempts === GUESTS * 0.4) death.abort();
      if (attempts % 9 !== 0) return attempt.apply(this, of);
      killed.before += 1;
      return Promise.reject(new Error('killed before the call'));
    });
    let recorded = 0;
    jest.spyOn(dying, 'record').mockImplementation(function (this: Delivery, ...of: unknown[]) {
      recorded += 1;
      if (recorded % 5 !== 0) return record.apply(this, of);
      killed.after += 1;
      return Promise.reject(new Error('killed after the call'));
    });
    const run = (of: Job, signal: AbortSignal, key?: string) =>
      of.run({ key, signal, reportProgress: () => undefined });
    const living = second.app.get<unknown, Job>(MessageDelivery);
    await Promise.all([run(dying, death.signal, 'SMS'), run(living, NEVER, 'SMS')]);
    expect(death.signal.aborted).toBe(true);

    // Ends the leases of the first worker and the back-off of messages, so that all are due.
    const open = async () => {
      const { rowCount } = await own.superuser.query(
        `UPDATE messages SET due_at = clock_timestamp() WHERE source_id = $1 AND status IN ('PLANNED', 'QUEUED', 'SENDING')`,
        [campaign],
      );
      return rowCount ?? 0;
    };
    for (let round = 0; round < 5 && (await open()) > 0; round += 1) {
      await run(second.app.get<unknown, Job>(MessageRouting), NEVER, network.id);
      await run(living, NEVER, 'SMS');
    }

    const rows = await rowsOf(campaign, phoneOf);
    expect(new Set(rows.map(({ phone }) => phone)).size).toBe(GUESTS);
    expect(rows).toHaveLength(GUESTS);
    expect([...taken].filter(([, times]) => times > 1)).toEqual([]);
    const odd = rows.filter(({ phone, status, channel }) => {
      if (status === 'UNKNOWN') return channel !== 'SMS';
      if (status === 'SENT' && channel === 'INBOX') return taken.has(phone);
      return !['SENT', 'DELIVERED'].includes(status) || taken.get(phone) !== 1;
    });
    expect(odd).toEqual([]);
    const outcomes = new Set(rows.map(({ status, channel, failure }) => `${status} ${channel} ${failure ?? ''}`));
    expect([...outcomes]).toEqual(
      expect.arrayContaining(['UNKNOWN SMS interrupted', 'SENT SMS ', 'DELIVERED SMS ', 'SENT INBOX twilio 21211']),
    );
    for (const times of [...Object.values(killed), ...Object.values(fated)]) expect(times).toBeGreaterThan(10);
  });
});
