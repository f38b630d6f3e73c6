import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { createApp } from '../../src/app.module';

/** The application in this process, behind a door of its own. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  /** Where it listens, as in `http://127.0.0.1:41234`. */
  readonly url: string;
  /** A request by supertest: `await api().post('/api/…').send(…)`. */
  api(): ReturnType<typeof request>;
  close(): Promise<void>;
}

/** Starts the application against the database of the test run, on a free port. The caller closes it. */
export async function startApp(): Promise<TestApp> {
  const app = await createApp();
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer();
  const { port } = server.address() as AddressInfo;
  return {
    app,
    url: `http://127.0.0.1:${String(port)}`,
    api: () => request(server),
    close: () => app.close(),
  };
}
