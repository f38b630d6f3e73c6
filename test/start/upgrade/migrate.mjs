// Applies the migrations of a folder to a database, as the start does: node migrate.mjs URL FOLDER
import pg from 'pg';
import { migrate } from '../../../scripts/postgres/migrations.mjs';

const [url, folder] = process.argv.slice(2);
const client = new pg.Client({ connectionString: url });
await client.connect();
try {
  console.log((await migrate(client, folder)).join('\n'));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await client.end();
}
