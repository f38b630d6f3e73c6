import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { boundConnections, clientOf, type ConnectionBounds } from './connections';

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: loyalty\r\n\r\n`;
/** More bytes than the kernel buffers for a client that does not read. */
const LARGE = Buffer.alloc(32 * 1024 * 1024);

describe('a server whose connections are bounded', () => {
  let server: Server;
  const clients: Socket[] = [];

  async function serve(handle: RequestListener, bounds: Partial<ConnectionBounds> = {}): Promise<void> {
    server = createServer();
    boundConnections(server, handle, {
      requestsAhead: 4,
      stalledMs: 60_000,
      connectionsPerAddress: 0,
      shutOutMs: 60_000,
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

  it('takes no new connection of an address that sent too far ahead, for a while, and keeps its others', async () => {
    await serve((request, response) => (request.url === '/slow' ? undefined : response.end('served')), {
      connectionsPerAddress: 10,
      shutOutMs: 300,
    });
    const [patient, greedy] = [await join(), await join()];
    const ended = once(greedy.accepted, 'close');
    greedy.client.write(get('/slow').repeat(10));
    await ended;
    expect((await join()).accepted.destroyed).toBe(true);
    patient.client.write(get('/'));
    expect(String(await once(patient.client, 'data'))).toContain('served');
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect((await join()).accepted.destroyed).toBe(false);
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
