import type { Statements, Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
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

const EPOCH = sql`e.id, e.commitment, e.seed_encrypted, e.odds, e.budget_points,
  e.spent_points, e.spins_since, e.opened_at, e.opened_by,
  e.ends_at, e.ended_at, coalesce(e.ends_at <= ledger_now(), false) AS is_past`;

/** The epoch that was not ended yet; its end may have come. */
export function findOpenEpoch(tx: Statements, networkId: string): Promise<EpochRow | undefined> {
  return tx.maybe<EpochRow>`
    SELECT ${EPOCH} FROM wheel_epochs e WHERE e.network_id = ${networkId} AND e.ended_at IS NULL`;
}

export function findEpoch(tx: Statements, networkId: string, id: string): Promise<EpochRow | undefined> {
  return tx.maybe<EpochRow>`SELECT ${EPOCH} FROM wheel_epochs e WHERE e.network_id = ${networkId} AND e.id = ${id}`;
}

/** The newest first. @param before only epochs before this one; null: from the newest */
export function listEpochs(
  tx: Statements,
  networkId: string,
  before: string | null,
  limit: number,
): Promise<EpochRow[]> {
  return tx.query<EpochRow>`SELECT ${EPOCH} FROM wheel_epochs e WHERE e.network_id = ${networkId}
      ${when(before !== null, sql`AND e.id < ${before}`)} ORDER BY e.id DESC LIMIT ${limit}`;
}

/** Serialises managers who open a wheel. */
export async function lockOpening(tx: Tx, networkId: string): Promise<void> {
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended('wheel ' || ${networkId}, 0))`;
}

/** Ends the open epoch, once the draws that are under way with it have committed. */
export function endEpoch(tx: Tx, networkId: string): Promise<EpochRow | undefined> {
  return tx.maybe<EpochRow>`UPDATE wheel_epochs e SET ended_at = greatest(e.opened_at, least(e.ends_at, ledger_now()))
      WHERE e.network_id = ${networkId} AND e.ended_at IS NULL RETURNING ${EPOCH}`;
}

/** Ends the open epoch where its end has come, once the draws that are under way with it have committed. */
export async function endPastEpoch(tx: Tx, networkId: string): Promise<boolean> {
  const rows = await tx.query<{ id: string }>`
    UPDATE wheel_epochs SET ended_at = ends_at WHERE network_id = ${networkId} AND ended_at IS NULL
     AND ends_at <= ledger_now() RETURNING id`;
  return rows.length > 0;
}

export interface NewEpoch {
  readonly id: string;
  readonly commitment: string;
  readonly seedEncrypted: Buffer;
  readonly odds: string;
  readonly budgetPoints: number | null;
  /** Null: from now on. */
  readonly spinsSince: Date | null;
  /** The user, or the key. */
  readonly openedBy: string;
  readonly endsAt: Date | null;
  readonly stocks: readonly { readonly prize: number; readonly stock: number }[];
}

export async function insertEpoch(tx: Tx, networkId: string, epoch: NewEpoch): Promise<void> {
  await tx.query`
    INSERT INTO wheel_epochs (network_id, id, commitment, seed_encrypted, odds, budget_points, spins_since, opened_at,
     opened_by, ends_at)
     VALUES (${networkId}, ${epoch.id}, ${epoch.commitment}, ${epoch.seedEncrypted}, ${epoch.odds}, ${epoch.budgetPoints},
     coalesce(${epoch.spinsSince}, ledger_now()), ledger_now(),
       coalesce((SELECT k.created_by FROM api_keys k WHERE k.network_id = ${networkId}
         AND k.id = ${epoch.openedBy}), ${epoch.openedBy}), ${epoch.endsAt})`;
  if (epoch.stocks.length === 0) return;
  await tx.query`INSERT INTO wheel_stocks (network_id, epoch_id, prize, stock)
      SELECT ${networkId}, ${epoch.id}, s.prize, s.stock
      FROM unnest(${epoch.stocks.map(({ prize }) => prize)}::integer[], ${epoch.stocks.map(({ stock }) => stock)}::integer[]) s(prize, stock)`;
}

/**
 * Locks an epoch for a draw; undefined: it is not open any more. Its end waits until the draw
 * has committed, and draws that spend its budget wait for each other.
 */
export function lockEpoch(
  tx: Tx,
  networkId: string,
  id: string,
  spends: boolean,
): Promise<{ readonly spinsSince: Date; readonly budgetLeft: number | null } | undefined> {
  return tx.maybe<{ spinsSince: Date; budgetLeft: number | null }>`
    SELECT spins_since, budget_points - spent_points AS budget_left FROM wheel_epochs
     WHERE network_id = ${networkId} AND id = ${id} AND ended_at IS NULL AND (ends_at IS NULL OR ends_at > ledger_now())
       FOR ${spends ? sql`NO KEY UPDATE` : sql`SHARE`}`;
}

/** Locks the stock of a prize; undefined: it has none. */
export async function lockStock(
  tx: Tx,
  networkId: string,
  epochId: string,
  prize: number,
): Promise<number | undefined> {
  const row = await tx.maybe<{ left: number }>`
    SELECT stock - given AS left FROM wheel_stocks WHERE network_id = ${networkId} AND epoch_id = ${epochId}
     AND prize = ${prize} FOR UPDATE`;
  return row?.left;
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

const DRAW = `d.id, d.epoch_id AS "epochId", d.guest_id AS "guestId", d.source_kind AS "sourceKind", d.source_id AS "sourceId",
  d.source_transaction_id AS "sourceTransactionId", d.number, d.counter, d.ticket, d.drawn, d.given,
  d.fallback_reason AS "fallbackReason", d.points, d.act_id AS "actId", d.drawn_at AS "drawnAt", d.returned_points AS "returnedPoints"`;
const SHOWN = `SELECT ${DRAW}, e.odds, e.ended_at IS NOT NULL AS "isEpochEnded"
  FROM wheel_draws d JOIN wheel_epochs e ON e.network_id = $1 AND e.id = d.epoch_id WHERE d.network_id = $1`;

/** The draw of a source; undefined: its spin was not used. */
export function findDrawOfSource(
  tx: Statements,
  networkId: string,
  sourceKind: SourceKind,
  sourceId: string,
): Promise<ShownDraw | undefined> {
  return tx.maybe<ShownDraw>(`${SHOWN} AND d.source_kind = $2 AND d.source_id = $3`, [networkId, sourceKind, sourceId]);
}

/** The newest first, of guests who are one person. */
export function listDrawsOfGuests(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
  limit: number,
): Promise<ShownDraw[]> {
  return tx.query<ShownDraw>(`${SHOWN} AND d.guest_id = ANY ($2::uuid[]) ORDER BY d.id DESC LIMIT $3`, [
    networkId,
    guestIds,
    limit,
  ]);
}

/** Which of these sources were drawn. */
export async function listDrawnSources(
  tx: Statements,
  networkId: string,
  sourceKind: SourceKind,
  sourceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (sourceIds.length === 0) return new Set();
  const rows = await tx.query<{ sourceId: string }>`
    SELECT source_id FROM wheel_draws WHERE network_id = ${networkId} AND source_kind = ${sourceKind}
     AND source_id = ANY (${sourceIds}::text[])`;
  return new Set(rows.map(({ sourceId }) => sourceId));
}

/** Records a draw whose epoch and stock are locked, and takes its prize off them. */
export async function insertDraw(
  tx: Tx,
  networkId: string,
  draw: Omit<DrawRow, 'drawnAt' | 'returnedPoints'>,
  hasBudget: boolean,
): Promise<void> {
  await tx.query`
    INSERT INTO wheel_draws (network_id, id, epoch_id, guest_id, source_kind, source_id, source_transaction_id, number,
     counter,
       ticket, drawn, given, fallback_reason, points, act_id, drawn_at)
     VALUES (${networkId}, ${draw.id}, ${draw.epochId}, ${draw.guestId}, ${draw.sourceKind}, ${draw.sourceId}, ${draw.sourceTransactionId},
     ${draw.number}, ${draw.counter}, ${draw.ticket}, ${draw.drawn}, ${draw.given}, ${draw.fallbackReason}, ${draw.points}, ${draw.actId},
     ledger_now())`;
  await tx.query`
    UPDATE wheel_stocks SET given = given + 1 WHERE network_id = ${networkId} AND epoch_id = ${draw.epochId}
     AND prize = ${draw.given}`;
  if (hasBudget && draw.points > 0)
    await tx.query`
      UPDATE wheel_epochs SET spent_points = spent_points + ${draw.points} WHERE network_id = ${networkId}
       AND id = ${draw.epochId}`;
}

export interface DrawCount {
  readonly epochId: string;
  readonly drawn: number;
  readonly given: number;
  readonly draws: number;
  /** Points given, without those taken back. */
  readonly cost: number;
}

/** Draws of epochs by the prizes that were drawn and given. */
export function countDraws(tx: Statements, networkId: string, epochIds: readonly string[]): Promise<DrawCount[]> {
  return tx.query<DrawCount>`SELECT epoch_id, drawn, given, count(*)::integer AS draws,
           sum(points - coalesce(returned_points, 0))::bigint AS cost
      FROM wheel_draws WHERE network_id = ${networkId} AND epoch_id = ANY (${epochIds}::uuid[]) GROUP BY epoch_id, drawn, given`;
}

export interface StockRow {
  readonly epochId: string;
  readonly prize: number;
  readonly left: number;
}

export function listStocks(tx: Statements, networkId: string, epochIds: readonly string[]): Promise<StockRow[]> {
  return tx.query<StockRow>`SELECT epoch_id, prize, stock - given AS left FROM wheel_stocks
      WHERE network_id = ${networkId} AND epoch_id = ANY (${epochIds}::uuid[])`;
}

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

/** Draws whose source one of these refunds may have taken away, and whose points have not been reclaimed. */
export function listRefundedDraws(tx: Tx, networkId: string, refundIds: readonly string[]): Promise<ShownDraw[]> {
  return tx.query<ShownDraw>(
    `${SHOWN} AND d.points > 0 AND d.returned_points IS NULL AND NOT d.is_return_due
       AND d.source_transaction_id IN (SELECT t.related_id FROM unnest($2::uuid[]) i(id)
         CROSS JOIN LATERAL (SELECT t.related_id, t.type FROM transactions t
           WHERE t.network_id = $1 AND t.id BETWEEN i.id AND i.id ORDER BY t.id) t
         WHERE t.type = 'REFUND')
     ORDER BY d.id`,
    [networkId, refundIds],
  );
}

export async function askForReturn(tx: Tx, networkId: string, drawIds: readonly string[]): Promise<void> {
  await tx.query`
    UPDATE wheel_draws SET is_return_due = true WHERE network_id = ${networkId} AND id = ANY (${drawIds}::uuid[])`;
}

export interface DueReturn {
  readonly id: string;
  readonly guestId: string;
  readonly points: number;
}

/** Draws whose points are to be taken back. */
export function listDueReturns(tx: Statements, networkId: string, limit: number): Promise<DueReturn[]> {
  return tx.query<DueReturn>`SELECT id, guest_id, points FROM wheel_draws
      WHERE network_id = ${networkId} AND is_return_due ORDER BY id LIMIT ${limit}`;
}

/** Locks a draw whose points are to be taken back; false: they were. */
export async function lockReturn(tx: Tx, networkId: string, id: string): Promise<boolean> {
  const rows =
    await tx.query`SELECT FROM wheel_draws WHERE network_id = ${networkId} AND id = ${id} AND is_return_due FOR UPDATE`;
  return rows.length > 0;
}

export async function noteReturn(tx: Tx, networkId: string, id: string, points: number): Promise<void> {
  await tx.query`
    UPDATE wheel_draws SET is_return_due = false, returned_points = ${points} WHERE network_id = ${networkId}
     AND id = ${id} AND is_return_due`;
}
