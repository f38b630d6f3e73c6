import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { MailDouble } from '../../../doubles/mail-double';
import { ProviderDouble } from '../../../doubles/provider-double';
import { addressWith } from '../../../support/address-with';
import type { TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import type { TillNetwork } from '../../../support/till-network';
import { type OwnDatabase, startOnOwnDatabase } from '../../rules/own-database';
import { tryAgainNow } from './message-desk';

const PUBLIC_URL = 'https://loyalty.example.test';
const AUTH_TOKEN = 'tw-test-token';
const BOT_TOKEN = '123456:TEST-TOKEN';
const BOT_SECRET = 'telegram-test-secret';
/** The test's own key in place of Telegram's. */
const SIGNING = generateKeyPairSync('ed25519');

interface SignedData {
  readonly botId?: number;
  /** Null: without the signature, as the holder of the token can make them. */
  readonly key?: KeyObject | null;
  readonly ageSeconds?: number;
  readonly start?: string;
}

interface Consent {
  readonly kind: string;
  readonly given: boolean;
}

interface Entered {
  readonly accessToken: string;
  readonly guestId: string;
}

interface StoredMessage {
  readonly id: string;
  readonly status: string;
  readonly attempts: number;
  readonly failure: string | null;
  readonly provider_id: string | null;
}

describe('messages to people', () => {
  let sms: ProviderDouble;
  let telegram: ProviderDouble;
  let mail: MailDouble;
  let own: OwnDatabase;
  let test: TestApp;
  let network: TillNetwork;

  beforeAll(async () => {
    [sms, telegram, mail] = [await ProviderDouble.start(), await ProviderDouble.start(), await MailDouble.start()];
    own = await startOnOwnDatabase(1, {
      WORKERS: 'on',
      RATE_LIMITS: 'on',
      PUBLIC_URL,
      SMTP_URL: mail.url,
      MAIL_FROM: 'Trattoria <no-reply@loyalty.example.test>',
      TWILIO_URL: addressWith(sms.url, 'AC00000000000000000000000000000001', AUTH_TOKEN),
      SMS_FROM: '+15005550006',
      TELEGRAM_BOT_TOKEN: BOT_TOKEN,
      TELEGRAM_WEBHOOK_SECRET: BOT_SECRET,
      TELEGRAM_BOT_NAME: 'bot_of_installation',
      TELEGRAM_BASE_URL: telegram.url,
    });
    [test] = own.apps as [TestApp];
    const { TELEGRAM_SIGNER } = await import('../../../../src/identity/guest-sign-in/telegram-signer.js');
    const publicKey = Buffer.from(SIGNING.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex');
    Object.assign(test.app.get<object>(TELEGRAM_SIGNER), { publicKey });
    const { TillNetwork: Network } = await import('../../../support/till-network.js');
    network = await Network.create(test);
  });
  afterAll(async () => {
    await own.close();
    for (const double of [sms, telegram, mail]) await double.stop();
  });

  let serial = 1_000_000;
  const phone = (): string => `+7918${String((serial += 10_000))}`;
  let addresses = 0;
  let updates = 0;
  const register = (to: string, more: object = {}) =>
    test
      .api()
      .post('/api/auth/register')
      .set('X-Forwarded-For', `203.0.113.${String((addresses += 1))}`)
      .send({ networkId: network.id, phone: to, ...more });
  const smsTo = (to: string, count = 1) =>
    eventually(`${String(count)} messages to a phone`, () => {
      const calls = sms.callsTo(to);
      return calls.length >= count && calls;
    });
  const codeOf = (text: string | undefined): string => /\d{6}/.exec(text ?? '')?.[0] ?? '';
  const newest = async (): Promise<StoredMessage> => {
    const { rows } = await own.superuser.query<StoredMessage>('SELECT * FROM messages ORDER BY id DESC LIMIT 1');
    if (rows[0] === undefined) throw new Error('there is no message');
    return rows[0];
  };
  /** Ends the back-off of a channel, and requests its job as a new message does. */
  const sendWhatWaits = async (channel: string) => {
    await own.superuser.query("UPDATE messages SET due_at = clock_timestamp() WHERE status = 'QUEUED'");
    const { requestJob } = await import('../../../../src/platform/queue/request-job.sql.js');
    await network.database.inNetwork(network.id, (tx) => requestJob(tx, 'messages', channel));
  };
  const settled = (status: string) =>
    eventually(`the newest message is ${status}`, async () => {
      const message = await newest();
      return message.status === status && message;
    });

  it('bring a one-time code by SMS at once, in the language of the guest', async () => {
    const to = phone();
    const begun = await register(to).set('Accept-Language', 'ru');
    expect(begun.body).toMatchObject({ channel: 'SMS' });
    const [call] = await smsTo(to);
    expect(call?.path).toBe('/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json');
    expect(call?.fields).toMatchObject({ From: '+15005550006', Body: expect.stringContaining('ваш код') as string });
    expect(Number(call?.fields['ValidityPeriod'])).toBeGreaterThan(500);
    const verified = await test
      .api()
      .post('/api/auth/verify')
      .send({ verificationId: begun.body.verificationId as string, code: codeOf(call?.fields['Body']) });
    expect(verified.status).toBe(200);
    const sent = await settled('SENT');
    expect(sent.provider_id).toMatch(/^SM/);
    expect((await test.api().get('/api/dev/outbox').query({ to })).body.items).toEqual([]);
  });

  it('take a code out of the row when it is gone', async () => {
    await register(phone());
    const { id } = await settled('SENT');
    const { Pii } = await import('../../../../src/security/index.js');
    const { rows } = await own.superuser.query<{ body_encrypted: Buffer }>(
      'SELECT body_encrypted FROM messages WHERE id = $1',
      [id],
    );
    expect(test.app.get(Pii).decrypt(network.id, 'message', rows[0]?.body_encrypted ?? Buffer.alloc(0))).toBe('');
  });

  it('are tried again when the provider has too much to do, and not when it refuses', async () => {
    const busy = phone();
    sms.answerNext({ status: 429, body: { code: 20_429 } });
    await register(busy);
    await tryAgainNow(own, 'SMS');
    await smsTo(busy, 2);
    expect(await settled('SENT')).toMatchObject({ attempts: 2, failure: null });
    const wrong = phone();
    sms.answerNext({ status: 400, body: { code: 21_211, message: `The 'To' number ${wrong} is not valid` } });
    await register(wrong);
    expect(await settled('FAILED')).toMatchObject({ attempts: 1, failure: 'twilio 21211' });
  });

  it('are not sent twice when the provider hung up without an answer', async () => {
    const to = phone();
    sms.answerNext('HANG_UP');
    await register(to);
    expect(await settled('UNKNOWN')).toMatchObject({ attempts: 1 });
    expect(sms.callsTo(to)).toHaveLength(1);
  });

  it('may have been sent where the provider answers with success that says nothing', async () => {
    for (const status of [200, 201]) {
      const to = phone();
      sms.answerNext({ status, body: { hello: 'world' } });
      await register(to);
      expect(await settled('UNKNOWN')).toMatchObject({ attempts: 1, failure: `twilio ${String(status)}` });
      expect(sms.callsTo(to)).toHaveLength(1);
    }
  });

  it('keep the rate of their channel over all processes', async () => {
    const { Database } = await import('../../../../src/platform/database/database.js');
    const { takeTurn } = await import('../../../../src/security/messages/message-delivery.job.js');
    const begun = Date.now();
    // At half a message a second, turns lie two seconds apart, so the last of ten turns is 18 seconds after the first.
    const waits = await Promise.all(
      Array.from({ length: 10 }, () => test.app.get(Database).asPlatform((tx) => takeTurn(tx, 'EMAIL', 0.5))),
    );
    const turns = waits.sort((one, other) => one - other).map((wait, index) => index * 2_000 - wait);
    for (const early of turns) expect(early).toBeLessThanOrEqual(Date.now() - begun + 1);
    expect(Math.min(...turns)).toBeGreaterThanOrEqual(-1);
    await own.superuser.query("DELETE FROM message_rates WHERE channel = 'EMAIL'");
  });

  it('stop the number of a message whose failure the provider reports, once', async () => {
    const to = phone();
    await register(to);
    const { id, provider_id: sid } = await settled('SENT');
    const callback = `${PUBLIC_URL}/api/hooks/twilio/status?n=${network.id}&m=${id}`;
    const report = (form: Record<string, string>) => {
      const names = Object.keys(form).sort();
      const fields = names.map((name) => `${name}${form[name] ?? ''}`).join('');
      const signature = createHmac('sha1', AUTH_TOKEN).update(callback + fields);
      return test
        .api()
        .post(callback.slice(PUBLIC_URL.length))
        .set('X-Twilio-Signature', signature.digest('base64'))
        .type('form')
        .send(form);
    };
    const gone = { MessageStatus: 'undelivered', ErrorCode: '30005' };
    await report({ MessageSid: 'SM-of-another-message', ...gone }).expect(204);
    const stops = async () =>
      (await own.superuser.query('SELECT reason, failure FROM stopped_addresses WHERE message_id = $1', [id])).rows;
    expect(await stops()).toEqual([]);
    for (let times = 0; times < 2; times += 1) await report({ MessageSid: sid ?? '', ...gone }).expect(204);
    expect(await stops()).toEqual([{ reason: 'BOUNCED', failure: 'twilio 30005' }]);
    expect(await newest()).toMatchObject({ status: 'FAILED', failure: 'twilio 30005' });
  });

  it('believe a report of the provider that it signed, and the first final one', async () => {
    const to = phone();
    await register(to);
    const { id, provider_id: sid } = await settled('SENT');
    const [call] = await smsTo(to);
    const callback = call?.fields['StatusCallback'] ?? '';
    expect(callback).toBe(`${PUBLIC_URL}/api/hooks/twilio/status?n=${network.id}&m=${id}`);
    const report = (status: string, signature?: string) => {
      const form: Record<string, string> = { MessageSid: sid ?? '', MessageStatus: status, To: to };
      const fields = Object.keys(form)
        .sort()
        .map((name) => `${name}${form[name] ?? ''}`)
        .join('');
      return test
        .api()
        .post(callback.slice(PUBLIC_URL.length))
        .set(
          'X-Twilio-Signature',
          signature ??
            createHmac('sha1', AUTH_TOKEN)
              .update(callback + fields)
              .digest('base64'),
        )
        .type('form')
        .send(form);
    };
    expect((await report('delivered', 'AAAA')).status).toBe(403);
    expect((await newest()).status).toBe('SENT');
    expect((await report('delivered')).status).toBe(204);
    expect((await report('failed')).status).toBe(204);
    expect((await report('sent')).status).toBe(204);
    expect(await newest()).toMatchObject({ status: 'DELIVERED', failure: null });
  });

  it('bring a code by Telegram to a person who shared their own contact with the bot, and answer others the same', async () => {
    const to = phone();
    const chat = (serial += 1);
    const me = String(chat);
    const says = (message: object, secret = BOT_SECRET) =>
      test
        .api()
        .post('/api/hooks/telegram')
        .set('X-Telegram-Bot-Api-Secret-Token', secret)
        .send({
          update_id: (updates += 1),
          message: { chat: { id: chat, type: 'private' }, from: { id: chat, language_code: 'ru' }, ...message },
        });
    /** A reply of the bot may come after the response to its update. */
    const replied = (count: number) =>
      eventually('replies of the bot', () => telegram.callsTo(me).length - codesInChat().length >= count);
    const codesInChat = (): string[] =>
      telegram.callsTo(me).flatMap(({ fields }) => /код (\d{6})/.exec(fields['text'] ?? '')?.[1] ?? []);
    expect((await says({ text: '/start' }, 'wrong')).status).toBe(401);
    expect((await says({ text: '/start' })).status).toBe(204);
    await replied(1);
    expect(telegram.callsTo(me)[0]).toMatchObject({
      path: `/bot${BOT_TOKEN}/sendMessage`,
      fields: { reply_markup: expect.stringContaining('request_contact') as string },
    });
    const unknown = await register(to, { channel: 'TELEGRAM' });
    // A contact of somebody else proves nothing.
    await says({ contact: { phone_number: to.slice(1), user_id: chat + 1 } });
    expect(codesInChat()).toEqual([]);
    const linked = await register(to, { channel: 'TELEGRAM' }).set('Accept-Language', 'ru');
    expect(linked.body).toMatchObject({
      channel: 'TELEGRAM',
      staysInOutbox: false,
      botLink: 'https://t.me/bot_of_installation?start=code',
    });
    await says({ contact: { phone_number: to.slice(1), user_id: chat } });
    // The newest of the codes that waited for the chat.
    const code = await eventually('a code in the chat', () => codesInChat().at(0));
    const enter = (verificationId: unknown, given: string) =>
      test
        .api()
        .post('/api/auth/verify')
        .send({ verificationId: verificationId as string, code: given });
    expect((await enter(unknown.body.verificationId, code)).body.code).toBe('verification_failed');
    expect((await enter(linked.body.verificationId, code)).status).toBe(200);
    const again = await register(to, { channel: 'TELEGRAM' }).set('Accept-Language', 'ru');
    expect(Object.keys(again.body as object)).toEqual(Object.keys(unknown.body as object));
    await eventually('another code in the chat', () => codesInChat().length === 2);
    expect((await enter(again.body.verificationId, codesInChat().at(1) ?? '')).status).toBe(200);
    // No code waits now, so the link answers with the phone for which codes come.
    await says({ text: '/start code' });
    await eventually('the phone of the chat', () =>
      telegram.callsTo(me).some(({ fields }) => (fields['text'] ?? '').includes(to)),
    );
    expect((await says({ text: '/stop' })).status).toBe(204);
    await replied(5);
    const before = telegram.calls.length;
    await register(to, { channel: 'TELEGRAM' });
    expect(telegram.calls).toHaveLength(before);
  });

  describe('of a guest and the bot', () => {
    const chatOf = () => {
      const id = (serial += 1);
      const update = (message: object, updateId = (updates += 1)) =>
        test
          .api()
          .post('/api/hooks/telegram')
          .set('X-Telegram-Bot-Api-Secret-Token', BOT_SECRET)
          .send({
            update_id: updateId,
            message: { chat: { id, type: 'private' }, from: { id, language_code: 'en' }, ...message },
          });
      const texts = () => telegram.callsTo(String(id)).map(({ fields }) => fields['text'] ?? '');
      /** Waits for the reply of the bot, which may come after the response to the update. */
      const talk = async (message: object) => {
        const before = texts().length;
        expect((await update(message)).status).toBe(204);
        await eventually('a reply of the bot', () => texts().length > before);
      };
      const share = (to: string) => talk({ contact: { phone_number: to.slice(1), user_id: id } });
      return { id, update, talk, share, texts };
    };
    const initDataOf = (id: number, authDate = Date.now() / 1_000, startParameter?: string): string => {
      const fields = {
        auth_date: String(Math.floor(authDate)),
        user: JSON.stringify({ id, first_name: 'Anna', last_name: 'Green' }),
        ...(startParameter !== undefined && { start_param: startParameter }),
      };
      const checked = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
      const secret = createHmac('sha256', 'WebAppData').update(BOT_TOKEN).digest();
      const hash = createHmac('sha256', secret).update(checked.sort().join('\n')).digest('hex');
      return new URLSearchParams({ ...fields, hash }).toString();
    };
    const open = (initData: string, more: object = {}) =>
      test
        .api()
        .post('/api/auth/telegram')
        .send({ networkId: network.id, initData, ...more });

    it('sign in who opened the Mini App by the phone that they gave the bot, and register them with their consents', async () => {
      const chat = chatOf();
      const to = phone();
      expect((await open(initDataOf(chat.id))).body.code).toBe('telegram_phone_unknown');
      await chat.share(to);
      expect((await open(initDataOf(chat.id))).body.code).toBe('registration_needed');
      const consents = [{ kind: 'PERSONAL_DATA', version: '2026-11' }];
      const friend = (
        await network.post('/api/guests', await network.tokenOf('manager'), { phone: phone(), name: 'Olivia' })
      ).body as { referralCode: string };
      const invited = initDataOf(chat.id, undefined, friend.referralCode.replace('-', ''));
      const registered = await open(invited, { consents });
      expect(registered.status).toBe(200);
      expect(registered.body).toMatchObject({ isNew: true, networkId: network.id, referral: 'REGISTERED' });
      const { accessToken, guestId } = registered.body as { accessToken: string; guestId: string };
      expect((await network.get(`/api/guests/${guestId}`, accessToken)).body).toMatchObject({
        phone: to,
        name: 'Anna Green',
        source: 'SELF',
      });
      const again = await open(initDataOf(chat.id));
      expect(again.body).toMatchObject({ isNew: false, guestId });
    });

    it('let nobody in with data of yesterday, of another person or of another bot', async () => {
      const chat = chatOf();
      await chat.share(phone());
      const good = initDataOf(chat.id);
      const other = chatOf();
      for (const initData of [
        initDataOf(chat.id, Date.now() / 1_000 - 86_400),
        initDataOf(chat.id, Date.now() / 1_000 + 3_600),
        good.replace(String(chat.id), String(other.id)),
        good.replace(/hash=.{8}/, 'hash=00000000'),
        'x',
      ]) {
        const answer = await open(initData, { consents: [] });
        expect([answer.status, answer.body.code]).toEqual([401, 'telegram_data_invalid']);
      }
      expect((await open('a'.repeat(4_097))).status).toBe(400);
    });

    it('bring points and a code that the till takes, and name the commands', async () => {
      const chat = chatOf();
      const to = phone();
      await chat.talk({ text: '/balance' });
      await chat.share(to);
      await chat.talk({ text: '/code' });
      await open(initDataOf(chat.id), { consents: [] });
      await chat.talk({ text: '/balance' });
      await chat.talk({ text: '/code' });
      await chat.talk({ text: 'hello' });
      const [asked, , nobody, balance, code, help] = chat.texts();
      expect(asked).toContain('Share your phone number');
      expect(nobody).toContain('found no card for this number');
      expect(balance).toMatch(/: 100 points$/);
      expect(help).toContain('/balance');
      const found = await network.post('/api/guests/lookup', await network.tokenOf('cashier'), { code: codeOf(code) });
      expect(found.body).toMatchObject({ name: 'Anna Green' });
    });

    it('find who was registered at a till before they ever opened the Mini App', async () => {
      const chat = chatOf();
      const to = phone();
      const cashier = await network.tokenOf('cashier');
      const registered = await network.post('/api/guests', cashier, { phone: to, name: 'Vera', consents: [] });
      expect(registered.status).toBe(201);
      await chat.share(to);
      await chat.talk({ text: '/balance' });
      expect(chat.texts().at(-1)).toMatch(/: 100 points$/);
      expect((await open(initDataOf(chat.id))).body).toMatchObject({ guestId: registered.body.id });
    });

    it('get no code from the bot while they are blocked', async () => {
      const chat = chatOf();
      const to = phone();
      const manager = await network.tokenOf('manager');
      const { body } = await network
        .post('/api/guests', manager, { phone: to, name: 'Vera', consents: [] })
        .expect(201);
      await network.post(`/api/guests/${String(body.id)}/block`, manager, { reasonCode: 'OTHER' }).expect(200);
      await chat.share(to);
      await chat.talk({ text: '/code' });
      expect(chat.texts().at(-1)).toMatch(/: your card is blocked, so there is no code/);
    });

    it('end with /stop together with the consent to campaigns, which no new link of the chat brings back', async () => {
      const chat = chatOf();
      const to = phone();
      await chat.share(to);
      const consents = ['PERSONAL_DATA', 'marketing'].map((kind) => ({ kind, version: '2026-11' }));
      const { accessToken, guestId } = (await open(initDataOf(chat.id), { consents })).body as Entered;
      const stated = async () => {
        const { body } = await network.get(`/api/guests/${guestId}/consents`, accessToken);
        return (body as { items: object[] }).items;
      };
      const before = Date.now();
      await chat.update({ text: '/stop' });
      const withdrawn = { kind: 'marketing', version: '2026-11', given: false, source: 'TELEGRAM' };
      const [data, marketing] = await stated();
      expect(data).toMatchObject({ kind: 'PERSONAL_DATA', given: true });
      expect(marketing).toMatchObject(withdrawn);
      expect(Date.parse((marketing as { recordedAt: string }).recordedAt)).toBeGreaterThan(before - 5_000);
      expect(chat.texts().at(-1)).toContain('your consent to them is withdrawn');
      await chat.share(to);
      await open(initDataOf(chat.id));
      expect((await stated())[1]).toMatchObject(withdrawn);
      // A second /stop records nothing, since there is no consent left.
      await chat.update({ text: '/stop' });
      expect(chat.texts().at(-1)).toBe('Codes no longer come here. Send /start to turn them on again.');
      const { rows } = await own.superuser.query('SELECT given FROM consents WHERE guest_id = $1 AND kind = $2', [
        guestId,
        'marketing',
      ]);
      expect(rows).toHaveLength(2);
    });

    it('may open the page of guests in the frame of Telegram, and no other page in any frame', async () => {
      const headersOf = async (path: string) => (await test.api().get(path)).headers as Record<string, string>;
      const ofGuests = await headersOf('/cabinet/osteria');
      expect(ofGuests['content-security-policy']).toContain('frame-ancestors https://web.telegram.org');
      expect(ofGuests).not.toHaveProperty('x-frame-options');
      for (const path of ['/cashier', '/cabinets', '/join/cabinet/x'])
        expect(await headersOf(path)).toMatchObject({
          'x-frame-options': 'DENY',
          'content-security-policy': expect.stringContaining("frame-ancestors 'none'") as string,
        });
    });

    it('are taken from Telegram at once, however slowly it takes the reply', async () => {
      const chat = chatOf();
      const taken = new AbortController();
      const after = new Promise<void>((resolve) => taken.signal.addEventListener('abort', () => resolve()));
      telegram.answerNext({ status: 200, body: { ok: true, result: { message_id: 1 } }, after });
      await chat.talk({ text: '/start' });
      // The update was acknowledged while the reply was still under way.
      expect(telegram.abandoned).toBe(0);
      taken.abort();
      expect(chat.texts()).toHaveLength(1);
    });

    it('are answered once, also when Telegram delivers an update again', async () => {
      const chat = chatOf();
      const updateId = (updates += 1);
      for (let n = 0; n < 3; n += 1) expect((await chat.update({ text: '/start' }, updateId)).status).toBe(204);
      await eventually('the reply', () => chat.texts().length > 0);
      await chat.talk({ text: '/start' });
      expect(chat.texts()).toHaveLength(2);
    });

    it.each([
      [403, 'Forbidden: bot was blocked by the user'],
      [400, 'Bad Request: chat not found'],
    ])('are not sent any more where Telegram says %d %s, until the guest writes again', async (status, description) => {
      const chat = chatOf();
      const to = phone();
      await chat.share(to);
      telegram.answerNext({ status, body: { ok: false, error_code: status, description } });
      await register(to, { channel: 'TELEGRAM' });
      const failed = await settled('FAILED');
      expect(failed.failure).toBe(`telegram ${String(status)}`);
      const before = chat.texts().length;
      await register(to, { channel: 'TELEGRAM' });
      expect((await newest()).id).toBe(failed.id);
      expect(chat.texts()).toHaveLength(before);
      await chat.talk({ text: '/start' });
      await register(to, { channel: 'TELEGRAM' });
      await settled('SENT');
    });
  });

  describe('of a network with its own bot', () => {
    const OWN_TOKEN = '777001:OWN-BOT-TOKEN';
    let theirs: TillNetwork;
    let manager: string;
    let secret: string;
    let guest: string;

    const put = (token: string, by = manager) =>
      test.api().put('/api/bot').auth(by, { type: 'bearer' }).send({ token });
    const callsOf = (token: string, method: string) =>
      telegram.calls.filter(({ path }) => path === `/bot${token}/${method}`);
    const says = (chat: number, message: object, bySecret = secret, of = theirs.id) =>
      test
        .api()
        .post(`/api/hooks/telegram/${of}`)
        .set('X-Telegram-Bot-Api-Secret-Token', bySecret)
        .send({
          update_id: (updates += 1),
          message: { chat: { id: chat, type: 'private' }, from: { id: chat, language_code: 'en' }, ...message },
        });
    const registerThere = (to: string) => register(to, { networkId: theirs.id, channel: 'TELEGRAM' });
    const networksOf = async (token: string): Promise<string[]> => {
      const { body } = await test.api().get('/api/auth/me/networks').auth(token, { type: 'bearer' });
      return (body as { items: { networkId: string }[] }).items.map(({ networkId }) => networkId);
    };
    const codesIn = (chat: number, token: string): string[] =>
      callsOf(token, 'sendMessage').flatMap(({ fields }) =>
        fields['chat_id'] === String(chat) ? (/\d{6}/.exec(fields['text'] ?? '') ?? []) : [],
      );

    beforeAll(async () => {
      const { TillNetwork: Network } = await import('../../../support/till-network.js');
      theirs = await Network.create(test);
      manager = await theirs.tokenOf('manager');
    });

    it('ask Telegram for the bot, give it a webhook with a secret of its own and never show its token', async () => {
      telegram.answerNext({ status: 401, body: { ok: false, error_code: 401, description: 'Unauthorized' } });
      expect((await put(OWN_TOKEN)).body).toMatchObject({ status: 422, code: 'bot_token_refused' });
      telegram.answerNext('HANG_UP');
      expect((await put(OWN_TOKEN)).body).toMatchObject({ status: 503, code: 'telegram_unreachable' });
      expect((await put(BOT_TOKEN)).body.code).toBe('bot_taken');
      expect((await put('no token')).body).toMatchObject({ status: 400, errors: [{ path: 'token' }] });
      expect((await theirs.get('/api/bot', manager)).body).toEqual({ username: null, connectedAt: null });

      const connected = await put(OWN_TOKEN);
      expect(connected.body).toEqual({ username: 'bot_777001', connectedAt: expect.any(String) as string });
      const [webhook] = callsOf(OWN_TOKEN, 'setWebhook');
      expect(webhook?.fields).toMatchObject({
        url: `${PUBLIC_URL}/api/hooks/telegram/${theirs.id}`,
        secret_token: expect.stringMatching(/^[\w-]{43}$/) as string,
        allowed_updates: '["message"]',
      });
      secret = webhook?.fields['secret_token'] ?? '';
      expect((await theirs.get('/api/bot', manager)).text).not.toContain('OWN-BOT-TOKEN');
      const { rows } = await own.superuser.query<{ token: Buffer }>(
        'SELECT token_encrypted AS token FROM network_bots',
      );
      expect(rows.map(({ token }) => token.toString('latin1')).join()).not.toContain('OWN-BOT-TOKEN');
      expect((await put(OWN_TOKEN, await network.tokenOf('manager'))).body.code).toBe('bot_taken');
      await theirs.get('/api/bot', await theirs.tokenOf('cashier')).expect(403);
    });

    it('go by that bot to people who shared their phone with it, and by no other', async () => {
      const [chat, to] = [(serial += 1), phone()];
      expect((await says(chat, { text: '/start' }, BOT_SECRET)).status).toBe(401);
      expect((await says(chat, { text: '/start' }, secret, network.id)).status).toBe(401);
      expect((await says(chat, { text: '/start' }, secret, 'x')).status).toBe(404);
      const contact = { contact: { phone_number: to.slice(1), user_id: chat } };
      // Shared with the bot of the installation, which this network does not use.
      await test
        .api()
        .post('/api/hooks/telegram')
        .set('X-Telegram-Bot-Api-Secret-Token', BOT_SECRET)
        .send({
          update_id: (updates += 1),
          message: { chat: { id: chat, type: 'private' }, from: { id: chat }, ...contact },
        });
      await says(chat, { contact: { phone_number: to.slice(1), user_id: chat + 1 } });
      const linked = await registerThere(to);
      expect(linked.body.botLink).toBe('https://t.me/bot_777001?start=code');
      expect((await says(chat, contact)).status).toBe(204);
      const code = await eventually('a code by the own bot', () => codesIn(chat, OWN_TOKEN).at(0));
      expect(codesIn(chat, BOT_TOKEN)).toEqual([]);
      expect(codesIn(chat, OWN_TOKEN)).toHaveLength(1);
      const verified = await test
        .api()
        .post('/api/auth/guest/verify')
        .send({ verificationId: linked.body.verificationId as string, code });
      expect(verified.status).toBe(200);

      await says(chat, { text: '/balance' });
      await eventually('the balance by the own bot', () =>
        callsOf(OWN_TOKEN, 'sendMessage').some(({ fields }) => (fields['text'] ?? '').endsWith(': 100 points')),
      );
      // The installation's bot sends the code of another network to the same chat.
      const begun = await register(to, { channel: 'TELEGRAM' });
      const other = await eventually('a code by the bot of the installation', () => codesIn(chat, BOT_TOKEN).at(0));
      const elsewhere = await test
        .api()
        .post('/api/auth/guest/verify')
        .send({ verificationId: begun.body.verificationId as string, code: other });
      // A bot's token signs what that bot sent, so the code of one network's bot opens no other network.
      guest = verified.body.accessToken as string;
      expect(await networksOf(guest)).toEqual([theirs.id]);
      const passed = await test
        .api()
        .post(`/api/auth/me/networks/${network.id}/session`)
        .auth(guest, { type: 'bearer' })
        .send({});
      expect(passed.body.code).toBe('not_found');
      expect(await networksOf(elsewhere.body.accessToken as string)).toEqual(
        expect.arrayContaining([network.id, theirs.id]),
      );

      const idOf = (token: string) =>
        test
          .api()
          .get('/api/auth/me')
          .auth(token, { type: 'bearer' })
          .then(({ body }) => (body as { id: string }).id);
      const agree = async (of: TillNetwork, token: string) => {
        const id = await idOf(token);
        const consents = [{ kind: 'marketing', version: '2026-11', given: true }];
        await of.post(`/api/guests/${id}/consents`, token, { consents }).expect(200);
        return async () => {
          const { items } = (await of.get(`/api/guests/${id}/consents`, token)).body as { items: Consent[] };
          return items.find(({ kind }) => kind === 'marketing')?.given;
        };
      };
      const [agreesHere, agreesElsewhere] = [
        await agree(theirs, guest),
        await agree(network, elsewhere.body.accessToken as string),
      ];
      await says(chat, { text: '/stop' });
      await registerThere(to);
      expect(codesIn(chat, OWN_TOKEN)).toHaveLength(1);
      // /stop at a bot ends the messages of that bot alone.
      expect([await agreesHere(), await agreesElsewhere()]).toEqual([false, true]);
    });

    it('are named to their guests', async () => {
      const shown = async ({ id }: { readonly id: string }) => {
        const { body } = await test.api().get(`/api/auth/guest/networks/t${id.replaceAll('-', '')}`);
        return body as object;
      };
      expect(await shown(theirs)).toMatchObject({ byTelegram: true, telegramBot: 'bot_777001' });
      expect(await shown(network)).toMatchObject({ byTelegram: true, telegramBot: 'bot_of_installation' });
    });

    describe('and of people who opened its Mini App', () => {
      const OWN_ID = 777_001;
      const INSTALLATION_ID = 123_456;
      const share = (chat: number, to: string) => says(chat, { contact: { phone_number: to.slice(1), user_id: chat } });
      const shareWithInstallation = (chat: number, to: string) =>
        test
          .api()
          .post('/api/hooks/telegram')
          .set('X-Telegram-Bot-Api-Secret-Token', BOT_SECRET)
          .send({
            update_id: (updates += 1),
            message: {
              chat: { id: chat, type: 'private' },
              from: { id: chat },
              contact: { phone_number: to.slice(1), user_id: chat },
            },
          });
      /** As Telegram makes it: signed by its own key for this bot, with the hash that the bot's token makes. */
      const signedFor = (
        chat: number,
        { botId = OWN_ID, key = SIGNING.privateKey, ageSeconds = 0, start }: SignedData = {},
      ): string => {
        const fields: Record<string, string> = {
          auth_date: String(Math.floor(Date.now() / 1_000) - ageSeconds),
          user: JSON.stringify({ id: chat, first_name: 'Anna', last_name: 'Green' }),
          ...(start !== undefined && { start_param: start }),
        };
        const lines = () => Object.entries(fields).map(([name, value]) => `${name}=${value}`);
        if (key !== null) {
          const text = [`${String(botId)}:WebAppData`, ...lines().sort()].join('\n');
          fields['signature'] = sign(null, Buffer.from(text), key).toString('base64url');
        }
        const secretOfHash = createHmac('sha256', 'WebAppData').update(OWN_TOKEN).digest();
        const hash = createHmac('sha256', secretOfHash).update(lines().sort().join('\n')).digest('hex');
        return new URLSearchParams({ ...fields, hash }).toString();
      };
      const open = (initData: string, more: object = {}) =>
        test
          .api()
          .post('/api/auth/telegram')
          .send({ networkId: theirs.id, initData, ...more });

      it('let them in by the phone that they gave this bot, with the friend who invited, and to no other network', async () => {
        const [chat, to] = [(serial += 1), phone()];
        await shareWithInstallation(chat, to);
        expect((await open(signedFor(chat))).body.code).toBe('telegram_phone_unknown');
        await share(chat, to);
        expect((await open(signedFor(chat))).body.code).toBe('registration_needed');
        const friend = (await theirs.post('/api/guests', manager, { phone: phone(), name: 'Olivia' })).body as {
          referralCode: string;
        };
        const invited = signedFor(chat, { start: friend.referralCode.replace('-', '') });
        const registered = await open(invited, { consents: [{ kind: 'PERSONAL_DATA', version: '2026-11' }] });
        expect(registered.status).toBe(200);
        expect(registered.body).toMatchObject({ isNew: true, networkId: theirs.id, referral: 'REGISTERED' });
        const { accessToken, guestId } = registered.body as { accessToken: string; guestId: string };
        expect((await theirs.get(`/api/guests/${guestId}`, accessToken)).body).toMatchObject({ phone: to });
        // The page loads again with the same data.
        expect((await open(invited)).body).toMatchObject({ isNew: false, guestId });

        // The same person is also a guest of a network that uses the installation's bot.
        const elsewhere = await register(to, { channel: 'TELEGRAM' });
        const code = await eventually('a code of the other network', () => codesIn(chat, BOT_TOKEN).at(0));
        const given = { verificationId: elsewhere.body.verificationId as string, code };
        expect((await test.api().post('/api/auth/guest/verify').send(given)).status).toBe(200);
        expect(await networksOf(accessToken)).toEqual([theirs.id]);
        const passing = test.api().post(`/api/auth/me/networks/${network.id}/session`);
        expect((await passing.auth(accessToken, { type: 'bearer' }).send({})).body.code).toBe('not_found');
      });

      it('let nobody in by data that the holder of the token made, of another bot, or of yesterday', async () => {
        const [chat, to] = [(serial += 1), phone()];
        await share(chat, to);
        await shareWithInstallation(chat, to);
        const stranger = generateKeyPairSync('ed25519').privateKey;
        const refused = [
          signedFor(chat, { key: null }),
          signedFor(chat, { key: stranger }),
          signedFor(chat, { botId: INSTALLATION_ID }),
          signedFor(chat, { botId: OWN_ID + 1 }),
          signedFor(chat, { ageSeconds: 86_400 }),
          signedFor(chat, { ageSeconds: -3_600 }),
          signedFor(chat).replace(String(chat), String(chat + 1)),
        ];
        for (const initData of refused) {
          const answer = await open(initData, { consents: [] });
          expect([answer.status, answer.body.code]).toEqual([401, 'telegram_data_invalid']);
        }
        // Data of this bot open nothing where the installation's bot writes.
        const elsewhere = await open(signedFor(chat), { networkId: network.id, consents: [] });
        expect(elsewhere.body.code).toBe('telegram_data_invalid');
        expect((await open(signedFor(chat), { consents: [] })).status).toBe(200);
      });
    });

    it('go by the bot of the installation again once the own one is disconnected', async () => {
      await test.api().delete('/api/bot').auth(manager, { type: 'bearer' }).expect(200);
      expect(callsOf(OWN_TOKEN, 'deleteWebhook')).toHaveLength(1);
      expect((await says(1, { text: '/start' })).status).toBe(401);
      // A session that began with the own bot is unchanged.
      expect(await networksOf(guest)).toEqual([theirs.id]);
      // A code that was sent before began a session ten minutes later, and its last access token outlives that.
      const { settings } = await import('../../../../src/platform/settings/settings.js');
      const goneFor = (seconds: number) =>
        own.superuser.query(
          'UPDATE network_bots SET disconnected_at = now() - make_interval(secs => $2) WHERE network_id = $1',
          [theirs.id, seconds],
        );
      const life = settings.sessionSeconds + (10 + 15) * 60;
      await goneFor(life - 60);
      expect(await networksOf(guest)).toEqual([theirs.id]);
      await goneFor(life + 60);
      expect(await networksOf(guest)).toEqual(expect.arrayContaining([network.id, theirs.id]));
      const { rows } = await own.superuser.query('SELECT 1 FROM network_bot_chats WHERE network_id = $1', [theirs.id]);
      expect(rows).toEqual([]);
    });
  });

  it('ask other managers by e-mail to approve, each in their own language, and are sent again after a 4xx', async () => {
    const asking = await network.tokenOf('manager');
    const address = `approver-${String((serial += 1))}@example.test`;
    const { Staff, NO_ORIGIN, Pii } = await import('../../../../src/security/index.js');
    const author = { actor: 'system', origin: NO_ORIGIN } as const;
    const other = { email: address, role: 'manager', locale: 'ru' } as const;
    await network.database.inNetwork(network.id, (tx) => test.app.get(Staff).create(tx, network.id, other, author));
    mail.refuseNext(address, 450);
    const asked = await network.post(`/api/guests/${await network.guest()}/transaction`, asking, {
      type: 'MANUAL',
      direction: 'CREDIT',
      points: 20_000,
      reasonCode: 'GOODWILL',
    });
    expect(asked.status).toBe(202);
    const index = test.app.get(Pii).blindIndex(network.id, 'recipient', address);
    const letters = async () =>
      (await own.superuser.query<StoredMessage>('SELECT * FROM messages WHERE recipient_index = $1', [index])).rows;
    await eventually('the letter was refused once', async () => (await letters()).some(({ failure }) => failure));
    await sendWhatWaits('EMAIL');
    const [letter] = await eventually('a letter', () => {
      const arrived = mail.lettersTo(address);
      return arrived.length > 0 && arrived;
    });
    expect(mail.lettersTo(address)).toHaveLength(1);
    const rows = await letters();
    expect(rows).toMatchObject([{ attempts: 2 }]);
    expect(letter?.source).toContain(`<${rows[0]?.id ?? ''}@loyalty.example.test>`);
    expect(letter?.source).toMatch(/^From: Trattoria <no-reply@loyalty\.example\.test>/m);
  });

  it('are named by the health page, each channel with its provider', async () => {
    const { body } = await test.api().get('/api/health/ready');
    expect(body.checks).toMatchObject({
      messages: { status: 'up', sms: 'twilio', telegram: 'telegram', email: 'smtp' },
      twilio: { status: 'up' },
      smtp: { status: 'up' },
      telegram: { status: 'up' },
    });
  });
});
