import { MailDouble } from '../../../doubles/mail-double';
import { ProviderDouble } from '../../../doubles/provider-double';
import { addressWith } from '../../../support/address-with';
import type { TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import type { TillNetwork } from '../../../support/till-network';
import { type OwnDatabase, startOnOwnDatabase } from '../../rules/own-database';

const NEWS = { en: { title: 'News', text: 'A new menu.' } };
const CHANNELS = ['TELEGRAM', 'SMS', 'EMAIL'] as const;

interface Row {
  readonly id: string;
  readonly channel: string;
  readonly status: string;
  readonly reason: string | null;
  readonly tried: readonly string[];
  readonly failure: string | null;
}

describe('messages to guests', () => {
  let sms: ProviderDouble;
  let telegram: ProviderDouble;
  let mail: MailDouble;
  let own: OwnDatabase;
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let serial = 2_000_000;

  beforeAll(async () => {
    [sms, telegram, mail] = [await ProviderDouble.start(), await ProviderDouble.start(), await MailDouble.start()];
    own = await startOnOwnDatabase(1, {
      WORKERS: 'on',
      PUBLIC_URL: 'https://loyalty.example.test',
      SMTP_URL: mail.url,
      MAIL_FROM: 'no-reply@loyalty.example.test',
      TWILIO_URL: addressWith(sms.url, 'AC00000000000000000000000000000001', 'tw-test-token'),
      SMS_FROM: '+15005550006',
      TELEGRAM_BOT_TOKEN: '123456:TEST-TOKEN',
      TELEGRAM_WEBHOOK_SECRET: 'telegram-test-secret',
      TELEGRAM_BOT_NAME: 'bot_of_installation',
      TELEGRAM_BASE_URL: telegram.url,
    });
    [test] = own.apps as [TestApp];
  });
  // A campaign tells all guests of its network, and the doubles answer in the order of calls.
  beforeEach(async () => {
    const { TillNetwork: Network } = await import('../../../support/till-network.js');
    network = await Network.create(test, { settings: { marketing: { channels: [...CHANNELS] } } });
    manager = await network.tokenOf('manager');
  });
  afterAll(async () => {
    await own.close();
    for (const double of [sms, telegram, mail]) await double.stop();
  });

  /** A guest with a phone, an address, a chat and the consent to messages of campaigns. */
  const guest = async () => {
    const { BotChats } = await import('../../../../src/identity/index.js');
    const number = String((serial += 10_000));
    const [phone, email, chat] = [`+7918${number}`, `guest-${number}@example.test`, number];
    const consents = [{ kind: 'marketing', version: '1' }];
    const made = await network.post('/api/guests', manager, { phone, email, name: 'Anna', consents });
    expect(made.status).toBe(201);
    await test.app.get(BotChats).link({ messenger: 'TELEGRAM', owner: null }, phone, chat);
    return { id: (made.body as { id: string }).id, phone, email, chat };
  };
  /** Starts a campaign, and waits until it has met the guest. */
  const announce = async (code: string, guestId: string) => {
    const { CampaignsJob } = await import('../../../../src/marketing/campaigns/campaigns.job.js');
    const startsAt = new Date(Date.now() - 86_400_000).toISOString().slice(0, 16);
    const schedule = { startsAt, endsAt: null, recurrence: null, exceptions: [] };
    const document = alwaysOn({ schedule, announcement: NEWS });
    const made = await network.post('/api/campaigns', manager, { code, document }).expect(201);
    const { id } = made.body as { id: string };
    await test
      .api()
      .put(`/api/campaigns/${id}/state`)
      .auth(manager, { type: 'bearer' })
      .send({ state: 'RUNNING' })
      .expect(200);
    await eventually('the campaign meets the guest', async () => {
      await test.app.get(CampaignsJob).doNext(network.id);
      return rowOf(guestId, id);
    });
    return id;
  };
  const rowOf = async (guestId: string, campaign: string | null) =>
    (
      await own.superuser.query<Row>(
        'SELECT * FROM messages WHERE guest_id = $1 AND source_id IS NOT DISTINCT FROM $2 AND source IS NOT NULL',
        [guestId, campaign],
      )
    ).rows[0];
  const settled = (guestId: string, campaign: string | null, status: string) =>
    eventually(`a message is ${status}`, async () => {
      const row = await rowOf(guestId, campaign);
      return row?.status === status && row;
    });
  const heldBy = (campaign: string, count: number) =>
    eventually(`${String(count)} messages wait for the campaign`, async () => {
      const { rows } = await own.superuser.query(
        "SELECT 1 FROM messages WHERE source_id = $1 AND status = 'PLANNED' AND due_at = 'infinity'",
        [campaign],
      );
      return rows.length === count && count;
    });
  const inboxOf = async (guestId: string) => {
    const { Sessions } = await import('../../../../src/security/index.js');
    const { accessToken } = await test.app.get(Sessions).openForGuest(network.id, guestId);
    const { body } = await network.get('/api/auth/me/inbox', accessToken).expect(200);
    return (body as { items: { text: string }[] }).items.map(({ text }) => text);
  };

  it('of a campaign leave by the first channel of the network, once, and stand in the inbox', async () => {
    const { id, chat, phone, email } = await guest();
    const campaign = await announce('FIRST', id);
    expect(await settled(id, campaign, 'SENT')).toMatchObject({ channel: 'TELEGRAM', tried: [], reason: null });
    expect(telegram.callsTo(chat).map(({ fields }) => fields['text'])).toEqual([
      'News\n\nA new menu.\n\n/stop – no more messages',
    ]);
    expect([sms.callsTo(phone).length, mail.lettersTo(email).length]).toEqual([0, 0]);
    expect(await inboxOf(id)).toEqual(['News\n\nA new menu.']);
  });

  it('by SMS say how to stop them, and stop after a press and not after a look', async () => {
    const { id, phone, chat } = await guest();
    const { BotChats } = await import('../../../../src/identity/index.js');
    await test.app.get(BotChats).unlink({ messenger: 'TELEGRAM', owner: null }, chat);
    await settled(id, await announce('BYSMS', id), 'SENT');
    const text = sms.callsTo(phone)[0]?.fields['Body'] ?? '';
    const [, path = ''] =
      /^News\n\nA new menu\.\nStop: https:\/\/loyalty\.example\.test(\/api\/s\/\S+)$/.exec(text) ?? [];
    expect(path).toMatch(/^\/api\/s\/[^/]+\/[\w-]{28}$/);
    for (const wrong of [
      `${path.slice(0, -2)}AA`,
      path.slice(0, -1),
      '/api/s/nobody/AAAA',
      path.replace(/s\/[^/]+/, 's/x'),
    ])
      expect((await test.api().get(wrong)).status).toBe(404);
    // Phones and messengers open links to show what is behind them.
    const looked = await test.api().get(path).expect(200);
    expect(looked.text).toContain('offers and news by SMS');
    expect(await settled(id, await announce('STILL', id), 'SENT')).toMatchObject({ channel: 'SMS' });
    await test.api().post(path).type('form').send({ 'List-Unsubscribe': 'One-Click' }).expect(200);
    expect(await settled(id, await announce('STOPPEDSMS', id), 'SENT')).toMatchObject({ channel: 'EMAIL' });
  });

  it('of the demonstration stay in the outbox, whatever providers there are', async () => {
    const number = String((serial += 10_000)).slice(-4);
    const consents = [{ kind: 'marketing', version: '1' }];
    for (const phone of [`+7998000${number}`, `+447700900${number.slice(-3)}`]) {
      const made = await network.post('/api/guests', manager, { phone, name: 'Anna', consents }).expect(201);
      const { id } = made.body as { id: string };
      await settled(id, await announce(`MADEUP${phone.slice(1, 3)}`, id), 'OUTBOX');
      await test.api().post('/api/auth/register').send({ networkId: network.id, phone }).expect(202);
      expect(sms.callsTo(phone)).toEqual([]);
    }
  });

  it('go on by the next channel when one refuses, and end in the inbox', async () => {
    const { id, chat, phone, email } = await guest();
    telegram.answerNext({ status: 403, body: { ok: false, error_code: 403, description: 'bot was blocked' } });
    sms.answerNext({ status: 400, body: { code: 21_211 } });
    const campaign = await announce('NEXT', id);
    expect(await settled(id, campaign, 'SENT')).toMatchObject({ channel: 'EMAIL', tried: ['TELEGRAM', 'SMS'] });
    expect([telegram.callsTo(chat).length, sms.callsTo(phone).length, mail.lettersTo(email).length]).toEqual([1, 1, 1]);
    // The first message closed the chat and stopped the number, so the second goes by e-mail at once.
    mail.refuseNext(email, 550);
    const last = await announce('LAST', id);
    expect(
      await eventually('the inbox has it', async () => {
        const row = await rowOf(id, last);
        return row?.tried.length === 1 && row.status === 'SENT' && row;
      }),
    ).toMatchObject({ channel: 'INBOX', tried: ['EMAIL'], failure: 'smtp 550' });
    expect([telegram.callsTo(chat).length, sms.callsTo(phone).length]).toEqual([1, 1]);
    expect(await inboxOf(id)).toHaveLength(2);
  });

  it('pass by an address that a provider refused for good, say so, and go to it again once the guest confirmed it', async () => {
    const { id, chat, phone, email } = await guest();
    const { BotChats } = await import('../../../../src/identity/index.js');
    await test.app.get(BotChats).unlink({ messenger: 'TELEGRAM', owner: null }, chat);
    sms.answerNext({ status: 400, body: { code: 21_610 } });
    mail.refuseNext(email, 550);
    const refused = await announce('REFUSED', id);
    await settled(id, refused, 'SENT');
    const stopped = await settled(id, await announce('STOPPED', id), 'SENT');
    expect(stopped).toMatchObject({ channel: 'INBOX', tried: [], failure: null });
    const readStops = async () =>
      (await network.get(`/api/messages/${stopped.id}`, manager).expect(200)).body.stopped as { channel: string }[];
    expect(await readStops()).toMatchObject([
      { channel: 'SMS', reason: 'OPTED_OUT', failure: 'twilio 21610' },
      { channel: 'EMAIL', reason: 'BOUNCED', failure: 'smtp 550' },
    ]);
    // A manager frees the address of which the provider was wrong, and not the number that its owner stopped.
    const { BotChats: Chats } = await import('../../../../src/identity/index.js');
    await test.app.get(Chats).link({ messenger: 'TELEGRAM', owner: null }, phone, chat);
    await test.app.get(Chats).setReachable({ messenger: 'TELEGRAM', owner: null }, chat, false);
    const stops = `/api/guests/${id}/stopped-addresses`;
    expect((await network.get(stops, manager).expect(200)).body.items).toMatchObject([
      { channel: 'SMS', mayFree: false },
      { channel: 'EMAIL', failure: 'smtp 550', mayFree: true },
      { channel: 'TELEGRAM', reason: 'BOT_STOPPED', mayFree: false },
    ]);
    const free = (channel: string, token = manager) =>
      network.post(`${stops}/${channel}/free`, token, { reason: 'the mailbox is back' });
    for (const channel of ['SMS', 'TELEGRAM'])
      expect((await free(channel)).body).toMatchObject({ status: 422, code: 'stopped_by_guest' });
    expect((await free('EMAIL', await network.tokenOf('cashier'))).status).toBe(403);
    expect((await free('EMAIL').expect(200)).body.items).toHaveLength(2);
    expect((await free('EMAIL')).status).toBe(404);
    await test.app.get(Chats).unlink({ messenger: 'TELEGRAM', owner: null }, chat);
    mail.refuseNext(email, 550);
    await settled(id, await announce('AGAIN', id), 'SENT');
    // A code still goes to the stopped number, and the guest who types it in opens the number again.
    const before = sms.callsTo(phone).length;
    const { body: begun } = await test
      .api()
      .post('/api/auth/register')
      .send({ networkId: network.id, phone })
      .expect(202);
    const code = await eventually('a code', () => /\d{6}/.exec(sms.callsTo(phone)[before]?.fields['Body'] ?? '')?.[0]);
    const { verificationId } = begun as { verificationId: string };
    const entered = await test.api().post('/api/auth/verify').send({ verificationId, code }).expect(200);
    expect(await readStops()).toMatchObject([{ channel: 'EMAIL' }]);
    expect(await settled(id, await announce('OPENED', id), 'SENT')).toMatchObject({ channel: 'SMS' });
    // A report about a message from before that moment does not stop the number again.
    const { RecordMessageReport } = await import('../../../../src/security/index.js');
    const { CommandBus } = await import('@nestjs/cqrs');
    const { rows } = await own.superuser.query<{ id: string }>('SELECT id FROM messages WHERE source_id = $1', [
      refused,
    ]);
    const late = {
      id: rows[0]?.id ?? '',
      provider: 'twilio',
      providerId: 'SM1',
      status: 'FAILED',
      failure: 'x',
    } as const;
    await test.app.get(CommandBus).execute(new RecordMessageReport(network.id, { ...late, stops: 'BOUNCED' }));
    expect(await readStops()).toMatchObject([{ channel: 'EMAIL' }]);
    const { accessToken } = entered.body as { accessToken: string };
    await test.api().patch(`/api/guests/${id}`).auth(accessToken, { type: 'bearer' }).send({ email }).expect(200);
    expect(await readStops()).toEqual([]);
  });

  it('by e-mail end with one press of the mail program, and not by a program that opens the link', async () => {
    const { id, chat, email } = await guest();
    const { BotChats } = await import('../../../../src/identity/index.js');
    await test.app.get(BotChats).unlink({ messenger: 'TELEGRAM', owner: null }, chat);
    sms.answerNext({ status: 400, body: { code: 21_408 } });
    await settled(id, await announce('LETTER', id), 'SENT');
    const source = (mail.lettersTo(email)[0]?.source ?? '').replace(/\r\n\s+/g, ' ');
    expect(source).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
    const path = /^List-Unsubscribe: <https:\/\/loyalty\.example\.test(\S+)>/m.exec(source)?.[1] ?? '';
    const unwanted = async () =>
      (await own.superuser.query<{ unwanted_messages: string[] }>('SELECT * FROM guests WHERE id = $1', [id])).rows[0]
        ?.unwanted_messages;
    expect((await test.api().get(path).expect(200)).text).toContain('Unsubscribe</button>');
    expect(await unwanted()).toEqual([]);
    const post = (to: string) => test.api().post(to).type('form').send({ 'List-Unsubscribe': 'One-Click' });
    await post(`${path.slice(0, -4)}AAAA`).expect(404);
    await test.api().post(path).type('form').send({}).expect(400);
    await post(path).expect(200);
    expect((await post(path).expect(200)).text).toContain('no more offers');
    expect(await unwanted()).toEqual(['CAMPAIGNS_EMAIL']);
    sms.answerNext({ status: 400, body: { code: 21_408 } });
    const next = await announce('AFTER', id);
    expect(
      await eventually('the inbox has it', async () => {
        const row = await rowOf(id, next);
        return row?.status === 'SENT' && row;
      }),
    ).toMatchObject({ channel: 'INBOX', tried: ['SMS'] });
    expect(mail.lettersTo(email)).toHaveLength(1);
  });

  it('of a campaign wait while it is paused, leave once when it goes on, and never when it ends', async () => {
    const states = async (campaign: string) =>
      (await network.get(`/api/messages/counts?sourceId=${campaign}`, manager).expect(200)).body.items as object[];
    const setState = (campaign: string, state: string) =>
      test.api().put(`/api/campaigns/${campaign}/state`).auth(manager, { type: 'bearer' }).send({ state }).expect(200);
    await test
      .api()
      .patch(`/api/networks/${network.id}`)
      .auth(manager, { type: 'bearer' })
      .send({ settings: { marketing: { messagesPerGuest: 2 } } })
      .expect(200);
    const { id, chat } = await guest();
    for (const [code, ends] of [
      ['PAUSED', false],
      ['ENDS', true],
    ] as const) {
      // Telegram answers that it is busy (429), so the message waits for a minute.
      const busy = { ok: false, error_code: 429, parameters: { retry_after: 60 } };
      telegram.answerNext({ status: 429, body: busy });
      const before = telegram.callsTo(chat).length;
      const campaign = await announce(code, id);
      await eventually('the first attempt', async () => (await rowOf(id, campaign))?.failure === 'telegram 429');
      await setState(campaign, 'PAUSED');
      expect(await heldBy(campaign, 1)).toBe(1);
      expect(await states(campaign)).toMatchObject([{ status: 'PLANNED', messages: 1 }]);
      expect(telegram.callsTo(chat)).toHaveLength(before + 1);
      await setState(campaign, ends ? 'ENDED' : 'RUNNING');
      await settled(id, campaign, ends ? 'FAILED' : 'SENT');
      expect(telegram.callsTo(chat)).toHaveLength(before + (ends ? 1 : 2));
    }
  });

  it('wait also when they are more than one piece or were written after the pause, and go on in pieces', async () => {
    const { id, chat } = await guest();
    const campaign = await announce('PIECES', id);
    await settled(id, campaign, 'SENT');
    const copy = (count: number, due: string) =>
      own.superuser.query(
        `INSERT INTO messages (network_id, id, guest_id, purpose, source, source_id, language, subject, channel,
           recipient_encrypted, recipient_index, body_encrypted, status, tried, decided_at, due_at)
         SELECT network_id, gen_random_uuid(), guest_id, purpose, source, source_id, language, subject, channel,
           recipient_encrypted, recipient_index, body_encrypted, 'QUEUED', '{}', decided_at, clock_timestamp() + $2::interval
         FROM messages, generate_series(1, $3) WHERE source_id = $1 AND status = 'SENT'`,
        [campaign, due, count],
      );
    const state = (to: string) =>
      test
        .api()
        .put(`/api/campaigns/${campaign}/state`)
        .auth(manager, { type: 'bearer' })
        .send({ state: to })
        .expect(200);
    await copy(1200, '1 hour');
    await state('PAUSED');
    expect(await heldBy(campaign, 1200)).toBe(1200);
    // A pass of the campaign that was under way at the pause writes its messages after the pause.
    await copy(1, '0');
    const { requestJob } = await import('../../../../src/platform/queue/request-job.sql.js');
    await network.database.inNetwork(network.id, (tx) => requestJob(tx, 'messages', 'TELEGRAM'));
    expect(await heldBy(campaign, 1201)).toBe(1201);
    expect(telegram.callsTo(chat)).toHaveLength(1);
    await network
      .post(`/api/guests/${id}/consents`, manager, { consents: [{ kind: 'marketing', version: '1', given: false }] })
      .expect(200);
    await state('RUNNING');
    expect(
      await eventually('all are decided again', async () => {
        const { rows } = await own.superuser.query(
          "SELECT 1 FROM messages WHERE source_id = $1 AND reason = 'NO_CONSENT'",
          [campaign],
        );
        return rows.length === 1201 && rows.length;
      }),
    ).toBe(1201);
    expect((await own.superuser.query('SELECT 1 FROM held_sources WHERE source_id = $1', [campaign])).rows).toEqual([]);
  });

  it('that may have been sent are not sent again, by any channel', async () => {
    const { id, chat, phone } = await guest();
    telegram.answerNext('HANG_UP');
    const campaign = await announce('UNKNOWN', id);
    expect(await settled(id, campaign, 'UNKNOWN')).toMatchObject({ channel: 'TELEGRAM' });
    // A process that died during the call leaves the same rows.
    await own.superuser.query(
      "UPDATE messages SET status = 'SENDING', due_at = clock_timestamp() WHERE guest_id = $1 AND source_id = $2",
      [id, campaign],
    );
    await own.superuser.query("SELECT pg_notify('job_requests', 'messages TELEGRAM')");
    expect(await settled(id, campaign, 'UNKNOWN')).toMatchObject({ failure: 'interrupted' });
    expect([telegram.callsTo(chat).length, sms.callsTo(phone).length]).toEqual([1, 0]);
  });

  it('of a campaign that are not sent say why, and a manager reads and counts them all', async () => {
    const { id } = await guest();
    const consents = [{ kind: 'marketing', version: '1', given: false }];
    await network.post(`/api/guests/${id}/consents`, manager, { consents }).expect(200);
    const campaign = await announce('REASON', id);
    expect(await settled(id, campaign, 'SUPPRESSED')).toMatchObject({ reason: 'NO_CONSENT' });
    expect(await inboxOf(id)).toEqual([]);
    const told = await guest();
    const other = await announce('TOLD', told.id);
    await settled(told.id, other, 'SENT');
    const list = async (query: string, token = manager) =>
      (await network.get(`/api/messages?${query}`, token).expect(200)).body.items as { id: string; guestId: string }[];
    expect(await list('status=SUPPRESSED&reason=NO_CONSENT')).toMatchObject([{ guestId: id }, { guestId: id }]);
    const [sent] = await list('purpose=MARKETING&channel=TELEGRAM');
    expect(sent).toMatchObject({
      guestId: told.id,
      source: 'CAMPAIGN',
      sourceId: other,
      status: 'SENT',
      inInbox: true,
    });
    expect((await network.get('/api/messages/counts', manager).expect(200)).body.items).toEqual([
      { purpose: 'MARKETING', channel: 'INBOX', status: 'SUPPRESSED', reason: 'NO_CONSENT', messages: 2 },
      { purpose: 'MARKETING', channel: 'TELEGRAM', status: 'SENT', reason: null, messages: 1 },
    ]);
    const read = `/api/messages/${sent?.id ?? ''}`;
    expect((await network.get(read, manager).expect(200)).body).toMatchObject({ text: 'News\n\nA new menu.' });
    // A text may name its guest, so figures alone are for an analyst, and neither is for a cashier.
    const analyst = await network.tokenOf('analyst');
    expect(await list('', analyst)).toHaveLength(3);
    await network.get(read, analyst).expect(403);
    await network.get('/api/messages', await network.tokenOf('cashier')).expect(403);
    await network.get(`/api/messages/${id}`, manager).expect(404);
    await network.get('/api/messages?channel=FAX', manager).expect(400);
  });

  it('about points stand in the inbox in quiet hours and leave after them, each key once', async () => {
    const { id, chat } = await guest();
    const { GuestMessages, ROUTING_JOB, newId, Snapshots, requestJob } = {
      ...(await import('../../../../src/identity/index.js')),
      ...(await import('../../../../src/security/index.js')),
      ...(await import('../../../../src/configuration/index.js')),
      ...(await import('../../../../src/platform/ids/ids.js')),
      ...(await import('../../../../src/platform/queue/request-job.sql.js')),
    };
    const hours = (quietFrom: string, quietTo: string) =>
      test
        .api()
        .patch(`/api/networks/${network.id}`)
        .auth(manager, { type: 'bearer' })
        .send({ settings: { marketing: { quietFrom, quietTo } } })
        .expect(200);
    await hours('00:00', '23:59');
    const append = async () => {
      const snapshot = await test.app.get(Snapshots).current(network.id);
      const messages = test.app.get(GuestMessages);
      const warning = {
        id: newId(),
        guestId: id,
        purpose: 'SERVICE',
        source: 'EXPIRY_WARNING',
        sourceId: null,
        withheld: null,
        language: 'en',
        dedupeKey: `test ${id}`,
        subject: 'Points',
        text: '100 points expire.',
        tried: [],
      } as const;
      await network.database.inNetwork(network.id, async (tx) =>
        messages.append(tx, network.id, await messages.route(tx, snapshot, [warning])),
      );
    };
    await append();
    await append();
    expect(await rowOf(id, null)).toMatchObject({ status: 'PLANNED' });
    expect(await inboxOf(id)).toEqual(['100 points expire.']);
    await hours('00:00', '00:00');
    await own.superuser.query("UPDATE messages SET due_at = clock_timestamp() WHERE status = 'PLANNED'");
    await network.database.inNetwork(network.id, (tx) => requestJob(tx, ROUTING_JOB, network.id));
    expect(await settled(id, null, 'SENT')).toMatchObject({ channel: 'TELEGRAM' });
    expect(telegram.callsTo(chat)).toHaveLength(1);
    expect(await inboxOf(id)).toEqual(['100 points expire.']);
  });
});
