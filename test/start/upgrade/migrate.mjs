// Applies the migrations of a folder, and its functions, to a database, as the start does: node migrate.mjs URL FOLDER [FUNCTIONS]
import pg from 'pg';
import { migrate } from '../../../scripts/postgres/migrations.mjs';

const [url, folder, functions] = process.argv.slice(2);
const client = new pg.Client({ connectionString: url });
await client.connect();
try {
  console.log(JSON.stringify(await migrate(client, folder, functions)));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await client.end();
}
