import type { Database } from '../../src/platform/database/database';
import { eventually } from './eventually';

interface Follower {
  /** The name of the follower's cursor in `event_cursors`. */
  readonly subscriber: string;
  catchUp(networkId: string): Promise<unknown>;
}

/** Lets followers count until they have every event of a network. The watermark waits for write transactions of other tests on the same server. */
export async function countEvents(database: Database, networkId: string, ...followers: Follower[]): Promise<void> {
  await eventually('every event counted', async () => {
    for (const follower of followers) await follower.catchUp(networkId);
    const left = await database.inNetwork(networkId, (tx) =>
      tx.query(
        `SELECT FROM events e WHERE e.network_id = $1 AND $3 > (
           SELECT count(*) FROM event_cursors c
           WHERE c.network_id = $1 AND c.subscriber = ANY ($2) AND (e.epoch, e.xid, e.id) <= (c.epoch, c.xid, c.id)) LIMIT 1`,
        [networkId, followers.map(({ subscriber }) => subscriber), followers.length],
      ),
    );
    return left.length === 0;
  });
}
