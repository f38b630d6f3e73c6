import os from 'node:os';
import { StartFailure } from './failure.mjs';

const MOST = 64;
const MOST_BY_ITSELF = 8;
/** Two thirds of the processor time of a sale are a server's, one third is PostgreSQL's (docs/scaling.md). */
const SHARE_OF_SERVERS = 2 / 3;
const MEMORY_OF_SERVER_BYTES = 512 * 1024 * 1024;

/** Servers on one port: PROCESSES; in production by itself as many as processor and memory have room for beside PostgreSQL. */
export function chooseProcesses({ PROCESSES, NODE_ENV }) {
  if (!PROCESSES) {
    if (NODE_ENV !== 'production') return 1;
    const room = Math.min(os.availableParallelism() * SHARE_OF_SERVERS, os.totalmem() / 2 / MEMORY_OF_SERVER_BYTES);
    return Math.max(1, Math.min(Math.floor(room), MOST_BY_ITSELF));
  }
  const count = Number(PROCESSES);
  if (Number.isInteger(count) && count >= 1 && count <= MOST) return count;
  throw new StartFailure(`PROCESSES is "${PROCESSES}"; it must be a number from 1 to ${MOST}.`);
}

/** Connections that the embedded PostgreSQL allows: those of commands and of the first server, and of each further one. */
export function connectionsFor(processes) {
  return 100 + 40 * (processes - 1);
}
