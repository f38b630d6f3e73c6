import { once } from 'node:events';
import path from 'node:path';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';
import { killServers, type ServerProcess, startReadyServer } from './server-process';

const PROBE = ['--expose-internals', '--no-warnings', '--require', path.resolve(__dirname, 'promise-hooks.cjs')];

describe('a server', () => {
  afterEach(killServers);

  it('turns on no hook of promises by sales, back-office work through Prisma or jobs', async () => {
    const network = await TillNetwork.create(await applicationOfWorker());
    const guest = await network.guest();
    const server = await startReadyServer(
      { WORKERS: 'on', LOG_LEVEL: 'error', TILL_WAIT_MS: '5000' },
      'main.js',
      PROBE,
    );
    const call = async (method: string, route: string, token: string, body?: object): Promise<number> => {
      const headers = {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': newId(),
      };
      const answer = await fetch(`${server.url}${route}`, { method, headers, body: body && JSON.stringify(body) });
      await answer.arrayBuffer();
      return answer.status;
    };
    const manager = await network.tokenOf('manager');
    const cashier = await network.tokenOf('cashier');
    expect(await call('POST', `/api/guests/${guest}/transaction`, cashier, network.sale(10_000))).toBe(201);
    expect(await call('GET', '/api/restaurants', manager)).toBe(200);
    await eventually('jobs have done their work', async () => {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      return /^loyalty_job_last_success_timestamp_seconds\{job="log".*\} [1-9]/m.test(text);
    });
    expect(await hooksOf(server)).toBe(0);
  });
});

/** The async hooks that are on in a process with the probe. */
async function hooksOf({ child }: ServerProcess): Promise<number> {
  const answered = once(child, 'message');
  child.send('hooks');
  const [{ hooks }] = (await answered) as [{ hooks: number }];
  return hooks;
}
