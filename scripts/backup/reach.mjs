import fs from 'node:fs';
import path from 'node:path';
import { withClient } from '../start/database.mjs';
import { writeWhole } from '../start/files.mjs';
import { say } from '../start/progress.mjs';

const FILE = 'restored.json';
const LIST = 'told-guests.csv';

/**
 * The last transaction of each network that a restore brought back.
 *
 * @typedef {{ code: string, networkId: string, transactions: number, lastAt: string | null, lastReceipt: string | null }} Reach
 */

/**
 * The connection that reads the rows of all networks: the superuser's of an embedded database, the role of backups on a server.
 *
 * @param {{ superuserUrl?: string }} place
 * @returns {string | undefined} undefined where the server's roles are managed elsewhere and none of backups was given
 */
export function readerOf(environment, { superuserUrl }) {
  return superuserUrl === undefined ? environment.DATABASE_BACKUP_URL : databaseOf(superuserUrl);
}

/** Says up to which receipt each network of a database reaches. */
export async function tellReach(reader) {
  const networks = await readReach(reader);
  for (const { code, transactions, lastAt, lastReceipt } of networks) {
    const last =
      lastAt === null
        ? ''
        : `, the last of ${lastAt}, ${lastReceipt === null ? 'without a receipt' : `receipt ${lastReceipt}`}`;
    say(`${code}: ${transactions} transactions${last}`);
  }
  return networks;
}

/**
 * Says up to which receipt each network of a restored database reaches, and writes the same into a file of its data folder.
 *
 * @param {string} moment that was restored
 */
export async function noteReach(reader, dataDirectory, moment) {
  const networks = await tellReach(reader);
  writeWhole(path.join(dataDirectory, FILE), `${JSON.stringify({ moment, networks }, undefined, 1)}\n`, 0o600);
}

/** @returns {Promise<Reach[]>} */
async function readReach(url) {
  return withClient(url, async (client) => {
    const { rows } = await client.query(
      `SELECT n.code, n.id AS "networkId", (SELECT count(*)::int FROM transactions t WHERE t.network_id = n.id) AS transactions,
         to_char(last.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "lastAt", last.receipt_number AS "lastReceipt"
       FROM networks n LEFT JOIN LATERAL (
         SELECT recorded_at, receipt_number FROM transactions t WHERE t.network_id = n.id ORDER BY recorded_at DESC, id DESC LIMIT 1) last ON true
       ORDER BY n.code`,
    );
    return rows;
  });
}

/**
 * Compares a restored database with the running one: how many transactions are gone, and which guests were told of something since
 * the moment that was restored, by messages that a provider took or that stand in their inbox. Their list is a file in the restored data folder.
 *
 * @param {string} superuserUrl of the running one
 */
export async function tellGone(superuserUrl, into) {
  const { moment, networks } = JSON.parse(fs.readFileSync(path.join(into, FILE), 'utf8'));
  const file = path.join(into, LIST);
  const lines = ['network,guest,purpose,source,at,points_gone'];
  await withClient(databaseOf(superuserUrl), async (client) => {
    for (const { code, networkId, transactions } of networks) {
      const { rows: now } = await client.query(
        'SELECT count(*)::int AS transactions FROM transactions WHERE network_id = $1',
        [networkId],
      );
      const gone = now[0].transactions - transactions;
      const { rows: told } = await client.query(
        `SELECT m.guest_id AS guest, m.purpose, coalesce(m.source, '') AS source, m.created_at AS at,
           coalesce((SELECT sum(t.points_earned) FROM transactions t WHERE t.network_id = m.network_id AND t.guest_id = m.guest_id
             AND t.recorded_at > $2), 0)::text AS points
         FROM messages m WHERE m.network_id = $1 AND (m.status IN ('SENT', 'DELIVERED', 'UNKNOWN') OR m.in_inbox) AND m.guest_id IS NOT NULL
           AND coalesce(m.decided_at, m.created_at) > $2 ORDER BY m.guest_id, m.created_at`,
        [networkId, moment],
      );
      for (const { guest, purpose, source, at, points } of told)
        lines.push([code, guest, purpose, source, at.toISOString(), points].join(','));
      const guests = new Set(told.map(({ guest }) => guest)).size;
      say(
        `${code}: transactions of the running system that are gone: ${gone}; guests who got messages since: ${guests}.`,
      );
    }
  });
  if (lines.length === 1) return;
  writeWhole(file, `${lines.join('\n')}\n`, 0o600);
  say(`Which guests were told is in ${file}: where points_gone is not 0, they may have heard of points that are gone.`);
}

function databaseOf(superuserUrl) {
  return Object.assign(new URL(superuserUrl), { pathname: '/loyalty' }).href;
}
