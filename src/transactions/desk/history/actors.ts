import type { Language } from '../../../platform/language/language';
import { nameIn, type TextByLanguage } from '../../../platform/language/spoken';
import type { Principal } from '../../../security';
import type { JournalRow } from '../../ledger/journal/journal-row';
import type { ActOutcome } from './history.dto';

/** People's names and texts of a journal row, which are stored apart from the journal. */
interface Names {
  readonly actorName: string | null;
  /** Null: the act happened at no restaurant. */
  readonly restaurantName: string | null;
  /** The restaurant's name by language, besides `restaurantName`. */
  readonly restaurantNames: TextByLanguage | null;
  /** Null: the act had no session, or its session was deleted long ago. */
  readonly device: string | null;
  readonly address: string | null;
  /** The reason of a refund in a person's words. Null: the row is no refund, or the reason was erased. */
  readonly refundReason: string | null;
}

/** A journal row with names and texts. */
export type ToldRow = JournalRow & Names;

/** The columns that the history reads of a row whose text it keeps (`PastTexts`). */
export type NamedRow = Names & Pick<JournalRow, 'actorKind' | 'actorId' | 'channel'>;

/**
 * A query for journal rows of the network `$1` with names and texts. One statement reads a page with everybody's names,
 * and looks up each name once. An id belongs to one kind of actor only; the system has no id.
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
export function restaurantOf({ restaurantName: name, restaurantNames: names }: Names, language: Language) {
  return name === null ? null : nameIn({ name, names: names ?? {} }, language);
}

/** The actor of a transaction, as far as the reader may see: guests see none, and only managers see addresses. */
export function actorsFor(reader: Principal): (row: NamedRow) => ActOutcome['actor'] {
  if (reader.kind === 'guest') return () => null;
  const seesAddress = reader.kind === 'user' && (reader.role === 'manager' || reader.role === 'owner');
  return ({ actorKind: kind, actorId: id, actorName: name, channel, device, address }) => {
    return { kind, id, name, channel, device, address: seesAddress ? address : null };
  };
}

/** People's reasons for the refunds among these rows, by id. */
export function reasonsOf(rows: readonly ToldRow[]): (id: string) => string | null {
  const reasons = new Map(rows.map(({ id, refundReason }) => [id, refundReason]));
  return (id) => reasons.get(id) ?? null;
}
