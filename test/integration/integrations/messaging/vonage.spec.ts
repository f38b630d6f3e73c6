import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ProviderDouble } from '../../../doubles/provider-double';
import { vonage, vonageWebhookHeader } from '../../../doubles/sms-services';
import type { TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import type { TillNetwork } from '../../../support/till-network';
import { type OwnDatabase, startOnOwnDatabase } from '../../rules/own-database';

const PUBLIC_URL = 'https://loyalty.example.test';
const APPLICATION = 'aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab';
const SECRET = 'vonage-test-signature-secret';

interface StoredMessage {
  readonly id: string;
  readonly status: string;
  readonly failure: string | null;
  readonly provider_id: string;
}

describe('SMS by Vonage', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vonage-'));
  let sms: ProviderDouble;
  let own: OwnDatabase;
  let test: TestApp;
  let network: TillNetwork;

  beforeAll(async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const file = path.join(folder, 'key.pem');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    sms = await ProviderDouble.start(vonage(APPLICATION, publicKey));
    own = await startOnOwnDatabase(1, {
      WORKERS: 'on',
      PUBLIC_URL,
      VONAGE_APPLICATION_ID: APPLICATION,
      VONAGE_PRIVATE_KEY: file,
      VONAGE_SIGNATURE_SECRET: SECRET,
      VONAGE_FROM: 'Trattoria',
      VONAGE_BASE_URL: sms.url,
    });
    [test] = own.apps as [TestApp];
    const { TillNetwork: Network } = await import('../../../support/till-network.js');
    network = await Network.create(test);
  });
  afterAll(async () => {
    await own.close();
    await sms.stop();
    rmSync(folder, { recursive: true });
  });

  let serial = 3_000_000;
  const register = () =>
    test
      .api()
      .post('/api/auth/register')
      .send({ networkId: network.id, phone: `+7917${String((serial += 10_000))}` })
      .expect(202);
  const newest = async () => {
    const { rows } = await own.superuser.query<StoredMessage>('SELECT * FROM messages ORDER BY id DESC LIMIT 1');
    return rows[0] as StoredMessage;
  };
  const settled = (status: string) =>
    eventually(`the newest message is ${status}`, async () => {
      const message = await newest();
      return message.status === status && message;
    });
  const report = (fields: object, header = (body: string) => vonageWebhookHeader(SECRET, body)) => {
    const body = JSON.stringify(fields);
    const address = sms.calls.at(-1)?.fields['webhook_url'] ?? '';
    const call = test.api().post(address.slice(PUBLIC_URL.length)).set('Authorization', header(body));
    return call.type('json').send(body);
  };

  it('brings a code, and believes reports that Vonage signed just now, the first final one', async () => {
    await register();
    const { provider_id: uuid } = await settled('SENT');
    expect(sms.calls.at(-1)?.fields).toMatchObject({ from: 'Trattoria', to: expect.stringMatching(/^7917/) as string });
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
    expect((await newest()).status).toBe('SENT');
    for (const status of ['delivered', 'delivered', 'submitted', 'rejected'])
      await report({ ...delivered, status }).expect(204);
    expect(await newest()).toMatchObject({ status: 'DELIVERED', failure: null });
  });

  it('stops a number of which a report says that it is none', async () => {
    await register();
    const { id, provider_id: uuid } = await settled('SENT');
    const rejected = { message_uuid: uuid, status: 'rejected', error: { title: 1240, detail: 'Illegal Number' } };
    for (let times = 0; times < 2; times += 1) await report(rejected).expect(204);
    expect(await newest()).toMatchObject({ status: 'FAILED', failure: 'vonage 1240' });
    const { rows } = await own.superuser.query('SELECT reason FROM stopped_addresses WHERE message_id = $1', [id]);
    expect(rows).toEqual([{ reason: 'BOUNCED' }]);
  });

  it('ends with a refusal, tries again after 429, and does not know what nonsense means', async () => {
    sms.answerNext({ status: 422, body: { title: 'Invalid params' } });
    await register();
    expect(await settled('FAILED')).toMatchObject({ failure: 'vonage 422' });
    sms.answerNext({ status: 429, body: {} });
    await register();
    expect(await settled('SENT')).toMatchObject({ attempts: 2 });
    sms.answerNext({ status: 200, body: { hello: 'world' } });
    await register();
    expect(await settled('UNKNOWN')).toMatchObject({ failure: 'vonage 200' });
  });
});
