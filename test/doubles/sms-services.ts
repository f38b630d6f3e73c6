import { createHash, createHmac, type KeyObject, verify } from 'node:crypto';
import type { ProviderCall, ServiceAnswer } from './provider-double';

/** Login and secret that the simulated services of this file accept. */
export const SMS_LOGIN = 'trattoria';
export const SMS_SECRET = 'sms-test-secret';

let serial = 100;
const isNumber = (value = '') => /^\+?\d{11,15}$/.test(value);

/** Simulates SMSC.ru: takes a form at `/sys/send.php`, and answers JSON (`fmt=3`), errors with HTTP 200. */
export const smsc: ServiceAnswer = ({ path, fields: { login, psw, phones, mes, fmt } }) => {
  const fault = (code: number) => ({ status: 200, body: { error: 'refused', error_code: code } });
  if (path !== '/sys/send.php' || fmt !== '3' || !mes) return fault(1);
  if (login !== SMS_LOGIN || psw !== SMS_SECRET) return fault(2);
  return isNumber(phones) ? { status: 200, body: { id: (serial += 1), cnt: 1 } } : fault(7);
};

/** Simulates SMS.ru: takes a form at `/sms/send`, and answers for each number under its digits. */
export const smsRu: ServiceAnswer = ({ path, fields: { api_id: key, to = '', msg, json } }) => {
  if (path !== '/sms/send' || json !== '1' || key !== SMS_SECRET)
    return { status: 200, body: { status: 'ERROR', status_code: 200, status_text: 'api_id' } };
  const sms =
    isNumber(to) && msg
      ? { status: 'OK', status_code: 100, sms_id: `202648-${String((serial += 1))}` }
      : { status: 'ERROR', status_code: 202, status_text: 'number' };
  return { status: 200, body: { status: 'OK', status_code: 100, sms: { [to]: sms }, balance: 4122.56 } };
};

/** Simulates SMS Aero, version 2: takes JSON at `/v2/sms/send` with HTTP Basic. */
export const smsAero: ServiceAnswer = ({ path, headers, fields: { number, text, sign } }) => {
  const fault = (status: number, data: object | null) => ({
    status,
    body: { success: false, data, message: 'refused' },
  });
  const basic = `Basic ${Buffer.from(`${SMS_LOGIN}:${SMS_SECRET}`).toString('base64')}`;
  if (path !== '/v2/sms/send' || headers.authorization !== basic) return fault(401, null);
  if (!text || !sign) return fault(400, { sign: ['is required'] });
  if (!isNumber(number)) return fault(400, { number: ['is invalid'] });
  return { status: 200, body: { success: true, data: { id: (serial += 1), status: 8 }, message: null } };
};

/** Simulates Vonage's Messages API: takes JSON at `/v1/messages` with a JWT that the application signed. */
export function vonage(applicationId: string, publicKey: KeyObject): ServiceAnswer {
  return (call) => {
    if (!isSignedByApplication(call, applicationId, publicKey)) return { status: 401, body: { title: 'Unauthorized' } };
    const { message_type: type, channel, to = '', from, text } = call.fields;
    const isWhole = call.path === '/v1/messages' && type === 'text' && channel === 'sms' && from && text;
    if (!isWhole || !/^\d{11,15}$/.test(to)) return { status: 422, body: { title: 'Invalid params' } };
    return {
      status: 202,
      body: { message_uuid: `aaaaaaaa-bbbb-4ccc-8ddd-${String((serial += 1)).padStart(12, '0')}` },
    };
  };
}

function isSignedByApplication({ headers }: ProviderCall, applicationId: string, publicKey: KeyObject): boolean {
  const [header = '', claims = '', signature = ''] = (headers.authorization ?? '').replace('Bearer ', '').split('.');
  if (!verify('RSA-SHA256', Buffer.from(`${header}.${claims}`), publicKey, Buffer.from(signature, 'base64url')))
    return false;
  const { application_id: application, exp, jti } = jsonOf(claims) as Record<string, unknown>;
  return application === applicationId && Number(exp) > Date.now() / 1000 && typeof jti === 'string';
}

/** The `Authorization` header with which Vonage sends a webhook with this body. `more` replaces claims to make the header invalid. */
export function vonageWebhookHeader(secret: string, body: string, more: { alg?: string; iat?: number } = {}): string {
  const claims = {
    iat: more.iat ?? Math.floor(Date.now() / 1000),
    jti: `jti-${String((serial += 1))}`,
    iss: 'Vonage',
    payload_hash: createHash('sha256').update(body).digest('hex'),
  };
  const signed = [{ alg: more.alg ?? 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `Bearer ${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

function jsonOf(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
}
