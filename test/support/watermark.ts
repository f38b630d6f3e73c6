import { eventually } from './eventually';
import type { TillNetwork } from './till-network';

/**
 * Waits until a month that closes now would include everything that the network has written: its cut is the watermark, which open transactions of
 * other tests hold up.
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
