import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { settings } from '../../../../src/platform/settings/settings';
import { type ProbeApp, startProbeApp } from './probe-app';

let app: ProbeApp;
beforeAll(async () => {
  app = await startProbeApp();
});
afterAll(() => app.close());

const ID = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e';
const postRaw = (body: string | Buffer, type = 'application/json') =>
  app
    .api()
    .post('/api/probe/sale')
    .set('Content-Type', type)
    .serialize((bytes) => bytes as string)
    .send(body);

describe('a problem', () => {
  it('is problem+json with everything that RFC 9457 and our conventions name', async () => {
    const answer = await app.api().post('/api/probe/refuse/insufficient_points').send({ available: 30 });
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(JSON.parse(answer.text)).toEqual({
      type: expect.stringMatching(/^http:\/\/localhost:\d+\/api\/docs\/errors#insufficient_points$/),
      title: 'Not enough points',
      status: 422,
      detail: '30 points are available. Use no more than that.',
      code: 'insufficient_points',
      available: 30,
      requestId: answer.headers['x-request-id'],
    });
  });

  it('speaks the language that is asked for, by its weights, and says which', async () => {
    const ask = (header: string) =>
      app.api().post('/api/probe/refuse/insufficient_points').set('Accept-Language', header).send({ available: 1 });
    const russian = await ask('fr-FR, en;q=0.2, ru-RU;q=0.7');
    expect(JSON.parse(russian.text)).toMatchObject({
      title: 'Недостаточно баллов',
      detail: 'Доступно баллов: 1. Спишите не больше этого.',
    });
    expect(russian.headers['content-language']).toBe('ru');
    expect((await ask('de')).headers['content-language']).toBe('en');
  });

  it('is answered as a fault of ours where its words cannot be made', async () => {
    const answer = await app.api().post('/api/probe/refuse/gift_card_limit').send({ max: 5, currency: 'no currency' });
    expect([answer.status, answer.body.code]).toEqual([500, 'internal_error']);
  });

  it('has a type that is the address of its words, at the public address of the installation', async () => {
    jest.replaceProperty(settings, 'publicUrl', 'https://loyalty.example/');
    const { body } = await app.api().post('/api/probe/refuse/insufficient_points').send({ available: 30 });
    jest.restoreAllMocks();
    expect(body.type).toBe('https://loyalty.example/api/docs/errors#insufficient_points');
    const { pathname, hash } = new URL(String(body.type));
    const page = await app.api().get(pathname).set('Accept-Language', 'ru');
    expect(page.text).toContain(`<dt id="${hash.slice(1)}">`);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('<dt id="insufficient_points">insufficient_points · 422</dt><dd>Недостаточно баллов');
  });

  it('never lets data replace its own members', async () => {
    const answer = await app
      .api()
      .post('/api/probe/refuse/not_refundable')
      .send({ status: 200, code: 'x', title: 'y' });
    expect(JSON.parse(answer.text)).toMatchObject({ status: 422, code: 'not_refundable' });
  });

  it('says when to come back', async () => {
    const answer = await app.api().post('/api/probe/refuse/rate_limited');
    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('7');
    expect(JSON.parse(answer.text).detail).toContain('7 seconds');
  });

  it('tells nothing of what nobody foresaw', async () => {
    const answer = await app.api().get('/api/probe/fail');
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.text).code).toBe('internal_error');
    expect(answer.text).not.toMatch(/secret|7900|probe-app/);
  });
});

describe('a request id', () => {
  it('is the server’s own, and the one that was given stands behind it', async () => {
    const ask = () => app.api().get('/api/probe/language').set('X-Request-Id', 'till-7/00042');
    const ids = [await ask(), await ask()].map((answer) => String(answer.headers['x-request-id']));
    expect(ids).toEqual(ids.map(() => expect.stringMatching(/^[0-9a-f-]{36}:till-7\/00042$/)));
    expect(ids[0]).not.toBe(ids[1]);
  });

  it.each([
    ['too long', 'x'.repeat(129), `:${'x'.repeat(64)}`],
    ['with a space', 'a b', ':ab'],
    ['not ASCII', 'caf\u00e9', ':caf'],
    ['empty', '', ''],
  ])('keeps what it can of one that is %s', async (_, given, kept) => {
    const answer = await app.api().get('/api/probe/language').set('X-Request-Id', given);
    expect(String(answer.headers['x-request-id']).slice(36)).toBe(kept);
  });
});

