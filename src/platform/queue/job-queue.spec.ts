import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Notifications } from '../database/notifications';
import type { Logger } from '../telemetry/logger';
import { JobQueue } from './job-queue';

let mockedPort = 0;
jest.mock('./queue-connection', () => {
  const connection = () => ({
    connectionString: `postgres://queue:x@127.0.0.1:${String(mockedPort)}/queue?sslmode=disable`,
  });
  return {
    ...jest.requireActual<object>('./queue-connection'),
    prepareQueueSchema: () => Promise.resolve(),
    producerConnection: connection,
    workerConnection: connection,
  };
});

jest.mock('../settings/settings', () => {
  const { settings } = jest.requireActual<{ settings: object }>('../settings/settings');
  return { settings: { ...settings, workers: true, redisUrl: undefined } };
});

/** PostgreSQL's message of an error, as a server sends it that is going down: SQLSTATE 57P03. */
function shuttingDown(): Buffer {
  const fields = 'SFATAL\0VFATAL\0C57P03\0Mthe database system is shutting down\0\0';
  const message = Buffer.alloc(5 + fields.length);
  message.write('E');
  message.writeInt32BE(4 + fields.length, 1);
  message.write(fields, 5);
  return message;
}

describe('The queue', () => {
  let server: Server;
  let [connections, failures] = [0, 0];

  beforeAll(async () => {
    server = createServer((socket: Socket) => {
      connections += 1;
      socket.on('error', () => undefined).once('data', () => socket.end(shuttingDown()));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    mockedPort = (server.address() as AddressInfo).port;
  });
  afterAll(() => void server.close());

  it('tries again after a pause where its database goes down while a worker starts', async () => {
    const notifications = { claimAlone: () => Promise.resolve(), listen: () => Promise.resolve() };
    const logger = { event: () => (failures += 1) };
    const queue = new JobQueue(logger as unknown as Logger, notifications as unknown as Notifications);
    queue.define({}, () => ({ name: 'nothing', run: () => Promise.resolve() }));
    await queue.onApplicationBootstrap();
    await pause(2_500);
    const [tried, told] = [connections, failures];
    await queue.onModuleDestroy();
    await queue.onApplicationShutdown();
    expect(tried).toBeGreaterThan(2);
    expect(told).toBeLessThan(50);
  });
});
