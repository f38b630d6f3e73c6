import { MaxDouble, maxContact, maxInitData } from '../../../doubles/max-double';
import { itAtNight } from '../../../support/at-night';
import type { TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import type { TillNetwork } from '../../../support/till-network';
import { type OwnDatabase, startOnOwnDatabase } from '../../rules/own-database';

const PUBLIC_URL = 'https://loyalty.example.test';
const CONTRACT = { number: 'MAX-2026/117', signedOn: '2026-01-20' };

interface Row {
  readonly id: string;
  readonly channel: string;
  readonly source: string | null;
  readonly status: string;
  readonly attempts: number;
  readonly failure: string | null;
  readonly tried: readonly string[];
  readonly provider_id: string | null;
}

interface Settings {
  readonly contracts: readonly { readonly kind: string }[];
}

describe('a network with a bot in MAX', () => {
  let max: MaxDouble;
  let own: OwnDatabase;
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let token: string;
  let serial = 3_000_000;
  let bots = 900;

  beforeAll(async () => {
    max = await MaxDouble.start();
    own = await startOnOwnDatabase(1, {
      WORKERS: 'on',
      PUBLIC_URL,
      MAX_URL: `${max.url}?page=https://web.max.example`,
    });
    [test] = own.apps as [TestApp];
  });
  beforeEach(async () => {
    const { TillNetwork: Network } = await import('../../../support/till-network.js');
    network = await Network.create(test, { settings: { marketing: { channels: ['MAX', 'EMAIL'] } } });
    manager = await network.tokenOf('manager');
    bots += 1;
    token = `max-TOKEN-${String(bots)}`;
    max.addBot(token, { userId: bots, username: `bot_${String(bots)}` });
    await put({ token }).expect(200);
  });
  afterAll(async () => {
    await own.close();
    await max.stop();
  });

  const AS = { type: 'bearer' } as const;
  const put = (body: object, by = manager) => test.api().put('/api/max-bot').auth(by, AS).send(body);
  const record = (kind: string, contract: object = CONTRACT, by = manager) =>
    test.api().put(`/api/max-bot/contracts/${kind}`).auth(by, AS).send(contract);
  const trust = (trustsContacts: boolean) =>
    test.api().patch('/api/max-bot').auth(manager, AS).send({ trustsContacts });
  const secretOf = () => max.subscriptionsOf(token)[0]?.secret ?? '';
  const post = (body: object, secret = secretOf(), of = network.id) =>
    test.api().post(`/api/hooks/max/${of}`).set('X-Max-Bot-Api-Secret', secret).send(body);
  let clock = 0;
  const personOf = (id = (serial += 7)) => {
    const user = { user_id: id, first_name: 'Anna', is_bot: false, last_activity_time: 1 };
    const update = (type: string, more: object = {}) => ({
      update_type: type,
      timestamp: (clock += 1),
      chat_id: -id,
      user,
      user_locale: 'en',
      ...more,
    });
    const written = (body: object) => ({
      update_type: 'message_created',
      timestamp: (clock += 1),
      user_locale: 'en',
      message: {
        sender: user,
        recipient: { chat_id: -id, chat_type: 'dialog', user_id: bots },
        body: { mid: `mid.in.${String((clock += 1))}`, seq: 1, text: null, ...body },
      },
    });
    const texts = () => max.textsTo(id);
    const does = async (body: object) => {
      const before = texts().length;
      await post(body).expect(200);
      await eventually('a reply of the bot', () => texts().length > before);
      return texts().at(-1);
    };
    return {
      id,
      update,
      written,
      texts,
      does,
      starts: (payload?: string) => does(update('bot_started', payload === undefined ? {} : { payload })),
      says: (text: string) => does(written({ text })),
      shares: (phone: string) => does(written({ attachments: [maxContact(token, id, phone)] })),
    };
  };
  const phoneOf = () => `+7918${String((serial += 10_000))}`;
  const dataOf = (id: number, more: Readonly<Record<string, string>> = {}, by = token) =>
    maxInitData(by, {
      auth_date: String(Math.floor(Date.now() / 1_000)),
      query_id: `q${String((clock += 1))}`,
      user: JSON.stringify({ id, first_name: 'Anna', last_name: 'Green', language_code: 'ru' }),
      ...more,
    });
  const open = (initData: string, more: object = {}, of = network.id) =>
    test
      .api()
      .post('/api/auth/max')
      .send({ networkId: of, initData, ...more });
  /** A guest who signed in on the page by a code, and the session. */
  const guestOn = async (phone: string) => {
    const begun = await test.api().post('/api/auth/register').send({ networkId: network.id, phone, channel: 'SMS' });
    const { body } = await test.api().get('/api/dev/outbox').query({ to: phone });
    const code = /\d{6}/.exec((body as { items: { body: string }[] }).items[0]?.body ?? '')?.[0] ?? '';
    const consents = ['PERSONAL_DATA', 'marketing'].map((kind) => ({ kind, version: '2026-11' }));
    const entered = await test
      .api()
      .post('/api/auth/guest/verify')
      .send({ verificationId: (begun.body as { verificationId: string }).verificationId, code, consents })
      .expect(200);
    return entered.body as { accessToken: string; guestId: string };
  };
  const connect = (accessToken: string, initData: string) =>
    test.api().put('/api/auth/me/max').auth(accessToken, AS).send({ initData });
  /** A guest whose person in MAX is connected. */
  const connected = async () => {
    const person = personOf();
    const phone = phoneOf();
    const session = await guestOn(phone);
    await connect(session.accessToken, dataOf(person.id)).expect(204);
    return { person, phone, ...session };
  };
  const rowsOf = async (guestId: string) =>
    (await own.superuser.query<Row>('SELECT * FROM messages WHERE guest_id = $1 ORDER BY id', [guestId])).rows;
  const announce = async () => {
    const { CampaignsJob } = await import('../../../../src/marketing/campaigns/campaigns.job.js');
    const startsAt = new Date(Date.now() - 86_400_000).toISOString().slice(0, 16);
    const schedule = { startsAt, endsAt: null, recurrence: null, exceptions: [] };
    const document = alwaysOn({ schedule, announcement: { en: { title: 'News', text: 'Fish & chips <today>.' } } });
    const code = `C${String((clock += 1))}`;
    const made = await network.post('/api/campaigns', manager, { code, document }).expect(201);
    const { id } = made.body as { id: string };
    await test.api().put(`/api/campaigns/${id}/state`).auth(manager, AS).send({ state: 'RUNNING' }).expect(200);
    return () => test.app.get(CampaignsJob).doNext(network.id);
  };
  const told = async (guestId: string, isDone: (row: Row) => boolean) => {
    const meet = await announce();
    return eventually('the campaign meets the guest', async () => {
      await meet();
      const row = (await rowsOf(guestId)).at(-1);
      return row !== undefined && isDone(row) && row;
    });
  };
  /** Points that end soon, and the warning of them. */
  let daysLeft = 1;
  const warned = async (guestId: string, isDone: (row: Row) => boolean) => {
    const warnings = async () => (await rowsOf(guestId)).filter(({ source }) => source === 'EXPIRY_WARNING');
    const before = (await warnings()).length;
    const endsOn = new Date(Date.now() + (daysLeft += 1) * 86_400_000).toISOString().slice(0, 10);
    const gift = { type: 'MANUAL', direction: 'CREDIT', reasonCode: 'GOODWILL', comment: 'waited', points: 50, endsOn };
    await network.post(`/api/guests/${guestId}/transaction`, manager, gift).expect(201);
    return eventually('the warning', async () => {
      const rows = await warnings();
      const row = rows.at(-1);
      return rows.length > before && row !== undefined && isDone(row) && row;
    });
  };
  const audited = async (action: string) => {
    const { rows } = await own.superuser.query<{ before: unknown; after: unknown; actor_id: string }>(
      'SELECT * FROM audit_log WHERE network_id = $1 AND action = $2 ORDER BY id',
      [network.id, action],
    );
    return rows;
  };

  describe('connects it', () => {
    it('by a token that MAX knows, with a secret of its own, and never shows the token', async () => {
      const shown = await network.get('/api/max-bot', manager).expect(200);
      expect(shown.body).toMatchObject({
        isAvailable: true,
        username: `bot_${String(bots)}`,
        miniAppUrl: expect.stringContaining(`${PUBLIC_URL}/cabinet/`) as string,
        webhookLostAt: null,
        trustsContacts: false,
        contracts: [],
      });
      expect(shown.text).not.toContain(token);
      const [subscription] = max.subscriptionsOf(token);
      expect(subscription).toMatchObject({
        url: `${PUBLIC_URL}/api/hooks/max/${network.id}`,
        secret: expect.stringMatching(/^[\w-]{43}$/) as string,
      });
      expect((await put({ token: 'max-UNKNOWN' })).body).toMatchObject({ status: 422, code: 'max_token_refused' });
      max.meet('GET /me', 'DOWN');
      expect((await put({ token })).body).toMatchObject({ status: 503, code: 'max_unreachable' });
      max.meet('POST /subscriptions', 'FAILED');
      expect((await put({ token })).body).toMatchObject({ status: 503, code: 'max_unreachable' });
      expect((await put({ token: 'no token' })).body).toMatchObject({ status: 400, errors: [{ path: 'token' }] });
      await network.get('/api/max-bot', await network.tokenOf('cashier')).expect(403);
      await put({ token }).expect(200);
      expect(max.subscriptionsOf(token)).toHaveLength(1);
      expect(await audited('network.max_connected')).toHaveLength(2);
    });

    it('where no other network has it, and gives it up with its chats', async () => {
      const { TillNetwork: Network } = await import('../../../support/till-network.js');
      const other = await Network.create(test);
      const stranger = await other.tokenOf('manager');
      expect((await put({ token }, stranger)).body).toMatchObject({ code: 'bot_taken' });
      const { person } = await connected();
      const gone = await test.api().delete('/api/max-bot').auth(manager, AS).expect(200);
      expect(gone.body).toMatchObject({ username: null });
      expect(max.subscriptionsOf(token)).toEqual([]);
      expect((await open(dataOf(person.id))).body).toMatchObject({ code: 'not_found' });
      const { rows } = await own.superuser.query('SELECT 1 FROM max_chats WHERE network_id = $1', [network.id]);
      expect(rows).toEqual([]);
      await put({ token }, stranger).expect(200);
    });
  });

  describe('takes updates', () => {
    it('with the secret of its bot alone, once, and leaves kinds that it does not know', async () => {
      const person = personOf();
      const started = person.update('bot_started');
      for (const secret of ['', 'wrong', `${secretOf()}x`]) await post(started, secret).expect(401);
      const { TillNetwork: Network } = await import('../../../support/till-network.js');
      await post(started, secretOf(), (await Network.create(test)).id).expect(401);
      for (const body of [{ update_type: 'chat_title_changed' }, {}, person.update('dialog_muted', { muted_until: 5 })])
        await post(body).expect(200);
      expect(await max.send(token, started, test.url, 3)).toEqual([200, 200, 200]);
      await eventually('the reply', () => person.texts().length > 0);
      await person.says('hello');
      expect(person.texts()).toHaveLength(2);
    });

    it('answers with points, and leads to the mini app for the code of the till', async () => {
      const { person } = await connected();
      expect(await person.says('/balance')).toMatch(/: 100 points$/);
      expect(await person.says('/code')).toContain('The code for the till is in your card');
      expect(JSON.stringify(max.messagesTo(person.id).at(-1)?.body)).toContain(
        `"type":"open_app","text":"My card","web_app":"bot_${String(bots)}"`,
      );
      for (const text of person.texts()) expect(text).not.toMatch(/\d{6}/);
      const press = { callback_id: 'c1', timestamp: (clock += 1), payload: 'balance', user: { user_id: person.id } };
      await post({ update_type: 'message_callback', timestamp: clock, user_locale: 'en', callback: press }).expect(200);
      const answer = await eventually('an answer to the press', () =>
        max.calls.find(({ path }) => path === '/answers'),
      );
      expect(answer).toMatchObject({ query: { callback_id: 'c1' }, body: { message: { format: 'html' } } });
    });

    it('asks a person whom it does not know to open the card, and offers to share the phone only where it is believed', async () => {
      const person = personOf();
      expect(await person.starts()).toContain('Open your card and sign in');
      expect(JSON.stringify(max.messagesTo(person.id).at(-1)?.body)).not.toContain('request_contact');
      const phone = phoneOf();
      await person.shares(phone);
      expect(await person.says('/balance')).toContain('Open your card and sign in');
      await trust(true).expect(200);
      expect(await audited('network.max_contacts_changed')).toMatchObject([{ after: { trustsContacts: true } }]);
      await person.says('hello');
      expect(JSON.stringify(max.messagesTo(person.id).at(-1)?.body)).toContain('request_contact');
      const others = maxContact(token, person.id + 1, phone);
      expect(await person.does(person.written({ attachments: [others] }))).toContain('not your own contact');
      expect(await person.does(person.written({ attachments: [maxContact('forged', person.id, phone)] }))).toContain(
        'not your own contact',
      );
      expect(await person.shares(phone)).toContain('Done.');
      const consents = [{ kind: 'PERSONAL_DATA', version: '2026-11' }];
      expect((await open(dataOf(person.id))).body).toMatchObject({ code: 'registration_needed' });
      expect((await open(dataOf(person.id), { consents })).body).toMatchObject({ isNew: true });
    });

    it('forgets the chat of a guest who is erased, and what it holds', async () => {
      const { person, guestId, accessToken } = await connected();
      const made = await test.api().post('/api/auth/me/max/links').auth(accessToken, AS).expect(200);
      const [, link = ''] = (made.body as { url: string }).url.split('startapp=');
      const chats = async () =>
        (await own.superuser.query('SELECT 1 FROM max_chats WHERE network_id = $1', [network.id])).rows.length;
      expect(await chats()).toBe(1);
      await network.post(`/api/guests/${guestId}/erasure`, manager, { now: true }).expect(202);
      await eventually('the end of the erasure', async () => {
        const { body } = await network.get(`/api/guests/${guestId}/erasure`, manager).expect(200);
        return (body as { status: string }).status === 'DONE';
      });
      expect(await chats()).toBe(0);
      expect((await open(dataOf(person.id))).body).toMatchObject({ code: 'max_phone_unknown' });
      expect((await open(dataOf(personOf().id, { start_param: link }))).body).toMatchObject({
        code: 'max_phone_unknown',
      });
      expect(await person.says('/balance')).toContain('Open your card and sign in');
    });

    it('ends everything with /stop, and with it the consent to campaigns', async () => {
      const { person, guestId, accessToken } = await connected();
      expect(await person.says('/stop')).toContain('your consent to them is withdrawn');
      const { body } = await network.get(`/api/guests/${guestId}/consents`, accessToken).expect(200);
      expect(body).toMatchObject({ items: [{ given: true }, { kind: 'marketing', given: false, source: 'MAX' }] });
      expect((await open(dataOf(person.id))).body).toMatchObject({ code: 'max_phone_unknown' });
    });
  });

  describe('sends nothing of its own accord without a contract', () => {
    it('neither offers nor codes, until the contract of that kind is recorded, which the audit shows', async () => {
      const { guestId, person, phone } = await connected();
      const before = person.texts().length;
      const first = await told(guestId, ({ status }) => status !== 'PLANNED');
      expect(first).toMatchObject({ channel: 'INBOX' });
      const ask = () => test.api().post('/api/auth/register').send({ networkId: network.id, phone, channel: 'MAX' });
      expect((await ask()).body).toMatchObject({ status: 503, code: 'no_message_channel' });

      const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
      expect((await record('CAMPAIGNS', { ...CONTRACT, signedOn: tomorrow })).body).toMatchObject({
        status: 400,
        errors: [{ path: 'signedOn' }],
      });
      expect((await record('CAMPAIGNS', { ...CONTRACT, number: ' ' })).body).toMatchObject({ status: 400 });
      expect((await record('EVERYTHING')).status).toBe(404);
      await record('CAMPAIGNS', CONTRACT, await network.tokenOf('cashier')).expect(403);
      const allowed = await record('CAMPAIGNS').expect(200);
      expect((allowed.body as Settings).contracts).toMatchObject([
        { kind: 'CAMPAIGNS', ...CONTRACT, recordedBy: expect.any(String) as string },
      ]);
      const [entry] = await audited('network.channel_contract_recorded');
      expect(entry).toMatchObject({ after: { channel: 'MAX', kind: 'CAMPAIGNS', ...CONTRACT } });
      expect(entry?.actor_id).toBeTruthy();

      const row = await told(guestId, ({ status }) => status === 'SENT');
      expect(row).toMatchObject({ channel: 'MAX', provider_id: expect.stringMatching(/^mid\./) as string });
      expect(person.texts()).toHaveLength(before + 1);
      expect(person.texts().at(-1)).toBe('News\n\nFish &amp; chips &lt;today&gt;.\n\n/stop – no more messages');
      // The contract does not cover messages with codes.
      expect((await ask()).body).toMatchObject({ code: 'no_message_channel' });
      await record('CODES').expect(200);
      expect((await ask()).body).toMatchObject({
        channel: 'MAX',
        botLink: `https://max.ru/bot_${String(bots)}?start=code`,
      });
      await eventually('the code', () => person.texts().some((text) => /\d{6}/.test(text)));
    });

    itAtNight(
      'no notice of ending points, which goes by another channel until there is a contract for notices',
      async () => {
        const { guestId, person } = await connected();
        const before = person.texts().length;
        const first = await warned(guestId, ({ status }) => status !== 'PLANNED');
        expect(first).toMatchObject({ channel: 'INBOX' });
        // A contract for offers allows no notice.
        await record('CAMPAIGNS').expect(200);
        expect(await warned(guestId, ({ status }) => status !== 'PLANNED')).toMatchObject({ channel: 'INBOX' });
        expect(person.texts()).toHaveLength(before);
        await record('NOTICES').expect(200);
        const row = await warned(guestId, ({ status }) => status === 'SENT');
        expect(row).toMatchObject({ channel: 'MAX', provider_id: expect.stringMatching(/^mid\./) as string });
        expect(person.texts()).toHaveLength(before + 1);
        expect(person.texts().at(-1)).toContain('points');
      },
    );

    it('and shows no MAX in a preview before, nor for other kinds of messages', async () => {
      const texts = { en: { subject: 'News', text: 'Hello' } };
      const channelsOf = async (source: string) => {
        const { body } = await network.post('/api/message-templates/preview', manager, { source, texts }).expect(200);
        const { previews } = body as { previews: { channels: { channel: string }[] }[] };
        return previews[0]?.channels.map(({ channel }) => channel) ?? [];
      };
      expect(await channelsOf('CAMPAIGN')).toEqual(['TELEGRAM', 'PUSH', 'SMS', 'EMAIL', 'INBOX']);
      await record('CAMPAIGNS').expect(200);
      expect(await channelsOf('CAMPAIGN')).toEqual(['TELEGRAM', 'MAX', 'PUSH', 'SMS', 'EMAIL', 'INBOX']);
      expect(await channelsOf('EXPIRY_WARNING')).not.toContain('MAX');
      await record('NOTICES').expect(200);
      expect(await channelsOf('EXPIRY_WARNING')).toContain('MAX');
      await test.api().delete('/api/max-bot').auth(manager, AS).expect(200);
      expect(await channelsOf('CAMPAIGN')).not.toContain('MAX');
    });

    it('also where a message already waits when the contract ends', async () => {
      const { guestId, person } = await connected();
      await record('CAMPAIGNS').expect(200);
      max.meet('POST /messages', 'BUSY');
      const waiting = await told(guestId, ({ attempts, status }) => attempts === 1 && status === 'QUEUED');
      expect(waiting).toMatchObject({ failure: 'max 429' });
      await test.api().delete('/api/max-bot/contracts/CAMPAIGNS').auth(manager, AS).expect(200);
      expect(await audited('network.channel_contract_removed')).toMatchObject([{ before: { kind: 'CAMPAIGNS' } }]);
      const before = person.texts().length;
      await own.superuser.query('UPDATE messages SET due_at = now() WHERE id = $1', [waiting.id]);
      await own.superuser.query("SELECT pg_notify('job_requests', 'messages MAX')");
      const over = await eventually('the message is over', async () => {
        const [row] = (await rowsOf(guestId)).filter(({ id }) => id === waiting.id);
        return row?.tried.includes('MAX') === true && row.channel !== 'MAX' && row;
      });
      expect(over).toMatchObject({ channel: 'INBOX' });
      expect(person.texts()).toHaveLength(before);
    });
  });

  describe('sends with a contract', () => {
    beforeEach(async () => {
      await record('CAMPAIGNS').expect(200);
    });

    it.each([
      ['DENIED', 'max 403'],
      ['TOKEN', 'max 401'],
      ['FAILED', 'max refused'],
    ] as const)('by another channel where MAX answers %s', async (trouble, failure) => {
      const { guestId } = await connected();
      max.meet('POST /messages', trouble);
      const row = await told(guestId, ({ tried }) => tried.includes('MAX'));
      expect(row).toMatchObject({ failure });
    });

    it('nothing more to a person who stopped the bot, until they start it again', async () => {
      const { guestId, person } = await connected();
      await post(person.update('bot_stopped')).expect(200);
      expect(await told(guestId, () => true)).toMatchObject({ channel: 'INBOX' });
      const stops = await network.get(`/api/guests/${guestId}/stopped-addresses`, manager).expect(200);
      expect(stops.body).toMatchObject({ items: [{ channel: 'MAX', reason: 'BOT_STOPPED', mayFree: false }] });
      await person.starts();
      expect(await told(guestId, ({ status }) => status === 'SENT')).toMatchObject({ channel: 'MAX' });
      await post(person.update('dialog_removed')).expect(200);
      const after = (await rowsOf(guestId)).length;
      const removed = await told(guestId, () => true);
      expect((await rowsOf(guestId)).length).toBeGreaterThan(after);
      expect(removed).toMatchObject({ channel: 'INBOX' });
    });

    it('again where MAX has too much to do, after the time that it names', async () => {
      const { guestId } = await connected();
      max.meet('POST /messages', 'BUSY_FOR_7_S');
      const row = await told(guestId, ({ attempts, status }) => attempts === 1 && status === 'QUEUED');
      const { rows } = await own.superuser.query<{ seconds: number }>(
        'SELECT extract(epoch FROM due_at - clock_timestamp())::float8 AS seconds FROM messages WHERE id = $1',
        [row.id],
      );
      expect(rows[0]?.seconds).toBeGreaterThan(3);
      expect(rows[0]?.seconds).toBeLessThanOrEqual(7);
    });
  });

  describe('signs in who opened its mini app', () => {
    it('by data of its bot that are fresh and were not used, and only persons who are connected', async () => {
      const { person, guestId } = await connected();
      const data = dataOf(person.id);
      expect((await open(data).expect(200)).body).toMatchObject({ guestId, isNew: false });
      expect((await open(data)).body).toMatchObject({ status: 401, code: 'max_data_invalid' });
      // The same data in another order is the same sign-in, used already.
      expect((await open(data.split('&').reverse().join('&'))).body).toMatchObject({ code: 'max_data_invalid' });
      const old = { auth_date: String(Math.floor(Date.now() / 1_000) - 3_700) };
      const early = { auth_date: String(Math.floor(Date.now() / 1_000) + 120) };
      for (const wrong of [dataOf(person.id, old), dataOf(person.id, early), dataOf(person.id, {}, 'max-OTHER'), 'x'])
        expect((await open(wrong)).body).toMatchObject({ code: 'max_data_invalid' });
      const double = dataOf(person.id);
      expect((await open(`${double}&${double.split('&')[0] ?? ''}`)).body).toMatchObject({ code: 'max_data_invalid' });
      const stranger = dataOf(personOf().id);
      for (let n = 0; n < 2; n += 1)
        expect((await open(stranger)).body).toMatchObject({ status: 422, code: 'max_phone_unknown' });
      expect((await open('a'.repeat(4_097))).status).toBe(400);
      const { TillNetwork: Network } = await import('../../../support/till-network.js');
      expect((await open(dataOf(person.id), {}, (await Network.create(test)).id)).body).toMatchObject({
        code: 'not_found',
      });
    });

    it('once, however many calls come together', async () => {
      const { person } = await connected();
      const data = dataOf(person.id);
      const answers = await Promise.all([1, 2, 3, 4].map(() => open(data)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    it('by a link of the guest page, which is good once and changes no card of another person', async () => {
      const { accessToken, guestId } = await guestOn(phoneOf());
      const make = async (by = accessToken) => {
        const made = await test.api().post('/api/auth/me/max/links').auth(by, AS).expect(200);
        const { url } = made.body as { url: string };
        expect(url).toMatch(new RegExp(`^https://max\\.ru/bot_${String(bots)}\\?startapp=link_[\\w-]+$`));
        return url.split('startapp=')[1] ?? '';
      };
      const link = await make();
      const person = personOf();
      expect((await open(dataOf(person.id, { start_param: link })).expect(200)).body).toMatchObject({ guestId });
      expect((await open(dataOf(person.id)).expect(200)).body).toMatchObject({ guestId });
      const second = personOf();
      expect((await open(dataOf(second.id, { start_param: link }))).body).toMatchObject({ code: 'max_phone_unknown' });
      // A start of the bot connects as well.
      expect(await second.starts(await make())).toContain('Done.');
      // A connected person stays connected, whatever link a stranger sends.
      const other = await guestOn(phoneOf());
      const bait = await make(other.accessToken);
      expect((await open(dataOf(second.id, { start_param: bait })).expect(200)).body).toMatchObject({ guestId });
      expect((await open(dataOf(personOf().id, { start_param: `${bait}x` }))).body).toMatchObject({
        code: 'max_phone_unknown',
      });
    });

    it('into this network alone, because who holds the token could have made the data', async () => {
      const { TillNetwork: Network } = await import('../../../support/till-network.js');
      const { person, phone } = await connected();
      const other = await Network.create(test);
      await other
        .post('/api/guests', await other.tokenOf('manager'), { phone, name: 'Anna', consents: [] })
        .expect(201);
      const { body } = await open(dataOf(person.id)).expect(200);
      const { accessToken } = body as { accessToken: string };
      const networks = await network.get('/api/auth/me/networks', accessToken).expect(200);
      expect(networks.body).toMatchObject({ items: [{ networkId: network.id, isCurrent: true }] });
    });

    it('in the frame of the page that the setting names', async () => {
      const { headers } = await test.api().get('/cabinet/osteria');
      expect(headers['content-security-policy']).toContain('frame-ancestors https://web.max.example');
      expect(headers).not.toHaveProperty('x-frame-options');
    });

    it('whose page says so before the sign-in', async () => {
      const { body } = await test
        .api()
        .get(`/api/auth/guest/networks/t${network.id.replaceAll('-', '')}`)
        .expect(200);
      expect(body).toMatchObject({ byMax: true, maxBot: `bot_${String(bots)}` });
    });
  });

  describe('hears of it when MAX ends the subscription', () => {
    const check = async () => {
      const { MaxWebhooks } = await import('../../../../src/integrations/messaging/max-webhooks.job.js');
      await test.app.get(MaxWebhooks).checkAll({ signal: new AbortController().signal });
    };
    const shown = async () => (await network.get('/api/max-bot', manager).expect(200)).body as Record<string, unknown>;

    it('and is subscribed again with the same secret', async () => {
      const secret = secretOf();
      max.unsubscribe(token);
      await check();
      expect(max.subscriptionsOf(token)).toMatchObject([{ secret }]);
      expect(await shown()).toMatchObject({ webhookLostAt: null, webhookCheckedAt: expect.any(String) as string });
    });

    it('and sees since when nothing comes, where MAX refuses', async () => {
      max.unsubscribe(token);
      // The token itself is revoked, because other bots of this database are asked too.
      const revoked = token;
      max.removeBot(revoked);
      await check();
      const first = await shown();
      expect(first).toMatchObject({ webhookLostAt: expect.any(String) as string, webhookFailure: 'max 401' });
      await check();
      expect(await shown()).toMatchObject({ webhookLostAt: first['webhookLostAt'] });
      expect((await test.api().get('/metrics')).text).toMatch(/^loyalty_max_webhooks_lost [1-9]/m);
      max.addBot(revoked, { userId: bots, username: `bot_${String(bots)}` });
      await check();
      expect(await shown()).toMatchObject({ webhookLostAt: null, webhookFailure: null });
    });
  });
});
