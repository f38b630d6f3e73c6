import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GuardedFetch } from './guarded-fetch';

describe('a guarded fetch', () => {
  let server: Server;
  let address: string;
  const asked: string[] = [];
  const open: GuardedFetch[] = [];
  const guarded = (...of: ConstructorParameters<typeof GuardedFetch>) => {
    const made = new GuardedFetch(...of);
    open.push(made);
    return made;
  };
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${String(request.method)} ${String(request.url)}`);
      if (request.url === '/away') response.writeHead(302, { location: '/inner' }).end();
      else if (request.url === '/large') response.end('x'.repeat(2_000_000));
      else request.pipe(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterAll(() => {
    for (const one of open) one.close();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => asked.splice(0));
  const GET = { method: 'GET', headers: {} };

  it('calls nothing that is not on the public internet, by whatever name', async () => {
    const inside = guarded('off', (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]));
    const some = guarded('off', (_name, _options, callback) =>
      callback(null, [
        { address: '93.184.215.14', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ]),
    );
    const { port } = new URL(address);
    for (const [by, url] of [
      [guarded('off'), address],
      [guarded('off'), `https://127.0.0.1:${port}/`],
      [guarded('off'), `https://[::1]:${port}/`],
      [guarded('off'), 'http://login.example.com/'],
      [inside, `https://login.example.com:${port}/`],
      [some, 'https://login.example.com/'],
    ] as const)
      await expect(by.fetch(url, GET)).rejects.toMatchObject({ code: 'ADDRESS_NOT_ALLOWED' });
    expect(asked).toEqual([]);
  });

  it('calls this machine and no other of its networks where that is what is allowed', async () => {
    const metadata = guarded('loopback', (_name, _options, callback) =>
      callback(null, [{ address: '169.254.169.254', family: 4 }]),
    );
    await expect(metadata.fetch('http://metadata.internal/', GET)).rejects.toMatchObject({
      code: 'ADDRESS_NOT_ALLOWED',
    });
    for (const host of ['169.254.169.254', '10.0.0.1', '192.168.0.1', '[fd00::1]', '[::ffff:10.0.0.1]', '0.0.0.0'])
      await expect(guarded('loopback').fetch(`http://${host}/`, GET)).rejects.toMatchObject({
        code: 'ADDRESS_NOT_ALLOWED',
      });
    expect((await guarded('loopback').fetch(address, GET)).status).toBe(200);
  });

  it('sends a body and reads the answer, follows nothing, and reads no more than it needs', async () => {
    const { fetch } = guarded('on');
    const echoed = await fetch(address, { method: 'POST', headers: {}, body: new URLSearchParams({ a: 'ä' }) });
    expect([echoed.status, await echoed.text()]).toEqual([200, 'a=%C3%A4']);
    const away = await fetch(`${address}/away`, GET);
    expect([away.status, away.headers.get('location')]).toEqual([302, '/inner']);
    expect(asked).not.toContain('GET /inner');
    await expect(fetch(`${address}/large`, GET)).rejects.toThrow('too large');
  });
});