describe('a path', () => {
  it('is the same API with /v1', async () => {
    expect((await app.api().get(`/api/v1/probe/things/${ID}`)).body).toEqual({ id: ID });
    expect((await app.api().get('/api/v1/probe/list?limit=3')).body).toEqual({ limit: 3 });
    expect((await app.api().get(`/api/v10/probe/things/${ID}`)).status).toBe(404);
  });

  it.each([
    '/api/nothing',
    '/nothing',
    '/api/probe/things/not-an-id',
    '/api/probe/things/%00',
    '/api/probe/things/%E0%A4%A',
    `/api/probe/things/${'9'.repeat(400)}`,
  ])('%s names nothing: 404', async (path) => {
    const answer = await app.api().get(path);
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'not_found', requestId: answer.headers['x-request-id'] });
  });

  it('takes an id in upper case as the same id', async () => {
    expect((await app.api().get(`/api/probe/things/${ID.toUpperCase()}`)).body).toEqual({ id: ID });
  });

  it('says which methods it takes when it is asked by another', async () => {
    const answer = await app.api().delete('/api/v1/probe/sale');
    expect(answer.status).toBe(405);
    expect(answer.headers['allow']).toBe('POST');
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'method_not_allowed', allowed: 'POST' });
  });
});

describe('a body that does not fit', () => {
  const faults: [string, unknown, string, string][] = [
    ['a negative amount', { amount: -1 }, 'amount', 'too_small'],
    ['a fraction', { amount: 1.5 }, 'amount', 'wrong_type'],
    ['an amount over the limit', { amount: 100_000_000_001 }, 'amount', 'too_big'],
    ['an amount as a string', { amount: '100' }, 'amount', 'wrong_type'],
    ['null', { amount: null }, 'amount', 'wrong_type'],
    ['nothing', {}, 'amount', 'required'],
    ['points of none', { amount: 1, points: 0 }, 'points', 'too_small'],
    ['points over the limit', { amount: 1, points: 1_000_000_001 }, 'points', 'too_big'],
    ['an unknown field', { amount: 1, color: 'red' }, 'color', 'unknown_field'],
    [
      'an unknown field of an item',
      { amount: 1, items: [{ total: 1 }, { total: 1, tax: 2 }] },
      'items[1].tax',
      'unknown_field',
    ],
    [
      'too many items',
      { amount: 1, items: [{ total: 1 }, { total: 1 }, { total: 1 }, { total: 1 }] },
      'items',
      'too_many',
    ],
    ['an id that is not a UUID', { amount: 1, guestId: 'ivan' }, 'guestId', 'wrong_format'],
    ['a time without a zone', { amount: 1, occurredAt: '2026-11-20T12:30:00' }, 'occurredAt', 'wrong_format'],
    ['a day that does not exist', { amount: 1, occurredAt: '2026-02-30T12:30:00Z' }, 'occurredAt', 'wrong_format'],
    ['control characters', { amount: 1, comment: 'a\u0007b' }, 'comment', 'not_one_line'],
    ['a list for an object', [], '', 'wrong_type'],
  ];

  it.each(faults)('%s: 400 with its path', async (_, body, path, code) => {
    const answer = await app
      .api()
      .post('/api/probe/sale')
      .send(body as object);
    expect(answer.status).toBe(400);
    const problem = JSON.parse(answer.text);
    expect(problem.code).toBe('invalid_body');
    expect(problem.errors).toEqual([{ path, code, message: expect.stringMatching(/\S/) }]);
  });

  it.each([
    ['1e300', '{"amount":1e300}', 'too_big'],
    ['1e999', '{"amount":1e999}', 'too_big'],
    ['2^53 + 1', '{"amount":9007199254740993}', 'too_big'],
  ])('the number %s: 400 with its path', async (_, body, code) => {
    const answer = await postRaw(body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).errors).toEqual([expect.objectContaining({ path: 'amount', code })]);
  });

  it.each([
    ['NUL', '{"amount":1,"anything":{"a":["b","\\u0000"]}}', 'anything.a[1]'],
    ['half a surrogate pair', '{"amount":1,"anything":"\\ud800"}', 'anything'],
    ['NUL in a name', '{"amount":1,"anything":{"a\\u0000":1}}', 'anything'],
  ])('%s, which no database holds: 400 with its path', async (_, body, path) => {
    const answer = await postRaw(body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).errors).toEqual([expect.objectContaining({ path, code: 'character_not_allowed' })]);
  });

  it('takes a whole surrogate pair and an escaped backslash', async () => {
    const answer = await postRaw('{"amount":1,"anything":["\\ud83c\\udf55","\\\\u0000"]}');
    expect(answer.status).toBe(200);
    expect(answer.body.anything).toEqual(['🍕', '\\u0000']);
  });

  it('lists at most fifty faults', async () => {
    const body = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${String(index)}`, 1]));
    const answer = await app
      .api()
      .post('/api/probe/sale')
      .send({ amount: 1, ...body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).errors).toHaveLength(50);
  });

  it('tells its faults in Russian', async () => {
    const answer = await app.api().post('/api/probe/sale').set('Accept-Language', 'ru').send({ amount: -1, x: 1 });
    expect(JSON.parse(answer.text).errors).toEqual([
      { path: 'amount', code: 'too_small', message: 'Не меньше 0.' },
      { path: 'x', code: 'unknown_field', message: 'Такого поля здесь нет. Уберите его.' },
    ]);
  });
});

describe('a body that is no JSON', () => {
  it.each([
    ['broken', '{"amount":'],
    ['followed by more', '{"amount":1} {"amount":1}'],
    ['a bare word', 'NaN'],
    ['with a comment', '{"amount":1 /* one */}'],
    ['with __proto__', '{"amount":1,"anything":{"__proto__":{"admin":true}}}'],
    ['with an escaped __proto__', '{"amount":1,"anything":{"__\\u0070roto__":{"admin":true}}}'],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['in UTF-16', Buffer.from('{"amount":1}', 'utf16le')],
    ['compressed without saying so', gzipSync('{"amount":1}')],
    ['10,000 levels deep', `{"amount":1,"anything":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['10,000 levels deep and never closed', `{"anything":${'{"a":'.repeat(10_000)}`],
  ])('%s: 400 invalid_json', async (_, body) => {
    const answer = await postRaw(body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).code).toBe('invalid_json');
  });

  it('names the limit of nesting', async () => {
    const answer = await postRaw(`{"amount":1,"anything":${'['.repeat(64)}${']'.repeat(64)}}`);
    expect(JSON.parse(answer.text)).toMatchObject({ max: 64, detail: expect.stringContaining('64') });
    const fits = await postRaw(`{"amount":1,"anything":${'['.repeat(63)}"[[["${']'.repeat(63)}}`);
    expect(fits.status).toBe(200);
  });

  it('takes the last of two members with one name, as JSON.parse does', async () => {
    expect((await postRaw('{"amount":1,"amount":2}')).body).toEqual({ amount: 2 });
  });

  it('is a body that does not fit when it is empty', async () => {
    expect(JSON.parse((await postRaw('')).text)).toMatchObject({ status: 400, code: 'invalid_body' });
  });
});

