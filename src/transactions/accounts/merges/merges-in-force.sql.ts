import type { Tx } from '../../../platform/database/database';
import { MERGE } from '../../till/kinds/merge';

export interface MergeInForceRow {
  /** Id of the transaction by which the source gave up its points; an undo names it. */
  readonly id: string;
  readonly guestId: string;
  readonly sourceId: string;
  readonly mergedAt: Date;
}

const MOST = 100;

/** Merges that were not undone and in which the guest is one of the two, newest first. An erased guest stays merged. */
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
