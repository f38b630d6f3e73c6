import { once } from 'node:events';
import { newId } from '../../../../src/platform/ids/ids';
import { Balancer } from '../../../doubles/balancer';
import { applicationOfWorker } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { freePort } from '../../../support/free-port';
import { TillNetwork } from '../../../support/till-network';
import { killServers, startReadyServer } from './server-process';

const TILLS = 6;

describe('a rolling restart', () => {
  let balancer: Balancer | undefined;

  afterEach(() => {
    balancer?.stop();
    killServers();
  });

  it('fails no request of two servers behind a balancer', async () => {
    const ports = [await freePort(), await freePort()];
    const start = (port: number) =>
      startReadyServer({ PORT: String(port), LOG_LEVEL: 'error', DRAIN_SECONDS: '5', WORKERS: 'off' });
    const servers = await Promise.all(ports.map(start));
    const front = (balancer = await Balancer.before(servers.map(({ url }) => url)));
    const areReady = (): boolean => servers.every(({ url }) => front.isReady(url));
    await eventually('both are ready', areReady);

    const tills = await sellAt(front.url);
    for (const server of servers) {
      const servedBefore = front.served;
      server.child.kill('SIGTERM');
      expect(await server.ended).toBe(0);
      await start(Number(new URL(server.url).port));
      await eventually('both are ready again', areReady);
      await eventually('both serve', () => front.served.every((served, i) => served > (servedBefore[i] ?? 0)));
    }
    expect(await tills.stop()).toEqual(['201']);
  });

  it('fails no request of two servers that share one port', async () => {
    const { url, child } = await startReadyServer({ PROCESSES: '2', LOG_LEVEL: 'error', WORKERS: 'off' }, 'servers.js');
    const before = await processesOf(url);
    const tills = await sellAt(url);
    const replaced = new Promise((resolve) => {
      child.on('message', (sent: object) => {
        if ('replaced' in sent) resolve(sent.replaced);
      });
    });
    child.send('replace');
    expect(await replaced).toBe(2);
    const after = await processesOf(url);
    expect(await tills.stop()).toEqual(['201']);
    expect([before.size, after.size]).toEqual([2, 2]);
    expect([...after].filter((start) => before.has(start))).toEqual([]);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

/** Tills that sell without a pause until they are stopped; `stop` resolves with the different statuses of their responses. */
async function sellAt(url: string): Promise<{ stop(): Promise<string[]> }> {
  const network = await TillNetwork.create(await applicationOfWorker());
  const cashier = await network.tokenOf('cashier');
  const statuses = new Set<string>();
  let stopped = false;
  const sellOn = async (guest: string): Promise<void> => {
    while (!stopped) {
      const answer = await fetch(`${url}/api/guests/${guest}/transaction`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${cashier}`,
          'Content-Type': 'application/json',
          'Idempotency-Key': newId(),
        },
        body: JSON.stringify(network.sale(10_000)),
      });
      await answer.arrayBuffer();
      statuses.add(String(answer.status));
    }
  };
  const guests = await Promise.all(Array.from({ length: TILLS }, () => network.guest()));
  const selling = Promise.all(guests.map(sellOn));
  return {
    stop: async () => {
      stopped = true;
      await selling;
      return [...statuses];
    },
  };
}

/** Starting moments of the servers behind one port, which differ with their processes. */
async function processesOf(url: string): Promise<Set<string>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return new Set(text.split('\n').filter((line) => line.startsWith('loyalty_process_process_start_time_seconds{')));
}
