import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { newId } from '../../../../src/platform/ids/ids';
import { eventually } from '../../../support/eventually';
import { freePort } from '../../../support/free-port';

const PROGRAM = 'haproxy';
const DOCS = readFileSync(path.resolve(__dirname, '../../../../docs/scaling.md'), 'utf8');
const NETWORKS = 20;
const CALLS = 5;

const describeWithHaproxy = spawnSync(PROGRAM, ['-v']).status === 0 ? describe : describe.skip;

/** The settings of docs/scaling.md before two servers that answer with their name. */
describeWithHaproxy('HAProxy before several servers (skipped where it is not installed)', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'loyalty-haproxy-'));
  const servers: Server[] = [];
  let haproxy: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${String(port)}/`;
    for (const name of ['one', 'two']) servers.push(await namedServer(name));
    const [one, two] = servers.map((server) => String((server.address() as AddressInfo).port));
    const [, settings = ''] = /```\n(# HAProxy: [^]*?)```/.exec(DOCS) ?? [];
    const own = settings
      .replace('bind :80', `bind 127.0.0.1:${String(port)}`)
      .replace('10.0.0.1:3000', `127.0.0.1:${String(one)}`)
      .replace('10.0.0.2:3000', `127.0.0.1:${String(two)}`);
    const file = path.join(folder, 'haproxy.cfg');
    const times = 'defaults\n  mode http\n  timeout connect 1s\n  timeout client 9s\n  timeout server 9s\n';
    writeFileSync(file, `${times}${own}`);
    haproxy = spawn(PROGRAM, ['-db', '-f', file], { stdio: 'ignore' });
    await eventually('both servers are ready', async () => {
      const answers = await Promise.all(Array.from({ length: NETWORKS }, () => serverOf(tokenOf(newId()))));
      return new Set(answers).size === 2 && !answers.includes('');
    });
  });
  afterAll(async () => {
    const ended = once(haproxy, 'exit');
    haproxy.kill('SIGKILL');
    await ended;
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
    rmSync(folder, { recursive: true });
  });

  async function serverOf(bearer: string): Promise<string> {
    try {
      const answer = await fetch(url, { headers: { Authorization: `Bearer ${bearer}` } });
      return answer.ok ? await answer.text() : '';
    } catch {
      return '';
    }
  }

  /** The servers that answered calls of a network with tokens of different people. */
  async function serversOf(network: string): Promise<string[]> {
    const answers = await Promise.all(Array.from({ length: CALLS }, () => serverOf(tokenOf(network))));
    return [...new Set(answers)];
  }

  it('leads all calls of a network to one server, and those of a server that is gone to the others', async () => {
    const networks = Array.from({ length: NETWORKS }, () => newId());
    const before = new Map<string, string[]>();
    for (const network of networks) before.set(network, await serversOf(network));
    expect([...before.values()].filter(({ length }) => length !== 1)).toEqual([]);
    expect(new Set([...before.values()].flat())).toEqual(new Set(['one', 'two']));
    const key = `lk_${newId()}`;
    const ofKey = await Promise.all(Array.from({ length: CALLS }, () => serverOf(key)));
    expect([...new Set(ofKey)]).toHaveLength(1);

    const [, two] = servers;
    two?.close();
    two?.closeAllConnections();
    const stayed = networks.filter((network) => before.get(network)?.[0] === 'one');
    await eventually('the other server has all', async () => {
      const answers = await Promise.all(networks.map((network) => serverOf(tokenOf(network))));
      return answers.every((answer) => answer === 'one');
    });
    for (const network of stayed) expect(await serversOf(network)).toEqual(['one']);
  });
});

async function namedServer(name: string): Promise<Server> {
  const server = createServer((_request, response) => response.end(name));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** The token of a person of the network; the balancer reads its claims without verifying it. */
function tokenOf(network: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: newId(), net: network })}.${part({ signature: newId() })}`;
}
