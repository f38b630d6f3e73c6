import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A mock cluster of Kafka in a process of its own: that of the C client library, through Debian's `kcat`. */
export class KafkaMock {
  private constructor(
    private readonly process: ChildProcess,
    readonly broker: string,
  ) {}

  /** False: the tests of Kafka are left out, because `kcat` is not installed. */
  static readonly isThere = spawnSync('kcat', ['-V']).status === 0;

  static async start(): Promise<KafkaMock> {
    const args = ['-C', '-b', 'unused', '-X', 'test.mock.num.brokers=1', '-X', 'debug=mock', '-t', 'x'];
    const child = spawn('kcat', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const broker = await new Promise<string>((resolve, reject) => {
      child.once('exit', () => reject(new Error('the mock cluster ended')));
      createInterface({ input: child.stderr }).on('line', (line) => {
        const [, address] = /bootstrap\.servers=(\S+?)[,\s]*$|(?:at|to) (127\.0\.0\.1:\d+)/.exec(line) ?? [];
        const found = address ?? /(127\.0\.0\.1:\d+)/.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    return new KafkaMock(child, broker);
  }

  stop(): void {
    this.process.removeAllListeners('exit');
    this.process.kill('SIGKILL');
  }
}
