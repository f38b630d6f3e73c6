import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Connections } from './database';

/** Another PostgreSQL cluster, as new as one that a backup is restored into, with low transaction ids. */
export interface SecondCluster {
  /** The columns of a database that is migrated and empty. */
  readonly connections: Connections;
  readonly superuserUrl: string;
  stop(): Promise<void>;
}

export async function startSecondCluster(): Promise<SecondCluster> {
  const child = spawn(process.execPath, [path.join(__dirname, 'second-cluster.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) {
    const { connections, superuserUrl } = JSON.parse(line) as Omit<SecondCluster, 'stop'>;
    return {
      connections,
      superuserUrl,
      async stop() {
        child.stdin.end();
        await ended;
      },
    };
  }
  throw new Error('the second cluster did not start');
}
