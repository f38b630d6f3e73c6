import { addressWith } from '../../../support/address-with';
import { eventually } from '../../../support/eventually';
import { presetForNetwork } from '../../../../src/configuration/programs/drafts/scaled-preset.rules';
import { createHmac } from 'node:crypto';
import { ProviderDouble } from '../../../doubles/provider-double';
import type { TestApp } from '../../../support/app';
import type { TillNetwork } from '../../../support/till-network';
import { ClockOfTheDatabase, type OwnDatabase, startOnOwnDatabase } from '../../rules/own-database';

const DAY = 86_400_000;
const PUBLIC_URL = 'https://loyalty.example.test';
const AUTH_TOKEN = 'tw-test-token';
// 365 days after the 10th of March 2024 (Moscow) is the 10th of March 2025; the lot ends when that day has.
const SOLD = Date.UTC(2024, 2, 10, 12);
const ENDS = Date.UTC(2025, 2, 10, 21);

/** P4a: no guest loses points without a warning, and the journal has each warning. */
describe('points that end', () => {
  let sms: ProviderDouble;
  let own: OwnDatabase;
  let clock: ClockOfTheDatabase;
  let test: TestApp;
  let make: typeof TillNetwork.create;
  let settleDue: (networkId: string) => Promise<unknown>;
  let warn: (networkId: string, halvings?: number) => Promise<unknown>;
  let followLog: (networkId: string) => Promise<unknown>;
  let openSession: (networkId: string, guestId: string) => Promise<string>;
  let verify: (networkId: string) => Promise<readonly unknown[]>;

  beforeAll(async () => {
    sms = await ProviderDouble.start();
    own = await startOnOwnDatabase(1, {
      PUBLIC_URL,
      TWILIO_URL: addressWith(sms.url, 'AC00000000000000000000000000000001', AUTH_TOKEN),
      SMS_FROM: '+15005550006',
    });
    test = own.apps[0] as TestApp;
    clock = await ClockOfTheDatabase.install(own.superuser);
    const { TillNetwork: Networks } = await import('../../../support/till-network.js');
    const { ExpirationsJob } = await import('../../../../src/transactions/till/expirations/expirations.job.js');
    const { WarningsJob } = await import('../../../../src/transactions/accounts/warnings/warnings.job.js');
    const { LedgerVerification } =
      await import('../../../../src/transactions/books/verification/ledger-verification.js');
    const { Sessions } = await import('../../../../src/security/index.js');
    make = Networks.create.bind(Networks);
    settleDue = (networkId) => test.app.get(ExpirationsJob).doNext(networkId);
    warn = (networkId, halvings = 0) => test.app.get(WarningsJob).doNext(networkId, { halvings });
    const { LogReader } = await import('../../../../src/transactions/jobs/log-reader.js');
    followLog = (networkId) =>
      eventually('the log is read', async () => (await test.app.get(LogReader).doNext(networkId)) === 'idle');
    openSession = async (networkId, guestId) =>
      (await test.app.get(Sessions).openForGuest(networkId, guestId)).accessToken;
    verify = async (networkId) => (await test.app.get(LedgerVerification).verify(networkId)).findings.list();
  });
  afterAll(async () => {
    await own.close();
    await sms.stop();
  });

  async function guestOf(network: TillNetwork, token: string, at = SOLD): Promise<string> {
    await clock.set(at);
    const guest = await network.guest();
    const sale = await network.post(`/api/guests/${guest}/transaction`, token, network.sale(155_000));
    expect(sale.status).toBe(201);
    return guest;
  }

  async function scene() {
    const network = await make(test);
    const token = await network.tokenOf('manager');
    const guest = await guestOf(network, token);
    const inbox = await openSession(network.id, guest);
    return { network, token, guest, inbox };
  }

  async function rowsOf(guest: string): Promise<{ type: string; reason: string | null; points: number }[]> {
    const { rows } = await own.superuser.query<{ type: string; reason: string | null; points: number }>(
      `SELECT type, reason_code AS reason, points_earned::int AS points FROM transactions
       WHERE guest_id = $1 AND type NOT IN ('SALE', 'TIER') ORDER BY guest_version`,
      [guest],
    );
    return rows;
  }

  it('are told of at once when they were made after the look of the day', async () => {
    const document = { ...presetForNetwork('hybrid-5', 2), expiry: { kind: 'DAYS', count: 5 } } as const;
    const network = await make(test, { document });
    const token = await network.tokenOf('manager');
    const inboxOf = async (guest: string) => {
      const session = await openSession(network.id, guest);
      return ((await network.get('/api/auth/me/inbox', session).expect(200)).body as { items: object[] }).items.length;
    };
    const early = await guestOf(network, token);
    await warn(network.id);
    expect(await inboxOf(early)).toBe(1);
    const late = await guestOf(network, token);
    const other = await guestOf(network, token);
    expect(await warn(network.id)).toBe('idle');
    // Open transactions of the cluster may still hide the newest events.
    const told = (guest: string, messages: number) =>
      eventually('the messages', async () => {
        await followLog(network.id);
        return (await inboxOf(guest)) === messages;
      });
    await told(late, 1);
    await told(other, 1);
    expect(await inboxOf(early)).toBe(1);
    // New points of a guest who was already warned of other points.
    await network.post(`/api/guests/${late}/transaction`, token, network.sale(100_000)).expect(201);
    await told(late, 2);
  });

  it('are told of when all end together because the guest stays away', async () => {
    const document = {
      ...presetForNetwork('hybrid-5', 2),
      expiry: { kind: 'INACTIVITY', unit: 'DAYS', count: 5 },
    } as const;
    const network = await make(test, { document });
    const token = await network.tokenOf('manager');
    const guest = await guestOf(network, token);
    await network.post(`/api/guests/${guest}/transaction`, token, network.sale(155_000)).expect(201);
    await warn(network.id);
    const session = await openSession(network.id, guest);
    const { body } = await network.get('/api/auth/me/inbox', session).expect(200);
    expect((body as { items: object[] }).items).toEqual([
      expect.objectContaining({ text: expect.stringContaining('494 points') as string }),
    ]);
  });

  it('are told of a guest at a time after larger pieces were cut off', async () => {
    const { network, token } = await scene();
    const other = await guestOf(network, token);
    await clock.set(ENDS - 10 * DAY);
    expect(await warn(network.id, 14)).toBe('more');
    expect(await warn(network.id)).toBe('done');
    expect(await warn(network.id)).toBe('idle');
    const inbox = await network.get('/api/auth/me/inbox', await openSession(network.id, other)).expect(200);
    expect(inbox.body.items).toHaveLength(1);
  });

  it('are told of by the text of the network, which the message names, and by the product’s where it fails', async () => {
    const { network, token, guest, inbox } = await scene();
    const unnamed = await guestOf(network, token);
    await own.superuser.query('UPDATE guests SET name = $2 WHERE id = $1', [guest, 'Anna Smith']);
    await own.superuser.query('UPDATE guests SET name = NULL WHERE id = $1', [unnamed]);
    const text = '{{ guest.firstName }}, use {{ ending.points | points }} until {{ ending.day }}';
    const made = await network.post('/api/message-templates', token, {
      code: 'WARNING',
      source: 'EXPIRY_WARNING',
      purpose: 'SERVICE',
      name: 'Warning',
      texts: { en: { subject: 'Your points', text } },
    });
    const { id } = made.body as { id: string };
    await clock.set(ENDS - 10 * DAY);
    await warn(network.id);
    const textsOf = async (session: string) =>
      ((await network.get('/api/auth/me/inbox', session)).body as { items: { text: string }[] }).items.map(
        (item) => item.text,
      );
    expect(await textsOf(inbox)).toEqual(['Anna, use 347 points until March 10, 2025']);
    expect(await textsOf(await openSession(network.id, unnamed))).toEqual([
      '347 points can be used until March 10, 2025 inclusive, then they expire.',
    ]);
    const { rows } = await own.superuser.query<{ template_id: string | null; template_version: number | null }>(
      'SELECT template_id, template_version FROM messages WHERE guest_id = ANY ($1) ORDER BY template_id NULLS LAST',
      [[guest, unnamed]],
    );
    expect(rows).toEqual([
      { template_id: id, template_version: 1 },
      { template_id: null, template_version: null },
    ]);
  });

  it('are told of once, in the inbox of their guest, and end once the message was opened', async () => {
    const { network, token, guest, inbox } = await scene();
    await clock.set(ENDS - 16 * DAY);
    await warn(network.id);
    expect((await network.get('/api/auth/me/inbox', inbox)).body.items).toEqual([]);
    await clock.set(ENDS - 10 * DAY);
    await Promise.all([warn(network.id), warn(network.id), warn(network.id)]);
    await clock.set(ENDS - 9 * DAY);
    await warn(network.id);
    const { items } = (await network.get('/api/auth/me/inbox', inbox)).body as {
      items: { id: string; text: string; opened: boolean }[];
    };
    expect(items).toMatchObject([
      { opened: false, text: '347 points can be used until March 10, 2025 inclusive, then they expire.' },
    ]);
    const open = `/api/auth/me/inbox/${String(items[0]?.id)}/open`;
    const opened = await Promise.all([network.post(open, inbox), network.post(open, inbox)]);
    for (const answer of opened) expect([answer.status, answer.body.opened]).toEqual([200, true]);
    expect((await network.post(open, inbox)).body.opened).toBe(true);
    await clock.set(ENDS);
    await settleDue(network.id);
    expect(await rowsOf(guest)).toEqual([
      { type: 'WARNING', reason: null, points: 0 },
      { type: 'EXPIRY', reason: null, points: 347 },
    ]);
    expect((await network.get('/api/ledger/extended', token)).body.items).toEqual([]);
    expect((await network.get(`/api/guests/${guest}/warnings`, token)).body.items).toMatchObject([
      { outcome: 'WARNED', points: 347, lastDay: '2025-03-10', extension: null },
    ]);
    expect(await verify(network.id)).toEqual([]);
  });

  it('are told of again with each extension, and listed when nobody ever read it', async () => {
    const { network, token, guest, inbox } = await scene();
    for (let extension = 0; extension < 3; extension += 1) {
      await clock.set(ENDS + (30 * extension - 5) * DAY);
      await warn(network.id);
      await clock.set(ENDS + 30 * extension * DAY);
      await settleDue(network.id);
      const balance = await network.get(`/api/guests/${guest}/balance`, token);
      const end = new Date(ENDS + 30 * (extension + 1) * DAY).toISOString();
      expect(balance.body).toMatchObject({ available: 347, expiring: [{ points: 347, at: end }] });
    }
    await clock.set(ENDS + 90 * DAY);
    await settleDue(network.id);
    const inboxOf = await network.get('/api/auth/me/inbox?limit=2', inbox);
    expect(inboxOf.body.items).toHaveLength(2);
    const rest = await network.get(`/api/auth/me/inbox?limit=2&cursor=${String(inboxOf.body.nextCursor)}`, inbox);
    expect([rest.body.items.length, rest.body.nextCursor]).toEqual([1, null]);
    const listed = await network.get('/api/ledger/extended?limit=3', token);
    expect(listed.body.items).toMatchObject([
      { outcome: 'EXPIRED_UNWARNED', guestId: guest, points: 347, extension: null, lastDay: null },
      { outcome: 'EXTENDED', points: 347, extension: 3, lastDay: '2025-06-08' },
      { outcome: 'EXTENDED', points: 347, extension: 2, lastDay: '2025-05-09' },
    ]);
    const older = await network.get(`/api/ledger/extended?cursor=${String(listed.body.nextCursor)}`, token);
    expect(older.body.items).toMatchObject([{ outcome: 'EXTENDED', extension: 1, lastDay: '2025-04-09' }]);
    expect(await verify(network.id)).toEqual([]);
  });

  it('end once a provider said that the message was delivered, or took it where it makes no reports', async () => {
    const { takeMessages } = await import('../../../support/message-provider.js');
    const { MessageDelivery } = await import('../../../../src/security/messages/message-delivery.job.js');
    const { WarningReceiptsJob } =
      await import('../../../../src/transactions/accounts/warnings/warning-receipts.job.js');
    takeMessages(test, 'EMAIL');
    const marketing = { channels: ['EMAIL' as const, 'SMS' as const], quietFrom: '00:00', quietTo: '00:00' };
    const network = await make(test, { settings: { marketing } });
    const token = await network.tokenOf('manager');
    await clock.set(SOLD);
    const guestWith = async (contact: object) => {
      const { body } = await network.post('/api/guests', token, contact).expect(201);
      const { id } = body as { id: string };
      await network.post(`/api/guests/${id}/transaction`, token, network.sale(155_000)).expect(201);
      return id;
    };
    const [told, unsure] = [await guestWith({ phone: '+79184440001' }), await guestWith({ phone: '+79184440002' })];
    const mailed = await guestWith({ phone: '+79184440003', email: 'guest@example.test' });
    await clock.set(ENDS - 5 * DAY);
    await warn(network.id);
    const delivery = test.app.get<unknown, { run(run: object): Promise<void> }>(MessageDelivery);
    for (const key of ['SMS', 'EMAIL']) await delivery.run({ key, signal: new AbortController().signal });
    const statusUrl = (phone: string) => sms.callsTo(phone).at(-1)?.fields['StatusCallback'] ?? '';
    const sid = async (guest: string) =>
      (
        await own.superuser.query<{ provider_id: string }>('SELECT provider_id FROM messages WHERE guest_id = $1', [
          guest,
        ])
      ).rows[0]?.provider_id ?? '';
    for (const [guest, phone, status] of [
      [told, '+79184440001', 'delivered'],
      [unsure, '+79184440002', 'sent'],
    ] as const) {
      const form = { MessageSid: await sid(guest), MessageStatus: status };
      const signed = `${statusUrl(phone)}MessageSid${form.MessageSid}MessageStatus${status}`;
      for (let times = 0; times < 2; times += 1)
        await test
          .api()
          .post(statusUrl(phone).slice(PUBLIC_URL.length))
          .set('X-Twilio-Signature', createHmac('sha1', AUTH_TOKEN).update(signed).digest('base64'))
          .type('form')
          .send(form)
          .expect(204);
    }
    const receipts = test.app.get(WarningReceiptsJob);
    await Promise.all([receipts.doNext(network.id), receipts.doNext(network.id)]);
    expect(await receipts.doNext(network.id)).toBe('idle');
    await clock.set(ENDS);
    await settleDue(network.id);
    const types = async (guest: string) => (await rowsOf(guest)).map(({ type }) => type);
    expect([await types(told), await types(mailed), await types(unsure)]).toEqual([
      ['AWARD', 'WARNING', 'EXPIRY'],
      ['AWARD', 'WARNING', 'EXPIRY'],
      ['AWARD', 'EXTENSION'],
    ]);
    expect(await verify(network.id)).toEqual([]);
    jest.restoreAllMocks();
  });

  it('change nothing when the message is opened after its end was put off', async () => {
    const { network, guest, inbox } = await scene();
    await clock.set(ENDS - DAY);
    await warn(network.id);
    const { items } = (await network.get('/api/auth/me/inbox', inbox)).body as { items: { id: string }[] };
    await clock.set(ENDS + DAY);
    expect((await network.post(`/api/auth/me/inbox/${String(items[0]?.id)}/open`, inbox)).status).toBe(200);
    expect((await rowsOf(guest)).map(({ type }) => type)).toEqual(['EXTENSION', 'WARNING']);
    await clock.set(ENDS + 30 * DAY);
    await settleDue(network.id);
    expect((await rowsOf(guest)).map(({ type }) => type)).toEqual(['EXTENSION', 'WARNING', 'EXTENSION']);
    expect(await verify(network.id)).toEqual([]);
  });

  it('are told of once also when the job dies after its messages and before its end', async () => {
    const { network, inbox } = await scene();
    const { RoutedMessages } = await import('../../../../src/security/index.js');
    await clock.set(ENDS - DAY);
    const written = test.app.get(RoutedMessages);
    const append = written.append.bind(written);
    const died = jest.spyOn(written, 'append').mockImplementationOnce(async (...args) => {
      await append(...args);
      throw new Error('killed');
    });
    await expect(warn(network.id)).rejects.toThrow('killed');
    expect((await network.get('/api/auth/me/inbox', inbox)).body.items).toEqual([]);
    died.mockRestore();
    await warn(network.id);
    await warn(network.id);
    expect((await network.get('/api/auth/me/inbox', inbox)).body.items).toHaveLength(1);
  });

  it('are told at the till with a sale, shown or printed, and end then', async () => {
    const { network, token, guest, inbox } = await scene();
    const due = async () => (await network.get(`/api/guests/${guest}/warnings/due`, token)).body.items as object[];
    const unread = async () =>
      (await network.get('/api/ledger/warnings/unread', token)).body as { channels: object[]; items: object[] };
    const tell = (transactionId: string, way: string, by = token) =>
      network.post(`/api/guests/${guest}/warnings/told`, by, { transactionId, way });
    await clock.set(ENDS - 16 * DAY);
    expect(await due()).toEqual([]);
    await clock.set(ENDS - 10 * DAY);
    const warning = { points: 347, lastDay: '2025-03-10' };
    expect(await due()).toEqual([warning]);
    const card = '1002170377692820';
    await own.superuser.query('UPDATE guests SET card_number = $2 WHERE id = $1', [guest, card]);
    const found = (await network.post('/api/guests/lookup', token, { card })).body;
    expect(found).toMatchObject({ dueWarnings: [warning], account: { available: 347, expiring: [{ points: 347 }] } });
    expect(found.account).toEqual((await network.get(`/api/guests/${guest}/balance`, token)).body);
    await warn(network.id);
    expect(await unread()).toMatchObject({
      channels: [{ channel: 'INBOX', sent: 1, opened: 0, told: 0, unread: 1 }],
      items: [{ guestId: guest, channel: 'INBOX', ...warning }],
    });
    const other = await network.guest();
    const sale = async (guestId: string) =>
      (await network.post(`/api/guests/${guestId}/transaction`, token, network.sale(100)).expect(201)).body
        .id as string;
    const [here, theirs] = [await sale(guest), await sale(other)];
    expect((await tell(theirs, 'SHOWN')).body.code).toBe('not_found');
    const elsewhere = await network.tokenOf('cashier', [network.otherRestaurantId]);
    expect((await tell(here, 'SHOWN', elsewhere)).body.code).toBe('restaurant_not_allowed');
    expect(await due()).toEqual([warning]);
    const told = await Promise.all([tell(here, 'SHOWN'), tell(here, 'SHOWN')]);
    for (const { status, body } of told) expect([status, body]).toEqual([200, { items: [warning] }]);
    expect((await tell(here, 'PRINTED')).body).toEqual({ items: [warning] });
    expect(await due()).toEqual([]);
    expect((await network.post('/api/guests/lookup', token, { card })).body.dueWarnings).toEqual([]);
    expect(await unread()).toMatchObject({ channels: [{ sent: 1, opened: 0, told: 1, unread: 0 }], items: [] });
    const { rows } = await own.superuser.query<object>(
      `SELECT told_way AS way, point_of_sale_id AS till, transaction_id AS act FROM expiry_warnings WHERE guest_id = $1`,
      [guest],
    );
    expect(rows).toEqual([{ way: 'PRINTED', till: network.pointOfSaleId, act: here }]);
    // The message still waits in the inbox, and no other is written.
    await warn(network.id);
    expect((await network.get('/api/auth/me/inbox', inbox)).body.items).toMatchObject([{ opened: false }]);
    await clock.set(ENDS);
    await settleDue(network.id);
    expect((await rowsOf(guest)).map(({ type }) => type)).toEqual(['WARNING', 'EXPIRY']);
    expect(await verify(network.id)).toEqual([]);
  });

  it('are told at the till before a message was written, which then is not; and not with an old sale', async () => {
    const { network, token, guest, inbox } = await scene();
    await clock.set(ENDS - 10 * DAY);
    const sale = await network.post(`/api/guests/${guest}/transaction`, token, network.sale(100)).expect(201);
    const body = { transactionId: sale.body.id as string, way: 'PRINTED' };
    await clock.set(ENDS - 10 * DAY + 3_600_001);
    const late = await network.post(`/api/guests/${guest}/warnings/told`, token, body);
    expect([late.status, late.body.code]).toEqual([409, 'warning_too_late']);
    await clock.set(ENDS - 10 * DAY + 3_000_000);
    await network.post(`/api/guests/${guest}/warnings/told`, token, body).expect(200);
    await warn(network.id);
    expect((await network.get('/api/auth/me/inbox', inbox)).body.items).toEqual([]);
    expect((await network.get('/api/ledger/warnings/unread', token)).body).toMatchObject({ channels: [], items: [] });
    expect(await verify(network.id)).toEqual([]);
  });

  it('are nobody else’s to read of', async () => {
    const { network, token, inbox } = await scene();
    await clock.set(ENDS - DAY);
    await warn(network.id);
    const { items } = (await network.get('/api/auth/me/inbox', inbox)).body as { items: { id: string }[] };
    const other = await openSession(network.id, await network.guest());
    expect((await network.get('/api/auth/me/inbox', other)).body.items).toEqual([]);
    expect((await network.post(`/api/auth/me/inbox/${String(items[0]?.id)}/open`, other)).status).toBe(404);
    expect((await network.get('/api/auth/me/inbox', token)).status).toBe(403);
    expect((await network.post(`/api/auth/me/inbox/${String(items[0]?.id)}/open`, token)).status).toBe(403);
  });

  describe('that have ended', () => {
    async function expired(settings?: NonNullable<Parameters<typeof make>[1]>['settings']) {
      const document = { ...presetForNetwork('hybrid-5', 2), warning: null };
      const network = await make(test, { document, settings });
      const token = await network.tokenOf('manager');
      const guest = await guestOf(network, token);
      await clock.set(ENDS + DAY);
      await settleDue(network.id);
      const history = await network.get(`/api/guests/${guest}/history`, token);
      const expiry = String((history.body as { items: { id: string }[] }).items[0]?.id);
      return { network, token, guest, expiry, restore: `/api/transactions/${expiry}/restore` };
    }

    it('come back by a manager’s hand for 30 days, in parts, never more than there were', async () => {
      const { network, token, guest, restore } = await expired();
      const first = await network.post(restore, token, { reason: 'was in hospital', points: 100 }, 'key-of-a-restore');
      expect([first.status, first.body]).toMatchObject([
        201,
        { type: 'MANUAL', direction: 'CREDIT', points: 100, reasonCode: 'RESTORED', balance: { available: 100 } },
      ]);
      const again = await network.post(restore, token, { reason: 'was in hospital', points: 100 }, 'key-of-a-restore');
      expect([again.body.id, again.headers['idempotent-replayed']]).toEqual([first.body.id, 'true']);
      expect((await network.post(restore, token, { reason: 'x', points: 248 })).body).toMatchObject({
        code: 'restore_exceeds_expiry',
        max: 247,
      });
      const races = await Promise.all(
        [1, 2].map(() => network.post(restore, token, { reason: 'the rest', points: 247 })),
      );
      expect(races.map(({ status }) => status).sort()).toEqual([201, 422]);
      const balance = await network.get(`/api/guests/${guest}/balance`, token);
      const end = new Date(ENDS + 32 * DAY).toISOString();
      expect(balance.body).toMatchObject({ available: 347, expiring: [{ points: 347, at: end }] });
      expect(await verify(network.id)).toEqual([]);
    });

    it('wait for another manager above the limit', async () => {
      const { network, token, guest, restore } = await expired({ limits: { managerManualAtOnce: 100 } });
      const waiting = await network.post(restore, token, { reason: 'all of it' });
      expect([waiting.status, waiting.body.status]).toEqual([202, 'AWAITING_APPROVAL']);
      const approve = `/api/transactions/${String(waiting.body.id)}/approve`;
      const approved = await network.post(approve, await network.tokenOf('manager'));
      expect([approved.status, approved.body.points]).toEqual([200, 347]);
      expect((await network.get(`/api/guests/${guest}/balance`, token)).body.available).toBe(347);
      expect(await verify(network.id)).toEqual([]);
    });

    it('come back all at once when nothing is said, and only from an expiry, by a manager', async () => {
      const { network, token, restore } = await expired();
      expect((await network.post(restore, token, { reason: 'all' })).body).toMatchObject({ points: 347 });
      expect((await network.post(restore, token, { reason: 'more' })).body).toMatchObject({
        code: 'restore_exceeds_expiry',
        max: 0,
      });
      const sale = await network.post(`/api/guests/${await network.guest()}/transaction`, token, network.sale(100));
      const wrong = `/api/transactions/${String(sale.body.id)}/restore`;
      expect((await network.post(wrong, token, { reason: 'x' })).body).toMatchObject({ code: 'not_restorable' });
      expect((await network.post(restore, await network.tokenOf('cashier'), { reason: 'x' })).status).toBe(403);
    });
  });
});
