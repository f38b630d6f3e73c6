/** @modules own */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type OwnDatabase, startOnOwnDatabase } from '../integration/rules/own-database';
import { ProcessorMeter } from '../support/processor-meter';
import { reportTrials, trialsOf } from './trials';

const MEGABYTE = 1_000_000;
const LEAST_MEGABYTES = 10;
const SECONDS_A_MEGABYTE = 0.1;
const TURN_MS = 50;
/**
 * The profile of many connections of few bytes is that of accepting: Node makes a socket, a parser and an answer for each, so a megabyte in pieces
 * of a request costs far more than one in large pieces. The bound is for a connection; an address that is no proxy is refused after its own limit.
 */
const MS_A_CONNECTION = 1.5;
/** Each with the bytes of more than a thousand connections. */
const FEW_BYTES = [
  { form: 'a request a connection', bytes: 100_000 },
  { form: 'pipelined requests, few at once', bytes: 2_000_000 },
];
/** A collection of garbage may fall into a turn, and other programs share the processor, so the best of some floods counts. */
const TRIES = 5;
const WARM_UP = 200;
const FLOODS = [
  'pipelined requests',
  'requests without a host',
  'empty lines',
  'heads of many headers',
  'a head without an end',
  'upgrades to HTTP/2',
  'upgrades to WebSocket',
  'frames of a WebSocket',
  'a body in chunks of one byte',
  'bodies and requests behind them',
  'a body that is too long',
  'brackets',
];
/** The limits of an address bind a client at the machine's own, and not one of the loopback, which counts as a proxy. */
const OWN_ADDRESS = Object.values(os.networkInterfaces())
  .flat()
  .find((place) => place?.family === 'IPv4' && !place.internal)?.address;
const ADDRESSES = ['127.0.0.1', ...(OWN_ADDRESS === undefined ? [] : [OWN_ADDRESS])];

describe('claim 12: what a stranger sends costs little', () => {
  let own: OwnDatabase;
  let plain: Server;
  /** The application listens on loopback alone; this server accepts connections at every address and forwards them. */
  let every: TcpServer;

  beforeAll(async () => {
    own = await startOnOwnDatabase(1, { RATE_LIMITS: 'on' });
    const { app } = own.apps[0]!;
    const fastify = app.getHttpAdapter().getInstance() as unknown as { readonly routing: RequestListener };
    plain = createServer((request, response) => {
      fastify.routing(request, response);
    }).listen(0);
    await once(plain, 'listening');
    const server = app.getHttpServer();
    every = createTcpServer((socket) => server.emit('connection', socket)).listen(0, '0.0.0.0');
    await once(every, 'listening');
    // The first requests compile their code.
    for (let n = 0; n < WARM_UP; n += 1) await own.apps[0]!.api().get('/api/health');
  });
  afterAll(async () => {
    plain.closeAllConnections();
    plain.close();
    every.close();
    await own.close();
  });

  describe.each(ADDRESSES)('from %s', (host) => {
    it.each(FLOODS)('%s', async (form) => {
      // Opening connections has a cost of its own, so a small number of bytes says nothing about a megabyte.
      const bytes = Math.max(LEAST_MEGABYTES, trialsOf({ inTest: LEAST_MEGABYTES, full: 1_000 })) * MEGABYTE;
      const { port } = every.address() as AddressInfo;
      let best: Cost | undefined;
      for (let n = 0; n < TRIES; n += 1) {
        const cost = await costOf({ port, host, form, bytes });
        best = cost;
        if (isLittle(best)) break;
      }
      expect(best!.secondsAMegabyte).toBeLessThanOrEqual(SECONDS_A_MEGABYTE);
      expect(best!.worstTurnMs).toBeLessThanOrEqual(TURN_MS);
      reportTrials(12, `megabytes of a stranger: ${form}`, bytes / MEGABYTE);
    });
  });

  describe.each(ADDRESSES)('from %s', (host) => {
    it.each(FEW_BYTES)('$form: a connection costs what it is to accept one', async ({ form, bytes }) => {
      const { port } = every.address() as AddressInfo;
      let best: Cost | undefined;
      for (let n = 0; n < TRIES; n += 1) {
        best = await costOf({ port, host, form, bytes });
        if (best.msAConnection <= MS_A_CONNECTION && best.worstTurnMs <= TURN_MS) break;
      }
      expect(best!.connections).toBeGreaterThan(1_000);
      expect(best!.msAConnection).toBeLessThanOrEqual(MS_A_CONNECTION);
      expect(best!.worstTurnMs).toBeLessThanOrEqual(TURN_MS);
    });
  });

  it('costs more without the bounds: a plain server of Node parses all that it has read', async () => {
    const { port } = plain.address() as AddressInfo;
    const cost = await costOf({ port, host: '127.0.0.1', form: 'pipelined requests', bytes: MEGABYTE });
    expect(cost.secondsAMegabyte).toBeGreaterThan(SECONDS_A_MEGABYTE);
    expect(cost.worstTurnMs).toBeGreaterThan(TURN_MS);
  });
});

interface Flood {
  readonly port: number;
  readonly host: string;
  readonly form: string;
  readonly bytes: number;
}

interface Cost {
  readonly secondsAMegabyte: number;
  readonly worstTurnMs: number;
  readonly connections: number;
  readonly msAConnection: number;
}

function isLittle({ secondsAMegabyte, worstTurnMs }: Cost): boolean {
  return secondsAMegabyte <= SECONDS_A_MEGABYTE && worstTurnMs <= TURN_MS;
}

/** The processor time that this process spends while a stranger in another process sends. */
async function costOf(flood: Flood): Promise<Cost> {
  const stranger = fork(path.join(__dirname, 'hostile-bytes.mjs'));
  const answer = once(stranger, 'message') as Promise<[{ readonly sent: number; readonly connections: number }]>;
  const meter = new ProcessorMeter();
  stranger.send(flood);
  const [{ sent, connections }] = await answer;
  const { seconds, worstTurnMs } = await meter.stop();
  stranger.kill();
  return {
    secondsAMegabyte: (seconds / sent) * MEGABYTE,
    worstTurnMs,
    connections,
    msAConnection: (seconds / connections) * 1_000,
  };
}
