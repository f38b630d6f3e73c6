import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { createApp } from '../../src/app.module';
import { watchAnswers } from './answers/watch-answers';

/** The application in this process, behind a door of its own. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  /** Its address, as in `http://127.0.0.1:41234`. */
  readonly url: string;
  /** A request by supertest: `await api().post('/api/…').send(…)`. */
  api(): ReturnType<typeof request>;
  close(): Promise<void>;
}

/** Starts the application against the database of the test run, on a free port. The caller closes it. */
export async function startApp(): Promise<TestApp> {
  const app = await createApp();
  watchAnswers(app);
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

/**
 * The application of this worker, for files whose tests keep to their own networks and leave settings, clock and modules unchanged. Closing it does
 * nothing; the worker closes it at its end.
 */
export function applicationOfWorker(): Promise<TestApp> {
  return applicationAt(0);
}

/** This application and a second one on the same database, like two processes behind a balancer. */
export async function applicationsOfWorker(): Promise<[TestApp, TestApp]> {
  return [await applicationAt(0), await applicationAt(1)];
}

async function applicationAt(place: number): Promise<TestApp> {
  const kept = (globalThis as { applicationsOfWorker?: Promise<TestApp>[] }).applicationsOfWorker;
  if (kept === undefined) throw new Error('the file of the tests itself asks for applicationOfWorker()');
  const running = (kept[place] ??= startApp());
  return { ...(await running), close: () => Promise.resolve() };
}
