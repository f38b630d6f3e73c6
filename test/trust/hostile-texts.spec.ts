/** @modules own */
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type OwnDatabase, startOnOwnDatabase } from '../integration/rules/own-database';
import { readAllCalls } from '../support/answers/all-calls';
import { type OpenApiDocument, operationsOf, type Schema } from './fuzz-requests';
import { reportTrials, trialsOf } from './trials';

const MOST_MS = 5;
/** A text that is costly is so at each try; a garbage collection or a compilation is not. */
const TRIES = 12;
/** Other work of the process may last as long as all tries; a costly text is still costly afterwards. */
const LOOKS = 4;
const PAUSE_MS = 1_000;
const BODY_CHARACTERS = 16_000;
/** Node accepts 16 KiB of headers; the others need some of that. */
const HEAD_CHARACTERS = 15_600;
const SCHEMA_DEPTH = 5;
/** `npm test` tries one quarter of the texts, `npm run test:trust` all. */
const QUARTERS = 4;

const CHARACTERS = Array.from('.,;:-_/\\aZ09f@+=&%#?!*([{<>"\'`~$^| é');
const PAIRS = [
  'a.',
  '@.',
  '. ',
  'a ',
  ' ;',
  'a=',
  '; ',
  ', ',
  '0.',
  './',
  '-a',
  '\\"',
  'a@',
  'q=',
  '%41',
  '=,',
  '0-',
  '[]',
  '{}',
  '--',
];
/** Long runs of a character or a pair, followed by another letter, at which a pattern has to give up. */
const TEXTS = [...CHARACTERS, ...PAIRS].map(
  (run) => (characters: number) => `${run.repeat(Math.floor((characters - 1) / run.length))}\u007e`.replace(/^ /, 'a'),
);
const HEADERS = [
  'host',
  'x-forwarded-host',
  'x-forwarded-for',
  'x-forwarded-proto',
  'forwarded',
  'authorization',
  'cookie',
  'origin',
  'accept',
  'accept-language',
  'accept-encoding',
  'content-type',
  'content-encoding',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-range',
  'range',
  'idempotency-key',
  'x-request-id',
  'user-agent',
  'referer',
  'traceparent',
  'x-act-for-network',
  'cache-control',
  'connection',
  'upgrade',
  'sec-websocket-key',
  'sec-websocket-protocol',
  'expect',
];
/** Headers whose text follows a word. */
const BEHIND: Readonly<Record<string, string>> = {
  authorization: 'Bearer ',
  cookie: 'loyalty-device=',
  range: 'bytes=',
};

