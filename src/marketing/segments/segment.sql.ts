import type { Tx } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
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

export const COLUMNS = sql`id, code, name, names, description, rule, version, guests, created_at, changed_at,
  archived_at`;

export const MOST_EVER = 1_000;

export function findSegment(tx: Tx, networkId: string, id: string) {
  return tx.maybe<SegmentRow>`SELECT ${COLUMNS} FROM segments WHERE network_id = ${networkId} AND id = ${id}`;
}

/** The same, locked for a change of the segment or of who is in it. */
export function lockSegment(tx: Tx, networkId: string, id: string) {
  return tx.maybe<SegmentRow>`
    SELECT ${COLUMNS} FROM segments WHERE network_id = ${networkId} AND id = ${id} FOR NO KEY UPDATE`;
}

/** All of them, archived ones too. */
export function listEverySegment(tx: Tx, networkId: string) {
  return tx.query<SegmentRow>`
    SELECT ${COLUMNS} FROM segments WHERE network_id = ${networkId} ORDER BY id LIMIT ${MOST_EVER}`;
}
