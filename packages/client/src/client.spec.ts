import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type ClientOptions, createLoyaltyClient, unwrap } from './client.js';
import { keyHeader } from './idempotency.js';
import { itemsOf } from './pages.js';
import { ConnectionLost } from './problem.js';

type Reply = Response | Error;

const json = (status: number, body: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  json(status, { title: '', status, code }, headers);

/** A client whose server gives these replies in turn, and the requests that the server got. */
function clientOf(replies: Reply[], options: Partial<ClientOptions> = {}) {
  const requests: Request[] = [];
  const client = createLoyaltyClient({
    baseUrl: 'http://platform.test',
    retries: { firstWaitMs: 1 },
    fetch: (request) => {
      requests.push(request);
      const reply = replies[requests.length - 1];
      if (reply === undefined) return Promise.reject(new Error('no more replies'));
      return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
    },
    ...options,
  });
  return { client, requests };
}

const GUEST = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e';
const block = { params: { path: { id: GUEST } }, body: { reasonCode: 'LOST' } };
const keysOf = (requests: readonly Request[]) => requests.map(({ headers }) => headers.get('idempotency-key'));

describe('a change', () => {
  it('keeps one key and body over its tries', async () => {
    const { client, requests } = clientOf([
      new TypeError('socket closed'),
      problem(503, 'unavailable'),
      problem(409, 'request_in_progress'),
      json(201, { id: GUEST }),
    ]);
    const guest = await unwrap(client.POST('/api/guests', { body: { externalId: 'a' } }));
    expect(guest.id).toBe(GUEST);
    const keys = keysOf(requests);
    expect(keys).toHaveLength(4);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(keys).size).toBe(1);
    for (const request of requests) expect(await request.json()).toEqual({ externalId: 'a' });
  });

  it('keeps the key of its caller, and another change gets another key', async () => {
    const { client, requests } = clientOf([json(200, {}), json(200, {}), json(200, {})]);
    await client.POST('/api/guests/{id}/block', { ...block, params: { ...block.params, header: keyHeader('mine') } });
    await client.POST('/api/guests/{id}/block', block);
    await client.POST('/api/guests/{id}/block', block);
    const [own, first, second] = keysOf(requests);
    expect(own).toBe('mine');
    expect(first).not.toBe(second);
  });

  it('that was refused is not sent again', async () => {
    const { client, requests } = clientOf([problem(422, 'insufficient_points')]);
    await expect(unwrap(client.POST('/api/guests/{id}/block', block))).rejects.toMatchObject({
      code: 'insufficient_points',
      status: 422,
    });
    expect(requests).toHaveLength(1);
  });

  it('ends with ConnectionLost when no try is answered', async () => {
    const lost = new TypeError('socket closed');
    const { client, requests } = clientOf([lost, lost], { retries: { tries: 2, firstWaitMs: 1 } });
    await expect(client.POST('/api/guests/{id}/block', block)).rejects.toBeInstanceOf(ConnectionLost);
    expect(requests).toHaveLength(2);
  });

  it('that takes no key is not repeated after a lost answer', async () => {
    const { client, requests } = clientOf([new TypeError('socket closed')]);
    const body = { email: 'a@b.test', password: 'x' };
    await expect(client.POST('/api/auth/login', { body })).rejects.toBeInstanceOf(ConnectionLost);
    expect(requests).toHaveLength(1);
  });
});

describe('a call', () => {
  it('has an id that people can read out, the same for all its tries and another one for the next call', async () => {
    const { client, requests } = clientOf([problem(503, 'unavailable'), json(200, {}), json(200, {}), json(200, {})]);
    for (const headers of [{}, {}, { 'X-Request-Id': 'mine' }]) await client.GET('/api/auth/me', { headers });
    const [first, again, next, own] = requests.map((request) => request.headers.get('x-request-id'));
    expect(first).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect([again, next === first, own]).toEqual([first, false, 'mine']);
  });

  it('waits as long as Retry-After says, and not longer than the policy', async () => {
    const soon = clientOf([problem(429, 'rate_limited', { 'retry-after': '1' }), json(200, { items: [] })], {
      retries: { firstWaitMs: 1, longestWaitMs: 1_000 },
    });
    const began = performance.now();
    await unwrap(soon.client.GET('/api/restaurants'));
    expect(performance.now() - began).toBeGreaterThan(900);
    const late = clientOf([problem(429, 'locked_out', { 'retry-after': '900' })]);
    await expect(unwrap(late.client.GET('/api/restaurants'))).rejects.toMatchObject({ retryAfterSeconds: 900 });
  });

  it('is sent again when the answer breaks off in its body', async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error('reset')) });
    const half = new Response(broken, { headers: { 'content-type': 'application/json' } });
    const { client, requests } = clientOf([half, json(200, { items: [] })]);
    await unwrap(client.GET('/api/restaurants'));
    expect(requests).toHaveLength(2);
  });

  it('ends at once when its caller gives it up', async () => {
    const abort = new AbortController();
    const { client, requests } = clientOf([new TypeError('socket closed')], { retries: { firstWaitMs: 60_000 } });
    const call = client.GET('/api/restaurants', { signal: abort.signal });
    setTimeout(() => abort.abort(), 5);
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(requests).toHaveLength(1);
  });

  it('gets a new token in place of one that has ended, once', async () => {
    const token = { current: () => Promise.resolve('old'), renew: jest.fn(() => Promise.resolve('new')) };
    const { client, requests } = clientOf([problem(401, 'unauthenticated'), json(200, {})], { token, language: 'en' });
    await unwrap(client.GET('/api/restaurants'));
    expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer old', 'Bearer new']);
    expect(requests[1]?.headers.get('accept-language')).toBe('en');
    const wrong = clientOf([problem(401, 'invalid_credentials')], { token });
    await expect(unwrap(wrong.client.GET('/api/restaurants'))).rejects.toMatchObject({ code: 'invalid_credentials' });
    expect(token.renew).toHaveBeenCalledTimes(1);
  });
});

describe('a server that does not answer', () => {
  const server = createServer((request, response) => {
    if (request.url === '/api/restaurants') return;
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 10 }).write('{');
  });
  const open = () => {
    const { port } = server.address() as AddressInfo;
    return createLoyaltyClient({ baseUrl: `http://127.0.0.1:${String(port)}`, timeoutMs: 300, retries: { tries: 1 } });
  };
  let collecting: NodeJS.Timeout;

  beforeAll(async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    collecting = setInterval(collect, 20);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    clearInterval(collecting);
    server.closeAllConnections();
    server.close();
  });

  it('is given up in time, at any part of its answer, whatever garbage is collected meanwhile', async () => {
    await expect(open().GET('/api/restaurants')).rejects.toBeInstanceOf(ConnectionLost);
    await expect(open().GET('/api/plans')).rejects.toBeInstanceOf(ConnectionLost);
  });

  it('is given up as soon as the caller gives it up', async () => {
    const caller = new AbortController();
    const call = open().GET('/api/restaurants', { signal: caller.signal });
    setTimeout(() => caller.abort(), 100);
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('a list is read page after page', async () => {
  const pages = [
    { items: [1, 2], nextCursor: 'b' },
    { items: [3], nextCursor: null },
  ];
  const cursors: (string | undefined)[] = [];
  const read: number[] = [];
  for await (const item of itemsOf(({ cursor }) => {
    cursors.push(cursor);
    return Promise.resolve(pages[cursors.length - 1] ?? { items: [], nextCursor: null });
  }))
    read.push(item);
  expect([read, cursors]).toEqual([
    [1, 2, 3],
    [undefined, 'b'],
  ]);
});
