import type { Database } from '../../src/platform/database/database';
import type { Sealer } from '../../src/transactions/books/seals/sealer';
import { eventually } from './eventually';

/**
 * Seals all that a network has written. A seal ends at the watermark, which waits for write transactions of other tests
 * on the same server, so that one call may seal nothing or only a part.
 */
export async function sealEverything(sealer: Sealer, database: Database, networkId: string): Promise<void> {
  await eventually('a seal over everything', async () => {
    await sealer.sealAll(networkId);
    return database.inNetwork(networkId, async (tx) => {
      const { written, sealed } = await tx.one<{ written: number; sealed: number }>(
        `SELECT (SELECT count(*)::int FROM transactions WHERE network_id = $1) AS written,
                (SELECT coalesce(sum(transactions), 0)::int FROM seals WHERE network_id = $1) AS sealed`,
        [networkId],
      );
      return written === sealed;
    });
  });
}