interface Request {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

describe('claim 12: no text that a stranger sends costs more than its length', () => {
  let own: OwnDatabase;
  let line: Line;
  let document: OpenApiDocument;
  let open: { readonly method: string; readonly route: string }[];

  beforeAll(async () => {
    const { MethodsOfPaths } = await import('../../src/platform/http/methods-of-paths.js');
    const routes: { readonly method: string; readonly route: string }[] = [];
    jest.spyOn(MethodsOfPaths.prototype, 'add').mockImplementation((methods, route) => {
      for (const method of [methods].flat()) if (method !== 'HEAD') routes.push({ method, route });
    });
    own = await startOnOwnDatabase();
    jest.restoreAllMocks();
    const { port } = own.apps[0]!.app.getHttpServer().address() as AddressInfo;
    line = new Line(port);
    document = readAllCalls() as unknown as OpenApiDocument;
    open = [];
    for (const at of routes) {
      const status = await line.ask({ what: '', method: at.method, path: at.route.replace(/:\w+|\*/g, 'x') });
      if (status !== 401) open.push(at);
    }
  });
  afterAll(async () => {
    line.end();
    await own.close();
  });

  it('in a header or a cookie', () =>
    try_(
      'headers',
      ['/', '/api/guests'].flatMap((path) => HEADERS.map((name) => ({ path, name }))),
      ({ path, name }, text) => ({
        what: `${name} of GET ${path}`,
        method: 'GET',
        path,
        headers: { [name]: `${BEHIND[name] ?? ''}${Buffer.from(text(HEAD_CHARACTERS)).toString('latin1')}` },
      }),
    ));

  it('in a header of a handshake', () =>
    try_(
      'handshakes',
      ['host', 'authorization', 'upgrade', 'sec-websocket-key', 'sec-websocket-protocol', 'sec-websocket-extensions'],
      (name, text) => ({
        what: `${name} of a handshake`,
        method: 'GET',
        path: '/api/events/socket',
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          [name]: Buffer.from(text(HEAD_CHARACTERS)).toString('latin1'),
        },
      }),
    ));

  it('in a path or a query', () =>
    try_(
      'paths and queries',
      [
        '/',
        '/api/',
        '/cabinet/',
        '/assets/',
        '/api/guests/',
        '/api/guests?limit=',
        '/api/health?',
        '/cabinet?network=',
        '/signup?a=',
        '//',
      ],
      (start, text) => ({ what: `behind ${start}`, method: 'GET', path: start + inPath(text(HEAD_CHARACTERS)) }),
    ));

  it('in a path or the query of a route without a sign-in', () =>
    try_(
      'paths of open routes',
      open.flatMap(({ method, route }) => [
        ...(route.match(/:\w+|\*/g) ?? []).map((name) => ({ method, route, name })),
        { method, route: `${route}?a=:text`, name: ':text' },
      ]),
      ({ method, route, name }, text) => ({
        what: `${name} of ${method} ${route}`,
        method,
        // The router refuses longer parts of a path; the longest allowed one is tried too.
        path: route.replace(name, inPath(text(name === ':text' ? HEAD_CHARACTERS : 300))).replace(/:\w+|\*/g, 'x'),
      }),
    ));

  it('in a field of a body', () => {
    const fields = operationsOf(document)
      .filter(({ method, path }) =>
        open.some((at) => at.method === method && at.route === path.replace(/\{(\w+)\}/g, ':$1')),
      )
      .flatMap(({ method, path, body }) =>
        body === null ? [] : [...pathsOf(document, body)].map((field) => ({ method, path, body, field })),
      );
    expect(fields.length).toBeGreaterThan(20);
    return try_('fields of bodies', fields, ({ method, path, body, field }, text) => ({
      what: `${field} of ${method} ${path}`,
      method,
      path: path.replace(/\{\w+\}/g, 'x'),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(valueOf(document, body, field, text(BODY_CHARACTERS))),
    }));
  });

  it('in a body of any kind', () =>
    try_(
      'bodies',
      open
        .filter(({ method }) => method !== 'GET')
        .flatMap((at) =>
          ['application/json', 'application/x-www-form-urlencoded', 'text/xml', 'text/plain'].map((type) => ({
            ...at,
            type,
          })),
        ),
      ({ method, route, type }, text) => ({
        what: `${type} of ${method} ${route}`,
        method,
        path: route.replace(/:\w+|\*/g, 'x'),
        headers: { 'content-type': type },
        body: text(BODY_CHARACTERS),
      }),
    ));

  it('costs more where the host has no bound and its pattern is the one of before', async () => {
    const { Admission } = await import('../../src/platform/http/admission.js');
    const { HostNetworks } = await import('../../src/configuration/domains/host-networks.js');
    jest.spyOn(Admission.prototype, 'admit').mockReturnValue(true);
    jest.spyOn(HostNetworks.prototype, 'findCode').mockImplementation((host) => {
      host.toLowerCase().replace(/\.+$/, '');
      return Promise.resolve(undefined);
    });
    const headers = { host: `${'.'.repeat(HEAD_CHARACTERS)}a`, accept: 'text/html' };
    expect(await line.leastMs({ what: 'host', method: 'GET', path: '/', headers })).toBeGreaterThan(MOST_MS);
    jest.restoreAllMocks();
  });

  async function try_<Place>(
    name: string,
    places: readonly Place[],
    requestOf: (place: Place, text: (characters: number) => string) => Request,
  ): Promise<void> {
    const slow: string[] = [];
    // Each place gets some of the texts, and each text comes to some of the places.
    const share = trialsOf({ inTest: 1, full: QUARTERS }) / QUARTERS;
    let tried = 0;
    for (const [at, place] of places.entries())
      for (const [n, text] of TEXTS.entries()) {
        if ((at + n) % (1 / share) !== 0) continue;
        const request = requestOf(place, text);
        tried += 1;
        let excess = Infinity;
        for (let look = 0; look < LOOKS && excess > MOST_MS; look += 1) {
          if (look > 0) await pause(PAUSE_MS);
          const ms = await line.leastMs(request);
          // Some requests cost more by themselves, such as the readiness, which asks the database.
          const plain = ms > MOST_MS ? await line.leastMs(requestOf(place, () => 'x')) : 0;
          excess = Math.min(excess, ms - plain);
        }
        if (excess > MOST_MS) slow.push(`${request.what}, text ${String(n)}: ${excess.toFixed(1)} ms more`);
      }
    expect(slow).toEqual([]);
    reportTrials(12, `texts of a stranger in ${name}`, tried);
  }
});

