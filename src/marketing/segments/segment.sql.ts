import type { Tx } from '../../platform/database/database';
import { type IdSlice, orderWord } from '../../platform/http/list-query';
import type { TextByLanguage } from '../../platform/language/spoken';
import type { GuestRule } from './guest-rule.rules';

// SQL by hand: a lock, and numbers of guests as numbers.

export interface SegmentRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  /** By language, beside `name`. */
  readonly names: TextByLanguage;
  readonly description: string;
  /** Null: a list that people keep. */
  readonly rule: GuestRule | null;
  readonly version: number;
  readonly guests: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly archivedAt: Date | null;
}

const COLUMNS = `id, code, name, names, description, rule, version, guests, created_at AS "createdAt", changed_at AS "changedAt",
  archived_at AS "archivedAt"`;

/** Bounds of one network's segments: each is asked of every guest. */
export const MOST_SEGMENTS = 100;
export const MOST_EVER = 1_000;

export function findSegment(tx: Tx, networkId: string, id: string): Promise<SegmentRow | undefined> {
  return tx.maybe<SegmentRow>(`SELECT ${COLUMNS} FROM segments WHERE network_id = $1 AND id = $2`, [networkId, id]);
}

/** The same, locked for a change of the segment or of who is in it. */
export function lockSegment(tx: Tx, networkId: string, id: string): Promise<SegmentRow | undefined> {
  return tx.maybe<SegmentRow>(`SELECT ${COLUMNS} FROM segments WHERE network_id = $1 AND id = $2 FOR NO KEY UPDATE`, [
    networkId,
    id,
  ]);
}

/** In the order in which they were made. */
export function listSegments(tx: Tx, networkId: string, archived: boolean, slice: IdSlice): Promise<SegmentRow[]> {
  return tx.query<SegmentRow>(
    `SELECT ${COLUMNS} FROM segments
      WHERE network_id = $1 AND (archived_at IS NOT NULL) = $2 AND id > $3 AND id < $4
      ORDER BY id ${orderWord(slice)} LIMIT $5`,
    [networkId, archived, slice.after, slice.before, slice.limit],
  );
}

/** All of them, archived ones too. */
export function listEverySegment(tx: Tx, networkId: string): Promise<SegmentRow[]> {
  return tx.query<SegmentRow>(`SELECT ${COLUMNS} FROM segments WHERE network_id = $1 ORDER BY id LIMIT $2`, [
    networkId,
    MOST_EVER,
  ]);
}

/** Segments that coupons name which may still be used. */
export async function listCouponSegments(tx: Tx, networkId: string): Promise<string[]> {
  const rows = await tx.query<{ code: string }>(
    `SELECT DISTINCT unnest(segments) AS code FROM coupon_batches
      WHERE network_id = $1 AND status <> 'STOPPED' AND (valid_until IS NULL OR valid_until > ledger_now())`,
    [networkId],
  );
  return rows.map(({ code }) => code);
}