describe('the type of a body', () => {
  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/json; charset="windows-1251"',
    'nonsense',
  ])('%s: 415', async (type) => {
    const answer = await postRaw('{"amount":1}', type);
    expect(answer.status).toBe(415);
    expect(JSON.parse(answer.text).code).toBe('unsupported_media_type');
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON; charset="UTF-8"'])(
    '%s fits',
    async (type) => {
      expect((await postRaw('{"amount":1}', type)).status).toBe(200);
    },
  );
});

describe('the size of a body', () => {
  it('ends at 1 MiB: 413 with the limit', async () => {
    const answer = await postRaw(JSON.stringify({ amount: 1, anything: 'x'.repeat(2 * 1024 * 1024) }));
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'payload_too_large', max: 1_048_576 });
    expect((await postRaw(JSON.stringify({ amount: 1, anything: 'x'.repeat(1_000_000) }))).status).toBe(200);
  });

  it('ends elsewhere for a route that says so', async () => {
    const post = (length: number) =>
      app
        .api()
        .post('/api/probe/large')
        .send({ filler: 'x'.repeat(length) });
    expect((await post(7 * 1024 * 1024)).body).toEqual({ length: 7 * 1024 * 1024 });
    const answer = await post(9 * 1024 * 1024);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text).max).toBe(8 * 1024 * 1024);
  });
});

