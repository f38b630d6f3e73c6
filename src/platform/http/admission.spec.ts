import type { IncomingMessage, ServerResponse } from 'node:http';
import { Admission } from './admission';

const KNOWN = 'Bearer known';

describe('the admission of requests before their route', () => {
  let admission: Admission;
  beforeEach(() => {
    jest.spyOn(performance, 'now').mockReturnValue(1_000);
    admission = new Admission();
    admission.learn({ isKnown: (authorization) => authorization === KNOWN, require: () => Promise.resolve() });
  });
  afterEach(() => jest.restoreAllMocks());

  function ask(headers: Record<string, string>, remoteAddress = '203.0.113.7') {
    const answer = { status: 200, headers: {} as Record<string, unknown>, body: {} as Record<string, unknown> };
    const response = {
      writeHead: (status: number, given: Record<string, unknown>) => Object.assign(answer, { status, headers: given }),
      end: (text: string) => (answer.body = JSON.parse(text) as Record<string, unknown>),
    };
    const request = { headers: { host: 'loyalty.example', ...headers }, socket: { remoteAddress } };
    const isAdmitted = admission.admit(request as unknown as IncomingMessage, response as unknown as ServerResponse);
    expect(isAdmitted).toBe(answer.status === 200);
    return answer;
  }

  it.each(['host', 'x-forwarded-host'])('refuses a long %s with the end of its connection', (header) => {
    expect(ask({ [header]: `${'a'.repeat(253)}:65535` }).status).toBe(200);
    for (const host of [`${'a'.repeat(254)}:1`, `${'a'.repeat(253)}:123456`])
      expect([host, ask({ [header]: host }).status]).toEqual([host, 400]);
    const { status, headers, body } = ask({ [header]: 'a'.repeat(254), 'accept-language': 'ru' });
    expect([status, headers['Connection'], body]).toMatchObject([
      400,
      'close',
      { code: 'host_too_long', max: 253, title: 'Слишком длинное имя сервера' },
    ]);
  });

  it('answers so many strangers of an address in a second, and known callers beside them', () => {
    const statuses = Array.from({ length: 501 }, () => ask({}).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(500);
    expect(ask({ authorization: 'Bearer made-up' })).toMatchObject({ status: 429, headers: { 'Retry-After': 1 } });
    expect(ask({ authorization: KNOWN }).status).toBe(200);
    expect(ask({}, '203.0.113.8').status).toBe(200);
  });

  it('counts the clients of a trusted proxy apart, and believes nobody else', () => {
    const behind = (address: string, proxy: string) => ask({ 'x-forwarded-for': address }, proxy).status;
    for (let n = 0; n < 500; n += 1) behind('198.51.100.1', '127.0.0.1');
    expect(behind('198.51.100.1', '127.0.0.1')).toBe(429);
    expect(behind('198.51.100.2', '127.0.0.1')).toBe(200);
    for (let n = 0; n < 500; n += 1) behind(`198.51.100.${String(n % 200)}`, '203.0.113.9');
    expect(behind('198.51.100.201', '203.0.113.9')).toBe(429);
  });
});
