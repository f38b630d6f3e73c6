import type { INestApplicationContext } from '@nestjs/common';
import { createContext } from '../../../../src/app.module';
import { ImportReceipts } from '../../../../src/integrations/imports';
import { Database } from '../../../../src/platform/database/database';
import { patience } from '../../../../src/platform/settings/patience';
import { settings } from '../../../../src/platform/settings/settings';
import { historyOf, importFile, makeNetwork, writeCsv } from './import-fixture';

/** Longer than a caller of a server waits for a connection. */
const HELD_S = 6;
/** The smallest pool that the settings allow. */
const POOL = 2;
const ROWS = 50;

describe('an import by a command', () => {
  let app: INestApplicationContext;

  beforeAll(async () => {
    jest.replaceProperty(settings, 'databasePoolSize', POOL);
    // How long a command waits. Restored for later files of this process.
    jest.replaceProperty(patience, 'isShort', false);
    app = await createContext();
  });
  afterAll(async () => {
    await app.close();
    jest.restoreAllMocks();
  });

  it('waits for the smallest pool while all of it is busy, and records the whole file', async () => {
    const network = await makeNetwork(app);
    const file = await writeCsv(historyOf(ROWS));
    const hold = () => app.get(Database).inNetwork(network.id, (tx) => tx.query(`SELECT pg_sleep(${String(HELD_S)})`));
    const held = Array.from({ length: POOL }, hold);
    const summary = await importFile(app.get(ImportReceipts), network.id, file);
    await Promise.all(held);
    expect(summary).toMatchObject({ status: 'DONE' });
    expect(summary.accepted).toBeGreaterThan(0);
  });
});
