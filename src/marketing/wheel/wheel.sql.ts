import type { Statements } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import type { SourceKind } from './wheel-draw.rules';

export interface EpochRow {
  readonly id: string;
  readonly commitment: string;
  readonly seedEncrypted: Buffer;
  readonly odds: string;
  readonly budgetPoints: number | null;
  readonly spentPoints: number;
  readonly spinsSince: Date;
  readonly openedAt: Date;
  readonly openedBy: string | null;
  readonly endsAt: Date | null;
  readonly endedAt: Date | null;
  /** Whether the wheel's end has passed; the wheel may still be open. */
  readonly isPast: boolean;
}

export const EPOCH = sql`e.id, e.commitment, e.seed_encrypted, e.odds, e.budget_points,
  e.spent_points, e.spins_since, e.opened_at, e.opened_by,
  e.ends_at, e.ended_at, coalesce(e.ends_at <= ledger_now(), false) AS is_past`;

export function findEpoch(tx: Statements, networkId: string, id: string): Promise<EpochRow | undefined> {
  return tx.maybe<EpochRow>`SELECT ${EPOCH} FROM wheel_epochs e WHERE e.network_id = ${networkId} AND e.id = ${id}`;
}

export interface DrawRow {
  readonly id: string;
  readonly epochId: string;
  readonly guestId: string;
  readonly sourceKind: SourceKind;
  readonly sourceId: string;
  readonly sourceTransactionId: string;
  readonly number: string;
  readonly counter: number;
  readonly ticket: number;
  /** The place of the prize that was drawn, and of the one that was given. */
  readonly drawn: number;
  readonly given: number;
  readonly fallbackReason: 'STOCK' | 'BUDGET' | 'REWARD' | null;
  readonly points: number;
  readonly actId: string | null;
  readonly drawnAt: Date;
  readonly returnedPoints: number | null;
}

/** A draw beside the odds that it was made with. */
export type ShownDraw = DrawRow & { readonly odds: string; readonly isEpochEnded: boolean };

export const shownDraws = (networkId: string) => sql`
  SELECT d.id, d.epoch_id, d.guest_id, d.source_kind, d.source_id, d.source_transaction_id, d.number AS "number!", d.counter, d.ticket, d.drawn,
         d.given, d.fallback_reason, d.points, d.act_id, d.drawn_at, d.returned_points,
           e.odds, e.ended_at IS NOT NULL AS is_epoch_ended
    FROM wheel_draws d JOIN wheel_epochs e ON e.network_id = ${networkId} AND e.id = d.epoch_id WHERE d.network_id = ${networkId}`;

/** Undefined: no such guest. */
export function findPlayer(
  tx: Statements,
  networkId: string,
  guestId: string,
): Promise<{ readonly isBlocked: boolean } | undefined> {
  return tx.maybe<{ isBlocked: boolean }>`SELECT coalesce(s.blocked, false) AS is_blocked FROM guests g
       LEFT JOIN guest_states s ON s.network_id = ${networkId} AND s.guest_id = g.id
      WHERE g.network_id = ${networkId} AND g.id = ${guestId} AND g.erased_at IS NULL`;
}
