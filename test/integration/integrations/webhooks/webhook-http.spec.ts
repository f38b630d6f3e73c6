import type { LookupAddress } from 'node:dns';
import { WebhookHttp } from '../../../../src/integrations/webhooks/webhook-http';
import { WebhookReceiver } from '../../../doubles/webhook-receiver';

const NEVER = new AbortController().signal;
/** For calls that get a response: a busy machine may be late with it. */
const PATIENT_MS = 60_000;
/** For a call that gets none. */
const SHORT_MS = 300;

describe('a call of a receiver', () => {
  let receiver: WebhookReceiver;
  let http: WebhookHttp;

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
    http = new WebhookHttp('on', { timeoutMs: PATIENT_MS });
  });
  afterEach(async () => {
    http.close();
    await receiver.stop();
  });

  const post = (url = receiver.url, by = http) => by.post(url, { 'webhook-id': 'a' }, '{"a":1}', NEVER);

  it('brings body and headers, and the begin of the response', async () => {
    expect(await post()).toMatchObject({ status: 204, failure: null, body: '' });
    expect(receiver.calls).toMatchObject([{ body: '{"a":1}', headers: { 'webhook-id': 'a' } }]);
  });

  it.each([
    [{ status: 200 }, { status: 200, failure: null, body: 'seen' }],
    [{ status: 500 }, { status: 500, failure: 'receiver_error' }],
    [{ status: 404 }, { status: 404, failure: 'refused' }],
    [{ status: 410 }, { status: 410, failure: 'gone' }],
    [
      { status: 429, headers: { 'Retry-After': '17' } },
      { status: 429, failure: 'busy', retryAfterSeconds: 17 },
    ],
    [
      {
        status: 503,
        headers: { Date: 'Fri, 20 Nov 2026 09:00:00 GMT', 'Retry-After': 'Fri, 20 Nov 2026 09:01:30 GMT' },
      },
      { status: 503, failure: 'receiver_error', retryAfterSeconds: 90 },
    ],
    ['RESET' as const, { status: null, failure: 'no_connection' }],
  ])('to a receiver that does %j has the outcome %j', async (response, outcome) => {
    receiver.respond = () => response;
    expect(await post()).toMatchObject(outcome);
  });

  it('ends without a response when its time is over', async () => {
    receiver.respond = () => 'HANG';
    const hurried = new WebhookHttp('on', { timeoutMs: SHORT_MS });
    expect(await post(receiver.url, hurried)).toMatchObject({ status: null, failure: 'timeout' });
    hurried.close();
  });

  it('follows no redirect', async () => {
    receiver.respond = ({ path }) =>
      path === '/hook' ? { status: 307, headers: { Location: `${receiver.url}/other` } } : { status: 200 };
    expect(await post()).toMatchObject({ status: 307, failure: 'redirect' });
    expect(receiver.calls).toHaveLength(1);
  });

  it('reads no more of an endless response than it needs', async () => {
    receiver.respond = () => 'ENDLESS';
    const result = await post();
    expect(result).toMatchObject({ status: 200, failure: null });
    expect(result.body).toHaveLength(2_048);
  });

  it('ends when its process ends', async () => {
    receiver.respond = () => 'HANG';
    const ending = new AbortController();
    const call = http.post(receiver.url, {}, '{}', ending.signal);
    ending.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });

  describe('on the internet alone', () => {
    const answers = (...addresses: string[]) => {
      const asked: string[] = [];
      const resolve = (
        name: string,
        _options: object,
        callback: (error: null, addresses: LookupAddress[]) => void,
      ): void => {
        asked.push(name);
        callback(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        );
      };
      return { asked, http: new WebhookHttp('off', { timeoutMs: PATIENT_MS, resolve }) };
    };

    it.each([
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://169.254.169.254/',
      'http://8.8.8.8/',
    ])('goes nowhere for %s', async (url) => {
      const { http: guarded } = answers('8.8.8.8');
      expect(await post(url, guarded)).toMatchObject({ status: null, failure: 'address_not_allowed' });
    });

    it.each([[['127.0.0.1']], [['8.8.8.8', '10.0.0.1']], [['8.8.8.8', '::1']]])(
      'goes nowhere for a name with the addresses %j',
      async (addresses) => {
        const { http: guarded, asked } = answers(...addresses);
        const url = `https://receiver.test:${String(receiver.port)}/`;
        expect(await post(url, guarded)).toMatchObject({ status: null, failure: 'address_not_allowed' });
        expect(asked).toEqual(['receiver.test']);
        expect(receiver.calls).toEqual([]);
      },
    );

    it('connects to the address that was checked, whatever the resolver says next', async () => {
      const addresses = [['127.0.0.1'], ['10.255.255.1']];
      const asked: string[] = [];
      const pinned = new WebhookHttp('on', {
        timeoutMs: PATIENT_MS,
        resolve: (name, _options, callback) => {
          asked.push(name);
          callback(
            null,
            (addresses.shift() ?? []).map((address) => ({ address, family: 4 })),
          );
        },
      });
      const url = `http://receiver.test:${String(receiver.port)}/`;
      expect(await post(url, pinned)).toMatchObject({ status: 204 });
      expect(asked).toEqual(['receiver.test']);
      expect(receiver.calls[0]?.headers.host).toBe(`receiver.test:${String(receiver.port)}`);
      pinned.close();
    });
  });
});
