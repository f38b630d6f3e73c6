import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ProviderDouble, type ServiceAnswer } from '../../../doubles/provider-double';
import { SMS_LOGIN, SMS_SECRET, smsAero, smsc, smsRu } from '../../../doubles/sms-services';
import { addressWith } from '../../../support/address-with';
import { eventually } from '../../../support/eventually';
import { PUBLIC_URL, MessageDesk } from './message-desk';

describe('an SMS gateway that is described by a form', () => {
  let sms: ProviderDouble;
  let desk: MessageDesk;

  beforeAll(async () => {
    sms = await ProviderDouble.start(smsAero);
    desk = await MessageDesk.start({
      SMS_GATEWAY_URL: addressWith(sms.url, SMS_LOGIN, SMS_SECRET, { form: 'smsaero' }),
      SMS_FROM: 'Trattoria',
    });
  });
  afterAll(async () => {
    await desk.stop();
    await sms.stop();
  });

  const report = (address: string, fields: object, type = 'form') =>
    desk.test.api().post(address.slice(PUBLIC_URL.length)).type(type).send(fields);

  it('brings a code, and believes reports at the address of that message alone, in any order and again', async () => {
    const phone = await desk.register();
    const sent = await desk.settled('SENT');
    const call = sms.calls.find(({ fields }) => `+${fields['number'] ?? ''}` === phone);
    expect(call?.fields).toMatchObject({ sign: 'Trattoria', text: expect.stringMatching(/\d{6}/) as string });
    const { callbackUrl = '' } = call?.fields ?? {};
    const delivered = { id: sent.provider_id, status: 1 };
    await desk.register();
    const other = await desk.settled('SENT');
    expect(other.id).not.toBe(sent.id);
    // Ignored reports: another message in the address, a wrong token, an unknown id of the gateway, nonsense.
    await report(callbackUrl.replace(sent.id, other.id), { ...delivered, id: other.provider_id }).expect(403);
    await report(callbackUrl.replace(/sms-gateway\/[^?]+/, 'sms-gateway/x'), delivered).expect(403);
    await report(callbackUrl, { id: '1', status: 1 }).expect(200);
    for (const nonsense of [{}, { id: {}, status: 1 }, { ...delivered, status: '__proto__' }])
      await report(callbackUrl, nonsense, 'json').expect(200);
    await report(callbackUrl, [delivered], 'json').expect(400);
    expect(await desk.outcomeOf(sent)).toEqual({ status: 'SENT', failure: null });
    expect(await desk.outcomeOf(other)).toEqual({ status: 'SENT', failure: null });
    for (const code of [1, 1, 3, 2]) await report(callbackUrl, { ...delivered, status: code }).expect(200);
    expect(await desk.outcomeOf(sent)).toEqual({ status: 'DELIVERED', failure: null });
    expect(await desk.outcomeOf(other)).toEqual({ status: 'SENT', failure: null });
  });

  it('stops a number that the gateway refuses for good, and no other', async () => {
    sms.answerNext({ status: 400, body: { success: false, data: { number: ['is invalid'] } } });
    await desk.register();
    const refused = await desk.settled('FAILED');
    expect(refused.failure).toBe('smsaero 400');
    expect(await desk.stopsBy(refused)).toEqual([{ reason: 'BOUNCED', failure: 'smsaero 400' }]);
    sms.answerNext({ status: 400, body: { success: false, data: { sign: ['is unknown'] } } });
    await desk.register();
    const wrong = await eventually('another failure', async () => {
      const message = await desk.newest();
      return message.id !== refused.id && message.status === 'FAILED' && message;
    });
    expect(await desk.stopsBy(wrong)).toEqual([]);
  });

  it('may have sent a message where it answers with success that says nothing', async () => {
    sms.answerNext({ status: 200, body: { hello: 'world' } });
    await desk.register();
    expect(await desk.settled('UNKNOWN')).toMatchObject({ failure: 'smsaero 200' });
  });

  it('stands on the health page by the name of its form', async () => {
    const { body } = await desk.test.api().get('/api/health/ready').expect(200);
    expect(body.checks).toMatchObject({ smsGateway: { status: 'up' }, messages: { sms: 'smsaero' } });
  });

  const message = {
    id: '0198f2c4-7b1e-7c3a-9d52-000000000001',
    networkId: '0198f2c4-7b1e-7c3a-9d52-000000000002',
    recipient: '+79180000001',
    subject: null,
    text: 'Ваш код 123456 & {secret}',
    purpose: 'CODE',
    refusable: null,
    validForSeconds: 600,
  } as const;
  const gatewayOf = async (form: string, baseUrl: string, secret = SMS_SECRET) => {
    const { readGatewayForm, SmsGateway } = await import('../../../../src/integrations/messaging/sms-gateway.js');
    const more = {
      login: SMS_LOGIN,
      sender: 'Trattoria',
      perSecond: undefined,
      reportUrl: undefined,
      reportSecret: undefined,
    };
    return new SmsGateway(readGatewayForm(form), { ...more, secret, baseUrl });
  };

  it.each<[string, ServiceAnswer, string, { status: number; body: object }, string, string]>([
    ['smsc', smsc, 'mes', { status: 200, body: { error: 'no money', error_code: 3 } }, 'smsc 3', 'smsc 7'],
    [
      'smsru',
      smsRu,
      'msg',
      {
        status: 200,
        body: { status: 'OK', status_code: 100, sms: { 79180000001: { status: 'ERROR', status_code: 230 } } },
      },
      'smsru 230',
      'smsru 202',
    ],
    [
      'smsaero',
      smsAero,
      'text',
      { status: 402, body: { success: false, message: 'Not enough money' } },
      'smsaero 402',
      'smsaero 400',
    ],
  ])(
    'speaks to %s: takes, refuses, stops, tries again, and does not know',
    async (name, service, field, later, busy, bad) => {
      const double = await ProviderDouble.start(service);
      const gateway = await gatewayOf(name, double.url);
      expect(await gateway.send(message)).toEqual({
        outcome: 'SENT',
        providerId: expect.stringMatching(/\d/) as string,
      });
      expect(double.calls[0]?.fields[field]).toBe(message.text);
      expect(await gateway.send({ ...message, recipient: '+7' })).toEqual({
        outcome: 'REFUSED',
        failure: bad,
        stops: 'BOUNCED',
      });
      const stranger = await gatewayOf(name, double.url, 'wrong');
      const refused = await stranger.send(message);
      expect(refused).toMatchObject({ outcome: 'REFUSED' });
      expect(refused).not.toHaveProperty('stops', 'BOUNCED');
      double.answerNext(later, { status: 503, body: {} }, { status: 302, body: {} }, { status: 200, body: { id: {} } });
      expect(await gateway.send(message)).toEqual({ outcome: 'RETRY', failure: busy });
      expect(await gateway.send(message)).toEqual({ outcome: 'RETRY', failure: `${name} 503` });
      expect(await gateway.send(message)).toEqual({ outcome: 'UNKNOWN', failure: `${name} 302` });
      expect(await gateway.send(message)).toEqual({ outcome: 'UNKNOWN', failure: `${name} 200` });
      double.answerNext({ status: 200, body: { id: 1, cnt: 1, pad: 'x'.repeat(70_000) } });
      expect(await gateway.send(message)).toMatchObject({ outcome: 'UNKNOWN' });
      await double.stop();
    },
  );

  it('is read from a file, whose faults the start names', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'gateway-'));
    const file = path.join(folder, 'form.json');
    const { readGatewayForm } = await import('../../../../src/integrations/messaging/sms-gateway.js');
    const faultOf = (form: unknown) => {
      writeFileSync(file, typeof form === 'string' ? form : JSON.stringify(form));
      try {
        readGatewayForm(file);
        return null;
      } catch (error) {
        return (error as Error).message;
      }
    };
    const request = { method: 'GET', url: 'https://sms.example.test/send?to={digits}&text={text}&key={secret}' };
    const form = { name: 'own', request, accepted: { id: { pattern: '^OK (\\S+)' } } };
    expect(faultOf(form)).toBeNull();
    expect(faultOf('{')).toMatch(/^form of SMS_GATEWAY_URL is smsc, smsru, smsaero, or a JSON file/);
    const url = 'https://sms.example.test/{phone}';
    expect(faultOf({ ...form, request: { url } })).toMatch(/request\.url: names a word that is none of/);
    expect(faultOf({ ...form, request: { url: 'https://{login}/' } })).toMatch(/request\.url: begins with/);
    expect(faultOf({ ...form, request: { ...request, form: {} } })).toMatch(/request: has one body/);
    expect(faultOf({ ...form, accepted: { id: { pattern: '(' } } })).toMatch(/accepted\.id/);
    expect(faultOf({ ...form, acepted: 1 })).toMatch(/acepted/);
    expect(faultOf({ ...form, answers: [{ outcome: 'REFUSED' }] })).toMatch(/answers\.0: has statuses/);
    faultOf(form);
    const double = await ProviderDouble.start(() => ({ status: 200, body: {} }));
    await (await gatewayOf(file, double.url)).send(message);
    expect(double.calls[0]?.path).toBe(
      `/send?to=79180000001&text=${encodeURIComponent(message.text)}&key=${SMS_SECRET}`,
    );
    await double.stop();
    rmSync(folder, { recursive: true });
  });
});
