import type { Statements } from '../../../../platform/database/database';
import { lowestIdAt } from '../../../../platform/ids/ids';
import type { ActReceipt } from '../../../ledger/act/till-act';

const DAY_MS = 86_400_000;

export interface SpentPoints {
  readonly onReceipt: number;
  readonly today: number;
}

/**
 * Points that the guest spent since an instant and did not confirm, in all and on one receipt: those redeemed, and those
 * that open holds set aside. An undone act spent nothing. Run under the guest's lock.
 */
export function sumUnconfirmed(
  tx: Statements,
  networkId: string,
  guestId: string,
  receipt: Pick<ActReceipt, 'number' | 'externalOrderId'> & { readonly pointOfSaleId: string | null },
  since: number,
): Promise<SpentPoints> {
  return tx.one<SpentPoints>(
    `SELECT coalesce(sum(s.points), 0)::bigint AS today,
            coalesce(sum(s.points) FILTER (WHERE s.external_order_id = $5 OR (s.receipt_number = $6 AND s.point_of_sale_id = $7)),
              0)::bigint AS "onReceipt"
       FROM (
         SELECT t.external_order_id, t.receipt_number, t.point_of_sale_id,
                CASE WHEN t.type = 'HOLD' THEN t.points_redeemed ELSE x.points END AS points
           FROM transactions t
          CROSS JOIN LATERAL (
            SELECT coalesce(sum(x.amount), 0)::bigint AS points FROM transfers x
             WHERE x.network_id = $1 AND x.transaction_id = t.id AND x.code = 'REDEMPTION' AND x.unit IS NULL) x
          WHERE t.network_id = $1 AND t.guest_id = $2 AND t.id >= $3
            AND t.recorded_at >= to_timestamp($4::double precision / 1000)
            AND (t.type IN ('SALE', 'REDEMPTION', 'HOLD') AND t.points_redeemed > 0 OR t.type = 'MANUAL' AND t.facts->'partner' IS NOT NULL)
            -- Points of a transfer are not spent at a till.
            AND (t.type <> 'HOLD' OR t.details->>'reserved' IS NULL)
            AND t.actor_kind <> 'guest'
            AND t.identified_by IS DISTINCT FROM 'QR' AND t.identified_by IS DISTINCT FROM 'CODE'
            AND (t.facts IS NULL OR (t.facts->>'confirmedBy' IS NULL
              -- What a hold set aside was counted as it was held.
              AND (t.type = 'HOLD' OR t.facts->>'captureGraceMs' IS NULL)))
            AND NOT EXISTS (
              SELECT FROM transactions r WHERE r.network_id = $1 AND r.related_id = t.id
                AND (r.type = 'RELEASE' OR (r.type = 'REFUND' AND r.reason_code = 'UNDO')))) s`,
    [
      networkId,
      guestId,
      lowestIdAt(since - DAY_MS),
      since,
      receipt.externalOrderId,
      receipt.number,
      receipt.pointOfSaleId,
    ],
  );
}
