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

    const pids = [...started.output.matchAll(/"pid":(\d+).*"listening"/g)].map(([, pid]) => Number(pid));
    expect(pids).toHaveLength(4);
    process.kill(pids[3] ?? 0, 'SIGKILL');
    await started.says('server process ended');
    expect(await isHealthy(url)).toBe(true);
    await eventually('both serve', async () => (await placesOf(url)).length === 2);
    expect(await started.stop()).toBe(0);
  });

  it('refuses a number of servers that is none', async () => {
    const started = sandbox.start({ PROCESSES: 'many' });
    expect(await started.ended()).toBe(1);
    expect(started.output).toContain('PROCESSES is "many"; it must be a number from 1 to 64.');
  });
});

/** Labels `process` of the servers that answer, by their metrics. */
async function placesOf(url: string): Promise<string[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return [...text.matchAll(/^loyalty_process_process_start_time_seconds\{process="(\d+)"\}/gm)]
    .map(([, at]) => at ?? '')
    .sort();
}
