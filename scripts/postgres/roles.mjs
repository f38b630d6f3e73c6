import crypto from 'node:crypto';
import { StartFailure } from '../start/failure.mjs';

/** The group roles that the migration makes, and the names of the roles that sign in as their members. */
const LOGINS = [
  { group: 'loyalty_app', suffix: 'app_login', url: 'applicationUrl' },
  { group: 'loyalty_platform', suffix: 'platform_login', url: 'platformUrl' },
  { group: 'loyalty_queue', suffix: 'queue_login', url: 'queueUrl' },
  { group: 'loyalty_backup', suffix: 'backup_login', url: 'backupUrl' },
];

/** Groups that the platform can do without: the queue then uses the application's role, and there is no backup. */
const DISPENSABLE = ['loyalty_queue', 'loyalty_backup'];

/** For sessions that set no limits themselves, as behind a transaction pooler; a backup reads whole tables. */
const TIME_LIMITS = {
  statement_timeout: { backup: '6h', others: '30s' },
  idle_in_transaction_session_timeout: { backup: '1h', others: '30s' },
  // From PostgreSQL 17 on.
  transaction_timeout: { backup: '24h', others: '30s' },
};

const GROUPS = LOGINS.map(({ group }) => group);

/**
 * Makes the two roles with which the application signs in and those of the queue and of backups, members of the groups that
 * the migrations made, and gives them their passwords. They own nothing and bypass nothing; the server refuses any other
 * kind of role. Where the owner may not give the group of the queue or of backups, its URL is left out.
 *
 * @param {import('pg').Client} client of a role that may create roles, connected to the database
 * @param {string} ownerUrl with which `client` is connected
 * @param {(suffix: string) => string} passwordOf
 * @returns {Promise<{ applicationUrl: string, platformUrl: string, queueUrl?: string, backupUrl?: string }>}
 */
export async function makeLoginRoles(client, ownerUrl, passwordOf) {
  const { rows } = await client.query('SELECT current_database() AS database');
  const urls = {};
  for (const { group, suffix, url } of LOGINS) {
    // Roles belong to the whole server, so the name tells the database.
    const name = `${rows[0].database}_${suffix}`;
    const password = passwordOf(suffix);
    try {
      await makeLoginRole(client, name, group, password);
    } catch (error) {
      if (DISPENSABLE.includes(group) && ['42501', '42704'].includes(error.code)) continue;
      if (error.code !== '42501') throw error;
      throw new StartFailure(
        `The role of DATABASE_URL may not make the role ${name} (${error.message}): give it CREATEROLE, ` +
          'or give DATABASE_URL, DATABASE_PLATFORM_URL and DATABASE_OWNER_URL of roles that exist.',
      );
    }
    const own = new URL(ownerUrl);
    own.username = name;
    own.password = password;
    urls[url] = own.href;
  }
  return urls;
}

async function makeLoginRole(client, name, group, password) {
  const role = client.escapeIdentifier(name);
  const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  if (found.rows.length === 0) {
    // Two starts against one server: the second finds what the first made.
    await client.query(`CREATE ROLE ${role} LOGIN`).catch((error) => {
      if (error.code !== '42710' && error.code !== '23505') throw error;
    });
  }
  await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
  const known = await client.query('SELECT name FROM pg_settings WHERE name = ANY ($1)', [Object.keys(TIME_LIMITS)]);
  for (const { name: limit } of known.rows) {
    const { backup, others } = TIME_LIMITS[limit];
    await client.query(`ALTER ROLE ${role} SET ${limit} = '${group === 'loyalty_backup' ? backup : others}'`);
  }
  const member = await client.query(
    `SELECT 1 FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member
     WHERE g.rolname = $1 AND r.rolname = $2`,
    [group, name],
  );
  if (member.rows.length === 0) await client.query(`GRANT ${client.escapeIdentifier(group)} TO ${role}`);
}

/** Creates missing groups, which a restore into a new server needs before its grants. */
export async function makeGroupRoles(client) {
  for (const group of GROUPS) {
    const { rows } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [group]);
    if (rows.length === 0) await client.query(`CREATE ROLE ${client.escapeIdentifier(group)} NOLOGIN NOBYPASSRLS`);
  }
}

/**
 * A role's password made from the owner's: every machine that has the one URL makes the same, so that processes on
 * several machines do not set each other's passwords anew.
 */
export function derivePassword(ownerPassword, database, suffix) {
  return crypto.scryptSync(ownerPassword, `loyalty-platform:${database}:${suffix}`, 24).toString('base64url');
}
