import { eventually } from '../support/eventually';
import { isHealthy, Sandbox } from './start-process';

/** A start with several servers on one port. */
describe('A start with PROCESSES=2', () => {
  const sandbox = new Sandbox({ PROCESSES: '2', LOG_LEVEL: 'info' });

  afterAll(() => sandbox.remove());

  it('shows the metrics of both, replaces them by a command, and brings back one that was killed', async () => {
    const started = sandbox.start();
    const url = await started.ready();
    expect(await placesOf(url)).toEqual(['1', '2']);

    const restart = sandbox.run('restart.mjs', []);
    expect([await restart.ended(), restart.output]).toEqual([0, '2 servers were replaced.\n']);
    expect(await placesOf(url)).toEqual(['1', '2']);

    const pids = () => [...started.output.matchAll(/"pid":(\d+).*"listening"/g)].map(([, pid]) => Number(pid));
    expect(pids()).toHaveLength(4);
    process.kill(pids()[3] ?? 0, 'SIGKILL');
    await started.says('server process ended');
    expect(await isHealthy(url)).toBe(true);
    await eventually('both serve', async () => (await placesOf(url)).length === 2);

    // A server dies while it is replaced: afterwards each place has one server, and no old one serves.
    const old = pids();
    const again = sandbox.run('restart.mjs', []);
    process.kill(old.find((pid) => pid !== old[3] && isAlive(pid)) ?? 0, 'SIGKILL');
    expect([await again.ended(), again.output]).toEqual([0, '2 servers were replaced.\n']);
    await eventually('both serve', async () => (await placesOf(url)).length === 2);
    expect([old.filter(isAlive), pids().filter(isAlive).length]).toEqual([[], 2]);
    expect(await started.stop()).toBe(0);
  });

  it('replaces servers that still come up when they are asked', async () => {
    const started = sandbox.start();
    let restart = sandbox.run('restart.mjs', []);
    await eventually('the start knows its servers', async () => {
      if ((await restart.ended()) === 0) return true;
      restart = sandbox.run('restart.mjs', []);
      return undefined;
    });
    expect(restart.output).toBe('2 servers were replaced.\n');
    const url = await started.ready();
    expect(await placesOf(url)).toEqual(['1', '2']);
    const pids = [...started.output.matchAll(/"pid":(\d+).*"listening"/g)].map(([, pid]) => Number(pid));
    expect([pids.length, pids.filter(isAlive).length]).toEqual([4, 2]);
    expect(await started.stop()).toBe(0);
  });

  it('refuses a number of servers that is none', async () => {
    const started = sandbox.start({ PROCESSES: 'many' });
    expect(await started.ended()).toBe(1);
    expect(started.output).toContain('PROCESSES is "many"; it must be a number from 1 to 64.');
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Labels `process` of the servers that answer, by their metrics. */
async function placesOf(url: string): Promise<string[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return [...text.matchAll(/^loyalty_process_process_start_time_seconds\{process="(\d+)"\}/gm)]
    .map(([, at]) => at ?? '')
    .sort();
}
