import { settings } from '../../../src/platform/settings/settings';
import { startApp, type TestApp } from '../../support/app';
import { type Connections, createDatabase } from '../../support/database';

export interface ReplacedDatabase {
  readonly connections: Connections;
  readonly server: TestApp;
  close(): Promise<void>;
}

/**
 * Starts the application on a database of its own, in a spec that imports it at the top: settings that it has read are replaced. Keys may be rotated
 * here, where no other test reads.
 */
export async function startOnReplacedDatabase(): Promise<ReplacedDatabase> {
  const { connections, drop } = await createDatabase();
  jest.replaceProperty(settings, 'databaseUrl', connections.DATABASE_URL);
  jest.replaceProperty(settings, 'databasePlatformUrl', connections.DATABASE_PLATFORM_URL);
  jest.replaceProperty(settings, 'databaseDirectUrl', connections.DATABASE_DIRECT_URL);
  jest.replaceProperty(settings, 'databaseOwnerUrl', connections.DATABASE_OWNER_URL);
  const server = await startApp();
  return {
    connections,
    server,
    async close() {
      await server.close();
      await drop();
    },
  };
}
