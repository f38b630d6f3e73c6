import { eventually } from './eventually';
import type { TillNetwork } from './till-network';

/**
 * Waits until a month that is closed takes in all that the network has written: its cut is the watermark, which write
 * transactions of other tests on the same server hold up.
 */
export async function waitForWatermark({ id, database }: TillNetwork): Promise<void> {
  await eventually('what is written is below the watermark', () =>
    database.inNetwork(id, async (tx) => {
      const { above } = await tx.one<{ above: number }>(
        `SELECT count(*)::int AS above FROM transactions
          WHERE network_id = $1 AND xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint`,
        [id],
      );
      return above === 0;
    }),
  );
}
