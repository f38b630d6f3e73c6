import { setTimeout as pause } from 'node:timers/promises';
import type { BulkConnection, BulkTransaction } from '../../platform/database/bulk-connection';

const POLICY = 'owner_carries_networks';
/** While a statement waits for a table's lock, sales behind it wait too, so it waits less long than a till would. */
const LOCK_WITHIN = '200ms';
const PAUSE_MS = 200;
const MOST_TRIES = 600;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Lets the schema's owner see and write rows in a transaction that called `carryNetworks`. Row-level security is forced on the owner too, and
 * switching it off would lock the tables during a reading, so each table gets a policy for this at the first reading.
 */
export async function openToOwner(connection: BulkConnection): Promise<void> {
  const closed = await connection.snapshot((tx) =>
    tx.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relrowsecurity
          AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = $1)
        ORDER BY 1`,
      [POLICY],
    ),
  );
  for (const { name } of closed) await open(connection, name);
}

async function open(connection: BulkConnection, table: string): Promise<void> {
  const isCarrying = "current_setting('app.carries_networks', true) = 'on'";
  for (let tries = 1; ; tries += 1) {
    try {
      await connection.write((tx) =>
        tx.script(
          `SET LOCAL lock_timeout = '${LOCK_WITHIN}'; CREATE POLICY ${POLICY} ON ${table} TO CURRENT_USER USING (${isCarrying}) WITH CHECK (${isCarrying})`,
        ),
      );
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE || tries === MOST_TRIES) throw error;
      await pause(PAUSE_MS);
    }
  }
}

/**
 * From here on the transaction sees and writes the rows of all networks. No trigger refuses a row or derives others, because derived rows and rows
 * behind foreign keys are in the archive themselves. Where the owner may not set `session_replication_role`, the triggers of `guarded` tables are
 * switched off, and other writers wait for the end of the transaction.
 * @returns a function to call before the commit
 */
export async function carryNetworks(tx: BulkTransaction, guarded: readonly string[]): Promise<() => Promise<void>> {
  const [row] = await tx.script<{ may: boolean }>(
    `SET LOCAL app.carries_networks = 'on'; SELECT has_parameter_privilege('session_replication_role', 'SET') AS may`,
  );
  if (row?.may === true) {
    await tx.script('SET LOCAL session_replication_role = replica');
    return () => Promise.resolve();
  }
  const alter = async (change: string): Promise<void> => {
    await tx.script(guarded.map((name) => `ALTER TABLE ${name} ${change} TRIGGER USER`).join('; '));
  };
  await alter('DISABLE');
  return () => alter('ENABLE');
}
