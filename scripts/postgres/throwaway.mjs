import fs from 'node:fs';
import { prepareDatabase } from '../start/database.mjs';
import { openSecrets } from '../start/secrets.mjs';
import { startEmbedded } from './embedded.mjs';
import { THROWAWAY_SETTINGS } from './settings.mjs';

/**
 * Starts a migrated PostgreSQL in an empty folder, for tests and checks: a crash may lose its rows. The caller stops the server and removes the
 * folder.
 */
export async function startThrowaway(dataDirectory) {
  // PostgreSQL runs as another user where root starts it.
  fs.chmodSync(dataDirectory, 0o711);
  const { passwords, keys } = openSecrets(dataDirectory);
  const server = await startEmbedded({ dataDirectory, password: passwords.superuser, settings: THROWAWAY_SETTINGS });
  try {
    const { connections } = await prepareDatabase({ environment: {}, dataDirectory, embeddedUrl: server.url });
    return { server, connections, keys };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