describe('a query', () => {
  it.each(['limit=0', 'limit=201', 'limit=x', 'limit=1.5', 'color=red', 'limit=1&limit=2', 'cursor='])(
    '%s: 400 invalid_query',
    async (query) => {
      const answer = await app.api().get(`/api/probe/list?${query}`);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.text).code).toBe('invalid_query');
    },
  );

  it.each(['name=%00', 'name=a%00b'])('%s, which no text of the database holds: 400 with its place', async (query) => {
    const answer = await app.api().get(`/api/probe/named?${query}`);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({
      code: 'invalid_query',
      errors: [{ path: 'name', code: 'character_not_allowed' }],
    });
  });

  it('has the defaults of a list', async () => {
    expect((await app.api().get('/api/probe/list')).body).toEqual({ limit: 50 });
  });
});

describe('the language of an answer', () => {
  it.each([
    ['ru', 'ru'],
    ['ru-RU,ru;q=0.9,en-US;q=0.8', 'ru'],
    ['en;q=0.5,ru;q=0.4', 'en'],
    ['ru;q=0', 'en'],
    ['*', 'en'],
    ['', 'en'],
    [',;q=,=', 'en'],
  ])('for Accept-Language "%s" is %s', async (header, language) => {
    expect((await app.api().get('/api/probe/language').set('Accept-Language', header)).body).toEqual({ language });
  });
});

describe('every answer', () => {
  it('carries the headers that guard a browser', async () => {
    for (const path of ['/api/probe/list', '/api/nothing', '/api/probe/fail']) {
      const { headers } = await app.api().get(path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cache-control': 'no-store',
      });
      expect(headers).not.toHaveProperty('x-powered-by');
    }
    for (const path of ['/loyalty/nothing', '/rewards/nothing', '/nothing'])
      expect((await app.api().get(path)).headers['cache-control']).toBe('no-store');
    for (const path of ['/api/probe/list', '/nothing']) {
      const overTls = await app.api().get(path).set('X-Forwarded-Proto', 'https');
      expect(overTls.headers['strict-transport-security']).toMatch(/^max-age=31536000/);
      expect((await app.api().get(path)).headers).not.toHaveProperty('strict-transport-security');
    }
    const page = await app.api().get('/nothing');
    expect(page.headers).toMatchObject({ 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
  });
});

describe('text that the database can not hold', () => {
  it('names nothing in a path, whichever route it seems to fit', async () => {
    for (const path of ['/api/probe/things/%00', '/api/probe/li%00st', '/cashier/%00', '/assets/%00.js', '/%00'])
      expect([path, (await app.api().get(path).set('Accept', 'text/html')).status]).toEqual([path, 404]);
    expect((await app.api().get('/api/probe/refuse/%00')).status).toBe(404);
    expect((await app.api().get('/api/probe/things/%ED%A0%80')).status).toBe(404);
  });

  it('is refused in a query, under a name that comes twice as well', async () => {
    for (const query of ['name=%00', 'name=a&name=%00', '%00=a'])
      expect([query, (await app.api().get(`/api/probe/named?${query}`)).status]).toEqual([query, 400]);
    // Half a surrogate pair has no UTF-8 form, so such an address is read as U+FFFD.
    expect((await app.api().get('/api/probe/named?name=%ED%A0%80')).status).toBeLessThan(500);
  });
});

describe('a caller who has not signed in', () => {
  it('is told by which scheme to do so', async () => {
    const answer = await app.api().get('/api/auth/me');
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect((await app.api().post('/api/probe/refuse/not_refundable')).headers).not.toHaveProperty('www-authenticate');
  });
});

describe('what is no HTTP', () => {
  it.each([
    ['garbage', 'nonsense\r\n\r\n', 'HTTP/1.1 400'],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`, 'HTTP/1.1 431'],
    [
      'two lengths',
      'POST /api/probe/sale HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
      'HTTP/1.1 400',
    ],
  ])('%s is refused and the connection closed', async (_, bytes, start) => {
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    socket.write(bytes);
    await once(socket, 'close');
    expect(answer.startsWith(start)).toBe(true);
  });
});
