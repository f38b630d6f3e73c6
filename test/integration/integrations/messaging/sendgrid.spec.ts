import { generateKeyPairSync } from 'node:crypto';
import { ProviderDouble } from '../../../doubles/provider-double';
import { sendgrid, SENDGRID_KEY, sendgridSignature } from '../../../doubles/sendgrid';
import { addressWith } from '../../../support/address-with';
import { MessageDesk, type StoredMessage } from './message-desk';

const KEYS = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const STRANGER = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const DAY_SECONDS = 86_400;

describe('e-mail by SendGrid', () => {
  let mail: ProviderDouble;
  let desk: MessageDesk;
  let serial = 0;

  beforeAll(async () => {
    mail = await ProviderDouble.start(sendgrid);
    desk = await MessageDesk.start({
      SENDGRID_URL: addressWith(mail.url, '', SENDGRID_KEY),
      MAIL_FROM: 'Trattoria <no-reply@loyalty.example.test>',
      SENDGRID_WEBHOOK_KEY: KEYS.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    });
  });
  afterAll(async () => {
    await desk.stop();
    await mail.stop();
  });

  const address = () => `guest-${String((serial += 1))}@example.test`;
  const sent = async (): Promise<StoredMessage> => {
    await desk.write(address());
    return desk.settled('SENT');
  };
  /** An event of SendGrid about a letter. */
  const eventOf = ({ id, provider_id: providerId }: StoredMessage, event: string, more: object = {}) => ({
    email: 'guest@example.test',
    timestamp: 1_795_000_000,
    event,
    sg_event_id: `event-${String((serial += 1))}`,
    sg_message_id: `${providerId ?? ''}.recvd-6d9c8f5b7-abcde-1-6745A2B3-4.0`,
    loyalty_network: desk.network.id,
    loyalty_message: id,
    ...more,
  });
  const bring = (events: unknown, headersOf = (batch: string) => sendgridSignature(KEYS.privateKey, batch)) => {
    // SendGrid signs its bodies with the line ends between and after events.
    const batch = `${JSON.stringify(events, null, 1).replaceAll('\n', '\r\n')}\r\n`;
    return desk.test.api().post('/api/hooks/sendgrid/events').set(headersOf(batch)).type('json').send(batch);
  };

  it('sends a letter with its sender, both forms of its text and no tracking', async () => {
    const to = address();
    await desk.write(to);
    const { id, provider_id: providerId } = await desk.settled('SENT');
    expect(providerId).toMatch(/^sgTestMessage\d+$/);
    const { fields = {} } = mail.calls.find((call) => call.fields['personalizations']?.includes(to)) ?? {};
    const member = (name: string) => JSON.parse(fields[name] ?? 'null') as unknown;
    expect(member('from')).toEqual({ email: 'no-reply@loyalty.example.test', name: 'Trattoria' });
    expect(fields['subject']).toBe('Link');
    expect(member('content')).toMatchObject([
      { type: 'text/plain', value: 'The link' },
      { type: 'text/html', value: expect.stringContaining('The link') as string },
    ]);
    expect(member('custom_args')).toEqual({ loyalty_network: desk.network.id, loyalty_message: id });
    const off = { enable: false };
    expect(member('tracking_settings')).toEqual({
      click_tracking: off,
      open_tracking: off,
      subscription_tracking: off,
    });
    expect(member('headers')).toEqual({});
    const { body } = await desk.test.api().get('/api/health/ready').expect(200);
    expect(body.checks).toMatchObject({
      sendgrid: { status: 'up' },
      smtp: { status: 'off' },
      messages: { email: 'sendgrid' },
    });
  });

  const letter = {
    id: 'm',
    networkId: 'n',
    recipient: 'anna@example.test',
    subject: 'News',
    text: 'A new menu.',
    purpose: 'MARKETING',
    refusable: { purpose: 'MARKETING', language: 'ru' },
    validForSeconds: null,
  } as const;
  const providerOf = async (apiKey: string) => {
    const { SendgridMail } = await import('../../../../src/integrations/messaging/sendgrid-mail.js');
    const look = { name: 'Trattoria', accent: '#0a0', fontFamily: 'serif', logo: null, closing: null };
    const from = 'no-reply@loyalty.example.test';
    return new SendgridMail(
      { apiKey, from, baseUrl: mail.url, perSecond: undefined, reports: true },
      {
        lookOf: () => Promise.resolve(look),
        unsubscribeAddressOf: (networkId, messageId) => `https://loyalty.example.test/u/${networkId}/${messageId}`,
      },
    );
  };

  it('lets a reader end letters with one click', async () => {
    expect(await (await providerOf(SENDGRID_KEY)).send(letter)).toMatchObject({ outcome: 'SENT' });
    const { fields = {} } = mail.calls.at(-1) ?? {};
    expect(JSON.parse(fields['headers'] ?? '')).toEqual({
      'List-Unsubscribe': '<https://loyalty.example.test/u/n/m>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
    expect(fields['content']).toContain('https://loyalty.example.test/u/n/m');
    expect(JSON.parse(fields['from'] ?? '')).toEqual({ email: 'no-reply@loyalty.example.test' });
  });

  it('tries again after an answer that says nothing about the letter', async () => {
    expect(await (await providerOf('wrong')).send(letter)).toEqual({ outcome: 'RETRY', failure: 'sendgrid 401' });
    const provider = await providerOf(SENDGRID_KEY);
    for (const status of [403, 429, 503]) {
      mail.answerNext({ status, body: { errors: [{ message: 'busy', field: null, help: null }] } });
      expect(await provider.send(letter)).toEqual({ outcome: 'RETRY', failure: `sendgrid ${String(status)}` });
    }
  });

  it('stops an address that SendGrid does not take', async () => {
    await desk.write('no-address');
    const refused = await desk.settled('FAILED');
    expect(refused.failure).toBe('sendgrid 400');
    expect(await desk.stopsBy(refused)).toEqual([{ reason: 'BOUNCED', failure: 'sendgrid 400' }]);
    mail.answerNext({ status: 400, body: { errors: [{ message: 'Invalid', field: 'from', help: null }] } });
    await desk.write(address());
    const wrong = await desk.settled('FAILED');
    expect(wrong.id).not.toBe(refused.id);
    expect(await desk.stopsBy(wrong)).toEqual([]);
  });

  it('does not send twice where SendGrid may have taken the letter, and learns its fate from an event', async () => {
    for (const answer of ['HANG_UP', { status: 202, body: undefined }, { status: 302, body: {} }] as const) {
      mail.answerNext(answer);
      await desk.write(address());
      expect(await desk.settled('UNKNOWN')).toMatchObject({ attempts: 1, provider_id: null });
    }
    const unknown = await desk.newest();
    await bring([eventOf(unknown, 'processed', { sg_message_id: 'sgLate.recvd-1' })]).expect(204);
    expect(await desk.newest()).toMatchObject({ status: 'SENT', provider: 'sendgrid', provider_id: 'sgLate' });
  });

  it('believes batches that SendGrid signed, each event for its letter, the first final one', async () => {
    const [first, second] = [await sent(), await sent()];
    const batch = [eventOf(first, 'delivered'), eventOf(second, 'processed')];
    const now = Math.floor(Date.now() / 1000);
    const forged: ((body: string) => Record<string, string>)[] = [
      () => ({}),
      (body) => sendgridSignature(STRANGER.privateKey, body),
      (body) => sendgridSignature(KEYS.privateKey, `${body} `),
      (body) => sendgridSignature(KEYS.privateKey, body, String(now - 2 * DAY_SECONDS)),
      (body) => sendgridSignature(KEYS.privateKey, body, 'now'),
      (body) => ({
        ...sendgridSignature(KEYS.privateKey, body),
        'X-Twilio-Email-Event-Webhook-Timestamp': String(now + 1),
      }),
      () => ({ ...sendgridSignature(KEYS.privateKey, ''), 'X-Twilio-Email-Event-Webhook-Signature': 'AAAA' }),
    ];
    for (const headersOf of forged) await bring(batch, headersOf).expect(403);
    const others = [
      { email: 'other@example.test', event: 'delivered', sg_message_id: 'of-another-system' },
      eventOf(first, 'bounce', { sg_message_id: 'sgAnother.recvd-1', type: 'bounce' }),
      eventOf(first, 'bounce', { loyalty_network: desk.network.restaurantId, type: 'bounce' }),
      eventOf(first, '__proto__'),
      eventOf(first, 'bounce', { loyalty_message: 'x' }),
      null,
    ];
    for (const nothing of [others, {}, 1]) await bring(nothing).expect(204);
    expect(await desk.outcomeOf(first)).toEqual({ status: 'SENT', failure: null });
    expect(await desk.stopsBy(first)).toEqual([]);
    for (let times = 0; times < 2; times += 1) await bring(batch).expect(204);
    await bring([eventOf(first, 'deferred'), eventOf(first, 'bounce', { type: 'blocked' })]).expect(204);
    expect(await desk.outcomeOf(first)).toEqual({ status: 'DELIVERED', failure: null });
    expect(await desk.outcomeOf(second)).toEqual({ status: 'SENT', failure: null });
  });

  it('stops addresses that bounce or report spam, and no others', async () => {
    const cases: [string, object, string, string | null, string[]][] = [
      ['bounce', { type: 'bounce', status: '5.1.1' }, 'FAILED', 'sendgrid 5.1.1', ['BOUNCED']],
      ['bounce', { type: 'blocked', status: '5.7.1' }, 'FAILED', 'sendgrid 5.7.1', []],
      ['dropped', { reason: 'Bounced Address' }, 'FAILED', 'sendgrid dropped', ['BOUNCED']],
      ['dropped', { reason: 'Spam Reporting Address' }, 'FAILED', 'sendgrid dropped', ['COMPLAINT']],
      ['dropped', { reason: 'Spam Content' }, 'FAILED', 'sendgrid dropped', []],
      ['spamreport', {}, 'DELIVERED', null, ['COMPLAINT']],
      ['unsubscribe', {}, 'DELIVERED', null, ['OPTED_OUT']],
    ];
    for (const [event, more, status, failure, reasons] of cases) {
      const one = await sent();
      for (let times = 0; times < 2; times += 1) await bring([eventOf(one, event, more)]).expect(204);
      expect([event, more, await desk.outcomeOf(one)]).toEqual([event, more, { status, failure }]);
      expect((await desk.stopsBy(one)).map(({ reason }) => reason)).toEqual(reasons);
    }
    const delivered = await sent();
    await bring([eventOf(delivered, 'delivered'), eventOf(delivered, 'spamreport')]).expect(204);
    expect(await desk.outcomeOf(delivered)).toEqual({ status: 'DELIVERED', failure: null });
    expect(await desk.stopsBy(delivered)).toMatchObject([{ reason: 'COMPLAINT' }]);
  });
});
