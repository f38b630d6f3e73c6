// The PostgreSQL of a data folder, as it is, until its input is closed: node cluster.mjs FOLDER. Prints its superuser's URL.
import { startEmbedded } from '../../../scripts/postgres/embedded.mjs';
import { THROWAWAY_SETTINGS } from '../../../scripts/postgres/settings.mjs';
import { openSecrets } from '../../../scripts/start/secrets.mjs';

const [dataDirectory] = process.argv.slice(2);
const { passwords } = openSecrets(dataDirectory);
const server = await startEmbedded({ dataDirectory, password: passwords.superuser, settings: THROWAWAY_SETTINGS });
console.log(server.url);
process.stdin.resume();
await new Promise((resolve) => process.stdin.once('close', resolve));
await server.stop();
