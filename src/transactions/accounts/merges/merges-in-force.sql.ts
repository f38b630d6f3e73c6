import type { Tx } from '../../../platform/database/database';
import { MERGE } from '../../till/kinds/merge';

export interface MergeInForceRow {
  /** The id of the transaction by which the source gave up its points. An undo names this id. */
  readonly id: string;
  readonly guestId: string;
  readonly sourceId: string;
  readonly mergedAt: Date;
}

const MOST = 100;

/** Merges with this guest on either side that were not undone, newest first. An erased guest stays merged. */
export function listMergesInForce(tx: Tx, networkId: string, guestId: string): Promise<MergeInForceRow[]> {
  return tx.query<MergeInForceRow>(
    `SELECT m.id, s.merged_into AS "guestId", s.id AS "sourceId", m.recorded_at AS "mergedAt"
       FROM guests s
       CROSS JOIN LATERAL (
         SELECT t.id, t.recorded_at FROM transactions t
          WHERE t.network_id = $1 AND t.guest_id = s.id AND t.type = 'TRANSFER' AND t.direction = 'DEBIT' AND t.reason_code = $3
          ORDER BY t.guest_version DESC LIMIT 1) m
      WHERE s.network_id = $1 AND s.merged_into IS NOT NULL AND (s.merged_into = $2 OR s.id = $2) AND s.erased_at IS NULL
      ORDER BY m.id DESC LIMIT $4`,
    [networkId, guestId, MERGE, MOST],
  );
}
