import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ProviderDouble } from '../../../doubles/provider-double';
import { vonage, vonageWebhookHeader } from '../../../doubles/sms-services';
import { addressWith } from '../../../support/address-with';
import { PUBLIC_URL, MessageDesk } from './message-desk';

const APPLICATION = 'aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab';
const SECRET = 'vonage-test-signature-secret';

describe('SMS by Vonage', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vonage-'));
  let sms: ProviderDouble;
  let desk: MessageDesk;

  beforeAll(async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const file = path.join(folder, 'key.pem');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    sms = await ProviderDouble.start(vonage(APPLICATION, publicKey));
    desk = await MessageDesk.start({
      VONAGE_URL: addressWith(sms.url, APPLICATION, SECRET, { privateKey: file }),
      SMS_FROM: 'Trattoria',
    });
  });
  afterAll(async () => {
    await desk.stop();
    await sms.stop();
    rmSync(folder, { recursive: true });
  });

  const report = (fields: object, header = (body: string) => vonageWebhookHeader(SECRET, body)) => {
    const body = JSON.stringify(fields);
    const address = sms.calls.at(-1)?.fields['webhook_url'] ?? '';
    const call = desk.test.api().post(address.slice(PUBLIC_URL.length)).set('Authorization', header(body));
    return call.type('json').send(body);
  };

  it('brings a code, and believes reports that Vonage signed just now, the first final one', async () => {
    const phone = await desk.register();
    const { provider_id: uuid } = await desk.settled('SENT');
    expect(sms.calls.at(-1)?.fields).toMatchObject({ from: 'Trattoria', to: phone.slice(1) });
    const delivered = { message_uuid: uuid, status: 'delivered', channel: 'sms' };
    const hour = Math.floor(Date.now() / 1000) - 3_600;
    const forged: ((body: string) => string)[] = [
      () => '',
      () => 'Bearer a.b.c',
      (body) => vonageWebhookHeader('another secret', body),
      () => vonageWebhookHeader(SECRET, '{}'),
      (body) => vonageWebhookHeader(SECRET, body, { alg: 'none' }),
      (body) => vonageWebhookHeader(SECRET, body, { iat: hour }),
    ];
    for (const header of forged) await report(delivered, header).expect(403);
    await report({ ...delivered, message_uuid: 'of-another-message' }).expect(204);
    for (const nonsense of [{}, [], { ...delivered, status: 'dancing' }]) await report(nonsense).expect(204);
    expect((await desk.newest()).status).toBe('SENT');
    for (const status of ['delivered', 'delivered', 'submitted', 'rejected'])
      await report({ ...delivered, status }).expect(204);
    expect(await desk.newest()).toMatchObject({ status: 'DELIVERED', failure: null });
  });

  it('sends English with a rouble sign and no-break spaces as plain characters, which fit into one part', async () => {
    const english = `${'Come back soon. '.repeat(5)}Your\u00a0gift: 1\u202f500\u00a0₽.`;
    await desk.text('+79190000001', english);
    await desk.settled('SENT');
    expect(sms.calls.at(-1)?.fields['text']).toBe(`${'Come back soon. '.repeat(5)}Your gift: 1 500 RUB.`);
    await desk.text('+79190000001', 'Ваш\u00a0подарок: 1\u202f500\u00a0₽');
    await desk.settled('SENT');
    expect(sms.calls.at(-1)?.fields['text']).toBe('Ваш\u00a0подарок: 1\u202f500\u00a0₽');
  });

  it('stops a number of which a report says that it is none', async () => {
    await desk.register();
    const sent = await desk.settled('SENT');
    const rejected = {
      message_uuid: sent.provider_id,
      status: 'rejected',
      error: { title: 1240, detail: 'Illegal Number' },
    };
    for (let times = 0; times < 2; times += 1) await report(rejected).expect(204);
    expect(await desk.newest()).toMatchObject({ status: 'FAILED', failure: 'vonage 1240' });
    expect(await desk.stopsBy(sent)).toEqual([{ reason: 'BOUNCED', failure: 'vonage 1240' }]);
  });

  it('ends with a refusal, tries again after 429, and does not know what nonsense means', async () => {
    sms.answerNext({ status: 422, body: { title: 'Invalid params' } });
    await desk.register();
    expect(await desk.settled('FAILED')).toMatchObject({ failure: 'vonage 422' });
    sms.answerNext({ status: 429, body: {} });
    await desk.register();
    await desk.tryAgainNow('SMS');
    expect(await desk.settled('SENT')).toMatchObject({ attempts: 2 });
    sms.answerNext({ status: 200, body: { hello: 'world' } });
    await desk.register();
    expect(await desk.settled('UNKNOWN')).toMatchObject({ failure: 'vonage 200' });
  });
});
