import type { Language } from '../../../platform/language/language';
import { nameIn, type Spoken } from '../../../platform/language/spoken';
import type { Principal } from '../../../security';
import type { JournalRow } from '../../ledger/journal/journal-row';
import type { Done } from './history.dto';

/** A journal row with what people wrote and are called, which stands beside the journal. */
export interface ToldRow extends JournalRow {
  readonly actorName: string | null;
  /** Null where it happened at no restaurant. */
  readonly restaurantName: string | null;
  /** By language, beside the name. */
  readonly restaurantNames: Spoken | null;
  /** Null without a session, and when it is long over. */
  readonly device: string | null;
  readonly address: string | null;
  /** Why people refunded; null for other rows, and when it was erased. */
  readonly refundReason: string | null;
}

/**
 * Journal rows of the network `$1` as a query, told: one statement brings a page with everybody's names, and looks each
 * up once. An id is of one kind of actor alone; the system has none.
 */
export function toldRows(rows: string): string {
  return `WITH t AS MATERIALIZED (${rows}),
      named AS MATERIALIZED (
        SELECT i.id, coalesce(u.name, k.name, g.name) AS name
          FROM (SELECT DISTINCT "actorId" AS id FROM t) i
          LEFT JOIN users u ON u.id = i.id
          LEFT JOIN api_keys k ON k.network_id = $1 AND k.id = i.id
          LEFT JOIN guests g ON g.network_id = $1 AND g.id = i.id),
      signed_in AS MATERIALIZED (
        SELECT s.id, s.device, s.address FROM (SELECT DISTINCT "sessionId" AS id FROM t) i JOIN sessions s ON s.id = i.id),
      places AS MATERIALIZED (
        SELECT r.id, r.name, r.names FROM (SELECT DISTINCT "restaurantId" AS id FROM t) i JOIN restaurants r ON r.network_id = $1 AND r.id = i.id)
    SELECT t.*, n.name AS "actorName", r.name AS "restaurantName", r.names AS "restaurantNames", s.device, s.address, c.comment AS "refundReason"
    FROM t
    LEFT JOIN named n ON n.id = t."actorId"
    LEFT JOIN places r ON r.id = t."restaurantId"
    LEFT JOIN signed_in s ON s.id = t."sessionId"
    LEFT JOIN LATERAL (
      SELECT c.comment FROM transaction_comments c
       WHERE t.type = 'REFUND' AND t."reasonCode" IS NULL AND c.network_id = $1 AND c.transaction_id = t.id OFFSET 0) c ON true`;
}

/** The name of the restaurant of a row in the reader's language. */
export function restaurantOf({ restaurantName: name, restaurantNames: names }: ToldRow, language: Language) {
  return name === null ? null : nameIn({ name, names: names ?? {} }, language);
}

/** The actor of a transaction, as far as the reader may see it: guests see none, only managers see addresses. */
export function actorsFor(reader: Principal): (row: ToldRow) => Done {
  if (reader.kind === 'guest') return () => ({ actor: null });
  const seesAddress = reader.kind === 'user' && (reader.role === 'manager' || reader.role === 'owner');
  return ({ actorKind: kind, actorId: id, actorName: name, channel, device, address }) => ({
    actor: { kind, id, name, channel, device, address: seesAddress ? address : null },
  });
}

/** The reasons that people wrote for the refunds among these rows, by id. */
export function reasonsOf(rows: readonly ToldRow[]): (id: string) => string | null {
  const reasons = new Map(rows.map(({ id, refundReason }) => [id, refundReason]));
  return (id) => reasons.get(id) ?? null;
}
