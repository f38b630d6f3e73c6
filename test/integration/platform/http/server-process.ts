import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { freePort } from '../../../support/free-port';

/** Built programs that serve, each as a process of its own; `npm run build` comes before these tests. */
type Program = 'main.js' | 'servers.js';

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

const started: ServerProcess[] = [];

/** Kills the server processes that a test left running. */
export function killServers(): void {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
}

export function startServer(
  environment: Record<string, string>,
  program: Program = 'main.js',
  execArgv: readonly string[] = [],
): ServerProcess {
  const child = fork(path.resolve('dist', program), {
    env: { ...process.env, LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [...process.execArgv, ...execArgv],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const server = { child, output: () => output, ended };
  started.push(server);
  return server;
}

/** Starts a server and waits until it serves; PORT is free unless it is given. */
export async function startReadyServer(
  environment: Record<string, string> = {},
  program: Program = 'main.js',
  execArgv: readonly string[] = [],
): Promise<ServerProcess & { url: string }> {
  const { PORT = String(await freePort()), ...others } = environment;
  const server = startServer({ PORT, ...others }, program, execArgv);
  const message = await Promise.race([
    new Promise((resolve) => {
      // Before it is ready, the server reports what it waits for.
      server.child.on('message', (sent) => {
        if (typeof sent === 'string') resolve(sent);
      });
    }),
    server.ended.then(() => server.output()),
  ]);
  expect(message).toBe('ready');
  return { ...server, url: `http://127.0.0.1:${PORT}` };
}