/** A connection that sends one request after another, and measures the processor time of this process meanwhile. */
class Line {
  private socket: Socket | undefined;

  constructor(private readonly port: number) {}

  /** The least of some tries, which end at the first within the bound. */
  async leastMs(request: Request): Promise<number> {
    let least = Infinity;
    for (let n = 0; n < TRIES && least > MOST_MS; n += 1) {
      const before = process.cpuUsage();
      await this.ask(request);
      const { user, system } = process.cpuUsage(before);
      least = Math.min(least, (user + system) / 1_000);
    }
    return least;
  }

  /** The status; 0: the server closed the connection without an answer. */
  async ask({ method, path, headers = {}, body = '' }: Request): Promise<number> {
    const socket = await this.connection();
    const answered = new Promise<number>((resolve) => {
      socket.once('data', (bytes: Buffer) => resolve(Number(bytes.toString('latin1', 9, 12))));
      socket.once('close', () => resolve(0));
    });
    // Not from this machine, which may read the metrics.
    const lines = Object.entries({
      host: 'localhost',
      'x-forwarded-for': '203.0.113.7',
      'content-length': String(Buffer.byteLength(body)),
      ...headers,
    });
    const head = `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
    socket.write(Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]));
    const status = await answered;
    socket.removeAllListeners('data');
    socket.removeAllListeners('close');
    // A long answer, a refusal or a stream may still be under way.
    if (status !== 404 && status !== 401 && status !== 400) this.end();
    return status;
  }

  end(): void {
    this.socket?.destroy();
    this.socket = undefined;
  }

  private async connection(): Promise<Socket> {
    if (this.socket !== undefined && !this.socket.destroyed && this.socket.readable) return this.socket;
    const socket = connect(this.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.on('end', () => socket.destroy());
    await new Promise((resolve) => socket.once('connect', resolve));
    this.socket = socket;
    return socket;
  }
}

/** Encodes a text for a path, as clients do. */
function inPath(text: string): string {
  return text
    .replace(/[ #\r\n]/g, '%20')
    .replace(/[^\x20-\x7e]/g, '%C3%A9')
    .slice(0, text.length);
}

/** The places of a schema where a text may stand, as `lines.0.name`. */
function* pathsOf(document: OpenApiDocument, schema: Schema, path = '', depth = 0): Generator<string> {
  const { type, properties, items, anyOf = [], oneOf = [], allOf = [] } = resolve(document, schema);
  if (depth > SCHEMA_DEPTH) return;
  if ([type].flat().includes('string')) yield path;
  for (const [name, of] of Object.entries(properties ?? {}))
    yield* pathsOf(document, of, path === '' ? name : `${path}.${name}`, depth + 1);
  if (items !== undefined) yield* pathsOf(document, items, `${path}.0`, depth + 1);
  for (const one of [...anyOf, ...oneOf, ...allOf]) yield* new Set(pathsOf(document, one, path, depth + 1));
}

/** A body with the text in one place; other required fields have their examples. */
function valueOf(document: OpenApiDocument, schema: Schema, path: string, text: string): unknown {
  if (path === '') return text;
  const [name = '', ...rest] = path.split('.');
  const { properties = {}, required = [], items, anyOf = [], oneOf = [], allOf = [] } = resolve(document, schema);
  if (name === '0' && items !== undefined) return [valueOf(document, items, rest.join('.'), text)];
  const within = [...anyOf, ...oneOf, ...allOf].find((one) => [...pathsOf(document, one)].includes(path));
  if (properties[name] === undefined && within !== undefined) return valueOf(document, within, path, text);
  return {
    ...Object.fromEntries(required.map((other) => [other, exampleOf(document, properties[other] ?? {})])),
    [name]: valueOf(document, properties[name] ?? {}, rest.join('.'), text),
  };
}

function exampleOf(document: OpenApiDocument, schema: Schema): unknown {
  const { example, const: only, enum: some, type } = resolve(document, schema);
  return (
    example ?? only ?? some?.[0] ?? (type === 'integer' || type === 'number' ? 1 : type === 'boolean' ? true : 'x')
  );
}

function resolve(document: OpenApiDocument, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (document.components.schemas[name] ?? {});
}
