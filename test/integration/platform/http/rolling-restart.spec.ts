import { newId } from '../../../../src/platform/ids/ids';
import { Balancer } from '../../../doubles/balancer';
import { applicationOfWorker } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { freePort } from '../../../support/free-port';
import { TillNetwork } from '../../../support/till-network';
import { killServers, startReadyServer } from './server-process';

const TILLS = 6;

describe('two servers behind a balancer', () => {
  let balancer: Balancer | undefined;

  afterEach(() => {
    balancer?.stop();
    killServers();
  });

  it('fail no request while one after the other is restarted', async () => {
    const network = await TillNetwork.create(await applicationOfWorker());
    const cashier = await network.tokenOf('cashier');
    const ports = [await freePort(), await freePort()];
    const start = (port: number) =>
      startReadyServer({ PORT: String(port), LOG_LEVEL: 'error', DRAIN_SECONDS: '5', WORKERS: 'off' });
    const servers = await Promise.all(ports.map(start));
    const front = (balancer = await Balancer.before(servers.map(({ url }) => url)));
    const areReady = (): boolean => servers.every(({ url }) => front.isReady(url));
    await eventually('both are ready', areReady);

    const answers: Record<string, number> = {};
    let restarted = false;
    const sellOn = async (guest: string): Promise<void> => {
      while (!restarted) {
        const answer = await fetch(`${front.url}/api/guests/${guest}/transaction`, {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${cashier}`,
            'Content-Type': 'application/json',
            'Idempotency-Key': newId(),
          },
          body: JSON.stringify(network.sale(10_000)),
        });
        await answer.arrayBuffer();
        answers[answer.status] = (answers[answer.status] ?? 0) + 1;
      }
    };
    const selling = Promise.all(Array.from({ length: TILLS }, async () => sellOn(await network.guest())));
    for (const server of servers) {
      const servedBefore = front.served;
      server.child.kill('SIGTERM');
      expect(await server.ended).toBe(0);
      await start(Number(new URL(server.url).port));
      await eventually('both are ready again', areReady);
      await eventually('both serve', () => front.served.every((served, i) => served > (servedBefore[i] ?? 0)));
    }
    restarted = true;
    await selling;
    expect(Object.keys(answers)).toEqual(['201']);
  });
});
