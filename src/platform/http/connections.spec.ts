import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import path from 'node:path';
import { connect as connectSecurely } from 'node:tls';
import { eventually } from '../../../test/support/eventually';
import { boundConnections, clientOf, type ConnectionBounds } from './connections';

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: loyalty\r\n\r\n`;
/** More bytes than the kernel buffers for a client that does not read. */
const LARGE = Buffer.alloc(32 * 1024 * 1024);

describe('a server whose connections are bounded', () => {
  let server: Server;
  const clients: Socket[] = [];

  async function serve(
    handle: RequestListener,
    bounds: Partial<ConnectionBounds> = {},
    made = createServer(),
  ): Promise<void> {
    server = made;
    boundConnections(server, handle, {
      requestsAhead: 4,
      stalledMs: 60_000,
      connectionsPerAddress: 0,
      unansweredPerAddress: 50,
      newConnectionsPerAddressPerSecond: 1_000,
      shutOutMs: 60_000,
      isKnown: () => false,
      admit: () => true,
      isTrustedProxy: () => false,
      ...bounds,
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }

  /** A client that reads, and the server's end of its connection. */
  async function join(): Promise<{ client: Socket; accepted: Socket }> {
    const arrived = once(server, 'connection');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => undefined);
    client.resume();
    clients.push(client);
    const [accepted] = (await arrived) as [Socket];
    return { client, accepted };
  }

  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
    server.close();
  });

  it('handles one request of a connection in a turn of the event loop, however fast the answers are', async () => {
    let turn = 0;
    const turns: number[] = [];
    const next = (): void => {
      turn += 1;
      if (turns.length < 5) setImmediate(next);
    };
    await serve((request, response) => {
      turns.push(turn);
      if (request.url === '/5') response.setHeader('Connection', 'close');
      response.end();
    });
    const { client } = await join();
    next();
    client.write(['/1', '/2', '/3', '/4', '/5'].map(get).join(''));
    await once(client, 'close');
    expect(new Set(turns).size).toBe(5);
  });

  it('handles the requests of a connection one after another, in their order', async () => {
    let running = 0;
    const seen: string[] = [];
    await serve((request, response) => {
      running += 1;
      seen.push(`${request.url ?? ''} of ${String(running)}`);
      setImmediate(() => {
        running -= 1;
        if (request.url === '/5') response.setHeader('Connection', 'close');
        response.end();
      });
    });
    const { client } = await join();
    client.write(['/1', '/2', '/3', '/4', '/5'].map(get).join(''));
    await once(client, 'close');
    expect(seen).toEqual(['/1 of 1', '/2 of 1', '/3 of 1', '/4 of 1', '/5 of 1']);
  });

  it('closes a connection that sends too many ahead, and handles none of those that wait', async () => {
    let handled = 0;
    await serve(() => (handled += 1));
    const { client, accepted } = await join();
    client.write(get('/').repeat(2_000));
    await once(accepted, 'close');
    expect(handled).toBe(1);
  });

  it('closes the connection of a client that does not read, and waits for a handler that takes long', async () => {
    let answer: (() => void) | undefined;
    await serve(
      (request, response) => {
        if (request.url === '/large') response.end(LARGE);
        else answer = () => response.end('at last');
      },
      { stalledMs: 100 },
    );
    const [slow, reader] = [await join(), await join()];
    slow.client.write(get('/slow'));
    reader.client.pause();
    reader.client.write(get('/large'));
    await once(reader.accepted, 'close');
    expect(slow.accepted.destroyed).toBe(false);
    const received = once(slow.client, 'data');
    answer?.();
    expect(String(await received)).toContain('at last');
  });

  it('closes a connection that is idle or sends the head of its request slowly', async () => {
    await serve(() => undefined, { stalledMs: 100 });
    const [idle, slow] = [await join(), await join()];
    const ends = [once(idle.accepted, 'close'), once(slow.accepted, 'close')];
    slow.client.write('GET / HTTP/1.1\r\nHost:');
    await Promise.all(ends);
  });

  it('takes no more connections of an address than it may hold, and another when one has ended', async () => {
    await serve((_request, response) => response.end('served'), { connectionsPerAddress: 2 });
    const [first] = [await join(), await join()];
    const third = await join();
    expect(third.accepted.destroyed).toBe(true);
    const ended = once(first.accepted, 'close');
    first.client.destroy();
    await ended;
    const fourth = await join();
    fourth.client.write(get('/'));
    expect(String(await once(fourth.client, 'data'))).toContain('served');
  });

  it('answers an address that sent too far ahead on its old connections, and on new ones known callers alone', async () => {
    await serve((request, response) => (request.url === '/slow' ? undefined : response.end('served')), {
      connectionsPerAddress: 100,
      shutOutMs: 300,
      isKnown: ({ url }) => url === '/known',
    });
    const [patient, waiting, greedy] = [await join(), await join(), await join()];
    patient.client.write(get('/'));
    await once(patient.client, 'data');
    const ended = [greedy, waiting].map(({ accepted }) => once(accepted, 'close'));
    greedy.client.write(get('/slow').repeat(10));
    await Promise.all(ended);
    const stranger = await join();
    const refused = once(stranger.accepted, 'close');
    stranger.client.write(get('/'));
    await refused;
    // Strangers that send nothing do not keep a known caller out.
    for (let n = 0; n < 20; n += 1) await join();
    for (const [{ client }, path] of [
      [await join(), '/known'],
      [patient, '/'],
    ] as const) {
      client.write(get(path));
      expect(String(await once(client, 'data'))).toContain('served');
    }
    await new Promise((resolve) => setTimeout(resolve, 350));
    const later = await join();
    later.client.write(get('/'));
    expect(String(await once(later.client, 'data'))).toContain('served');
  });

  it('closes the oldest connection of an address that has too many without an answer', async () => {
    await serve((_request, response) => response.end('served'), {
      connectionsPerAddress: 100,
      unansweredPerAddress: 2,
    });
    const answered = await join();
    answered.client.write(get('/'));
    await once(answered.client, 'data');
    const [first, second, third] = [await join(), await join(), await join()];
    expect([answered, first, second, third].map(({ accepted }) => accepted.destroyed)).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  it('takes no more new connections of an address in a second than it may open', async () => {
    await serve(() => undefined, { connectionsPerAddress: 100, newConnectionsPerAddressPerSecond: 2 });
    const joined = [await join(), await join(), await join()];
    expect(joined.map(({ accepted }) => accepted.destroyed)).toEqual([false, false, true]);
  });

  it('parses no request before the last is answered, and none of a connection that it closed', async () => {
    const parsed: string[] = [];
    await serve((request, response) => {
      if (request.url !== '/1') return;
      setImmediate(() => response.end());
    });
    server.prependListener('request', (request: IncomingMessage) => parsed.push(request.url ?? ''));
    const { client } = await join();
    client.write(get('/1') + get('/2').repeat(3));
    await eventually('the second request is parsed', () => parsed.length === 2);
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    expect(parsed).toEqual(['/1', '/2']);
    const other = await join();
    const ended = once(other.accepted, 'close');
    other.client.write(get('/3').repeat(1_000));
    await ended;
    expect(parsed).toEqual(['/1', '/2', '/3']);
  });

  it('reads bodies to their end, in any pieces, and the request behind them', async () => {
    const bodies: string[] = [];
    await serve(
      (request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          bodies.push(String(Buffer.concat(parts)));
          response.end('served');
        });
      },
      { requestsAhead: 32 },
    );
    const long = 'long\r\n\r\n'.repeat(20_000);
    const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
    const message = [
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${String(long.length)}\r\n\r\n${long}`,
      `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk('one\r\n\r\n')}${chunk('two')}0\r\n\r\n`,
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nthree',
      get('/'),
    ].join('');
    const expected = [long, 'one\r\n\r\ntwo', 'three', ''];
    const tail = Buffer.from(message.slice(-400));
    const bytes = Array.from(tail, (_, at) => tail.subarray(at, at + 1));
    for (const pieces of [[message], [message.slice(0, -400), ...bytes]]) {
      const { client } = await join();
      for (const piece of pieces) {
        client.write(piece);
        if (pieces.length > 1) await new Promise(setImmediate);
      }
      await eventually('all are answered', () => bodies.length === expected.length);
      expect(bodies.splice(0)).toEqual(expected);
    }
  });

  it('closes a connection whose request is answered when too much of its body follows', async () => {
    await serve((_request, response) => response.writeHead(413).end());
    const { client, accepted } = await join();
    const ended = once(accepted, 'close');
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n');
    await once(client, 'data');
    client.write(Buffer.alloc(1_000_000));
    await ended;
    expect(accepted.bytesRead).toBeLessThan(1_000_000);
  });

  it('closes a connection whose body comes in thousands of tiny chunks, and takes some tiny ones and many larger', async () => {
    const lengths: number[] = [];
    await serve((request, response) => {
      let length = 0;
      request.on('data', (bytes: Buffer) => (length += bytes.length));
      request.on('end', () => {
        lengths.push(length);
        response.end('served');
      });
    });
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
    const { client } = await join();
    client.write(`${head}${'1\r\nx\r\n'.repeat(1_000)}0\r\n\r\n`);
    client.write(`${head}${`20\r\n${'x'.repeat(32)}\r\n`.repeat(2_000)}0\r\n\r\n`);
    await eventually('both are served', () => lengths.length === 2);
    expect(lengths).toEqual([1_000, 64_000]);
    const { client: greedy, accepted } = await join();
    greedy.write(`${head}${'1\r\nx\r\n'.repeat(10_000)}0\r\n\r\n`);
    await once(accepted, 'close');
    expect(lengths).toHaveLength(2);
  });

  it('outlives a client that resets the connection amid an upgrade', async () => {
    await serve(() => undefined);
    server.on('upgrade', (_request, socket: Socket) => socket.end('HTTP/1.1 429 Too Many Requests\r\n\r\n'));
    const { client, accepted } = await join();
    const ended = new Promise((resolve) => accepted.once('close', resolve));
    const upgraded = once(server, 'upgrade');
    client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await upgraded;
    expect(accepted.listenerCount('error')).toBeGreaterThan(0);
    client.resetAndDestroy();
    await ended;
  });

  it('closes a connection of empty lines, and one whose head Node itself refused', async () => {
    let handled = 0;
    await serve(() => (handled += 1));
    const [empty, nameless] = [await join(), await join()];
    const ends = [empty, nameless].map(({ accepted }) => once(accepted, 'close'));
    empty.client.write('\r\n'.repeat(1_000));
    nameless.client.write('GET / HTTP/1.1\r\n\r\n'.repeat(3));
    await Promise.all(ends);
    expect(handled).toBe(0);
  });

  it('spreads what came at once over turns of the event loop', async () => {
    const busyMs = 4;
    let turn = 0;
    const turns: number[] = [];
    const next = (): void => {
      turn += 1;
      if (turns.length < 30) setImmediate(next);
    };
    // Most of the work of a request is done by what it leaves to promises.
    const work = async (response: ServerResponse): Promise<void> => {
      await Promise.resolve();
      turns.push(turn);
      const until = performance.now() + busyMs;
      while (performance.now() < until);
      response.end();
    };
    await serve((_request, response) => void work(response));
    const joined = [];
    for (let n = 0; n < 30; n += 1) joined.push(await join());
    next();
    for (const { client } of joined) client.write(get('/'));
    await Promise.all(joined.map(({ client }) => once(client, 'data')));
    const most = Math.max(...turns.map((at) => turns.filter((other) => other === at).length));
    // One turn of the event loop handles a bounded number of new and of waiting connections.
    expect(most).toBeLessThanOrEqual(8);
  });

  it('bounds connections of TLS as well', async () => {
    const folder = path.join(__dirname, '../../../test/support/certificate');
    const [cert, key] = ['certificate.pem', 'key.pem'].map((file) => readFileSync(path.join(folder, file)));
    await serve(
      (_request, response) => response.end('served'),
      { connectionsPerAddress: 10 },
      createSecureServer({ cert, key }),
    );
    const joinSecurely = async (): Promise<Socket> => {
      const { port } = server.address() as AddressInfo;
      const client = connectSecurely({ port, host: '127.0.0.1', rejectUnauthorized: false });
      client.on('error', () => undefined);
      clients.push(client);
      await once(client, 'secureConnect');
      return client;
    };
    const [patient, greedy] = [await joinSecurely(), await joinSecurely()];
    patient.write(get('/'));
    expect(String(await once(patient, 'data'))).toContain('served');
    const ended = new Promise((resolve) => greedy.once('close', resolve));
    greedy.resume();
    greedy.write(get('/').repeat(1_000));
    await ended;
    patient.write(get('/1') + get('/2'));
    let received = '';
    patient.on('data', (bytes: Buffer) => (received += String(bytes)));
    await eventually('both are answered', () => received.split('served').length === 3);
  });

  it('takes any number of connections of a trusted proxy', async () => {
    await serve(() => undefined, { connectionsPerAddress: 1, isTrustedProxy: (address) => address === '127.0.0.1' });
    const joined = [await join(), await join(), await join()];
    expect(joined.map(({ accepted }) => accepted.destroyed)).toEqual([false, false, false]);
  });
});

describe('clientOf', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('takes %s as %s', (address, client) => {
    expect(clientOf(address)).toBe(client);
  });
});
