import { Database } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { patience } from '../../../../src/platform/settings/patience';
import { settings } from '../../../../src/platform/settings/settings';
import { applicationOfWorker, type TestApp } from '../../../support/app';

/** Longer than a caller of a server waits for a connection. */
const HELD_S = 6;

describe('a command on a busy pool', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  // Imports and the filling of the demo ended with "timeout exceeded when trying to connect" on a slow machine.
  it('waits for a connection longer than a caller would, and goes on', async () => {
    jest.replaceProperty(settings, 'databasePoolSize', 1);
    // How long a command waits. Restored for later files of this process.
    jest.replaceProperty(patience, 'isShort', false);
    const database = new Database();
    try {
      const network = newId();
      const held = database.inNetwork(network, (tx) => tx.query(`SELECT pg_sleep(${String(HELD_S)})`));
      const next = database.inNetwork(network, (tx) => tx.one<{ one: number }>('SELECT 1 AS one'));
      expect(await next).toEqual({ one: 1 });
      await held;
    } finally {
      await database.onApplicationShutdown();
      jest.restoreAllMocks();
    }
  });
});
