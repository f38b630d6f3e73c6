import { Injectable } from '@nestjs/common';
import { type BulkTransaction, onBulkConnection } from '../../platform/database/bulk-connection';
import { type CatalogueTable, listTables } from './archive-catalogue.sql';
import { rowsOfNetwork } from './archive-tables.rules';
import { carryNetworks, openToOwner } from './reader-access';
import { archivedTables } from './table-files';

/** Conditions over the alias `t` for accounts: only the network's own staff belong to it alone, while networks share guests' accounts. */
const OWN_ROWS: Readonly<Record<string, string>> = {
  users: 't.network_id = $1',
  guest_accounts: 't.id IN (SELECT account_id FROM accounts_of_network) AND $1::uuid IS NOT NULL',
};

/** Deletes all rows of a network that now lives in another cell, and of its sandboxes. */
@Injectable()
export class NetworkForgetting {
  /**
   * Returns the number of deleted rows; 0 where the network is not in this cell.
   * @param url the connection of the schema's owner
   * @throws Error a sentence, where the network is open in this cell
   */
  forget(networkId: string, url: string): Promise<number> {
    return onBulkConnection(url, async (connection) => {
      await openToOwner(connection);
      const tables = archivedTables(await connection.snapshot(listTables), true).toReversed();
      return connection.write(async (tx) => {
        const end = await carryNetworks(
          tx,
          tables.filter(({ guarded }) => guarded).map(({ table }) => table),
        );
        const known = await tx.query<{ id: string; isClosed: boolean }>(
          `SELECT id, moving_since IS NOT NULL OR sandbox_of IS NOT NULL AS "isClosed" FROM networks
            WHERE id = $1 OR sandbox_of = $1 ORDER BY sandbox_of IS NULL, id FOR UPDATE`,
          [networkId],
        );
        if (known.some(({ isClosed }) => !isClosed)) throw new Error('The network is open here, so its rows stay.');
        let rows = 0;
        for (const { id } of known) rows += await deleteAll(tx, tables, id);
        await end();
        return rows;
      });
    });
  }
}

async function deleteAll(tx: BulkTransaction, tables: readonly CatalogueTable[], networkId: string): Promise<number> {
  await tx.script('CREATE TEMP TABLE IF NOT EXISTS accounts_of_network (account_id uuid) ON COMMIT DROP');
  await tx.query('DELETE FROM accounts_of_network');
  await tx.query(
    `INSERT INTO accounts_of_network SELECT g.account_id FROM guests g WHERE g.network_id = $1 AND g.account_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM guests o WHERE o.account_id = g.account_id AND o.network_id <> $1)`,
    [networkId],
  );
  let rows = 0;
  for (const { table } of tables) {
    const where = OWN_ROWS[table] ?? rowsOfNetwork(table, '$1');
    const [gone] = await tx.query<{ rows: number }>(
      `WITH gone AS (DELETE FROM ${table} t WHERE ${where} RETURNING 1) SELECT count(*)::int AS rows FROM gone`,
      [networkId],
    );
    rows += gone?.rows ?? 0;
  }
  return rows;
}
