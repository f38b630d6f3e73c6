// A PostgreSQL cluster beside the one of the test run, migrated and empty, until its input is closed. Prints its
// connections as one line of JSON. A process of its own, since Jest loads no ES modules into a test.
import fs from 'node:fs';
import { startEmbedded } from '../../scripts/postgres/embedded.mjs';
import { THROWAWAY_SETTINGS } from '../../scripts/postgres/settings.mjs';
import { prepareDatabase } from '../../scripts/start/database.mjs';
import { openSecrets } from '../../scripts/start/secrets.mjs';
import { makeThrowawayFolder } from './throwaway-folder.mjs';

const dataDirectory = makeThrowawayFolder('second');
fs.chmodSync(dataDirectory, 0o711);
const { passwords } = openSecrets(dataDirectory);
const server = await startEmbedded({ dataDirectory, password: passwords.superuser, settings: THROWAWAY_SETTINGS });
const { connections } = await prepareDatabase({ environment: {}, dataDirectory, embeddedUrl: server.url });
console.log(JSON.stringify({ connections, superuserUrl: server.url }));
process.stdin.resume();
await new Promise((resolve) => process.stdin.once('close', resolve));
await server.stop();
fs.rmSync(dataDirectory, { recursive: true, force: true });
