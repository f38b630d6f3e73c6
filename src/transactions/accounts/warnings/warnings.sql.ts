import type { Tx } from '../../../platform/database/database';
import { storedInstant } from '../../ledger/journal/guest-state';
import type { Ending, LotSpan } from './endings.rules';

/** How far the pass over a network's guests has come on a local day. */
export interface WarningPass {
  readonly localDay: number;
  readonly afterGuest: string;
  readonly isDone: boolean;
}

export const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Null: another process is at work on this network. */
export async function lockPass(tx: Tx, networkId: string): Promise<WarningPass | undefined> {
  await tx.query(
    `INSERT INTO expiry_warning_passes (network_id, local_day, after_guest, is_done) VALUES ($1, -1, $2, true)
     ON CONFLICT DO NOTHING`,
    [networkId, BEFORE_ALL],
  );
  return tx.maybe<WarningPass>(
    `SELECT local_day AS "localDay", after_guest AS "afterGuest", is_done AS "isDone" FROM expiry_warning_passes
      WHERE network_id = $1 FOR UPDATE SKIP LOCKED`,
    [networkId],
  );
}

export async function movePass(tx: Tx, networkId: string, pass: WarningPass): Promise<void> {
  await tx.query(
    'UPDATE expiry_warning_passes SET local_day = $2, after_guest = $3, is_done = $4 WHERE network_id = $1',
    [networkId, pass.localDay, pass.afterGuest, pass.isDone],
  );
}

export interface GuestToWarn {
  readonly guestId: string;
  /** As `guest_states` has them. */
  readonly counters: string | null;
  readonly locale: 'ru' | 'en' | null;
}

/** The next guests with something due by the horizon, in the order of their ids. */
export function listGuestsToWarn(
  tx: Tx,
  networkId: string,
  afterGuest: string,
  horizon: number,
  limit: number,
): Promise<GuestToWarn[]> {
  return tx.query<GuestToWarn>(
    `SELECT s.guest_id AS "guestId", s.counters::text AS counters, g.locale
     FROM (SELECT guest_id, counters FROM guest_states
       WHERE network_id = $1 AND guest_id > $2 AND due_at <= to_timestamp($3::double precision / 1000)
       ORDER BY guest_id LIMIT $4) s
     CROSS JOIN LATERAL (SELECT g.locale FROM guests g WHERE g.network_id = $1 AND g.id = s.guest_id OFFSET 0) g
     ORDER BY s.guest_id`,
    [networkId, afterGuest, horizon, limit],
  );
}

/** Those of some guests with something due by the horizon, in the order of their ids. Each is looked up by its key. */
export function listDueOf(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
  horizon: number,
): Promise<GuestToWarn[]> {
  return tx.query<GuestToWarn>(
    `SELECT s.guest_id AS "guestId", s.counters::text AS counters, g.locale
     FROM unnest($2::uuid[]) u(guest)
     CROSS JOIN LATERAL (SELECT s.guest_id, s.counters, s.due_at FROM guest_states s
       WHERE s.network_id = $1 AND s.guest_id BETWEEN u.guest AND u.guest ORDER BY s.guest_id LIMIT 1) s
     CROSS JOIN LATERAL (SELECT g.locale FROM guests g
       WHERE s.due_at <= to_timestamp($3::double precision / 1000) AND g.network_id = $1 AND g.id BETWEEN s.guest_id AND s.guest_id
       ORDER BY g.id LIMIT 1) g
     ORDER BY s.guest_id`,
    [networkId, guestIds, horizon],
  );
}

/** A lot in the form in which `endingsOf` takes it, with its guest. */
export interface LotOfGuest {
  readonly guestId: string;
  readonly lotId: string;
  readonly expiresAt: number;
  readonly remaining: number;
}

/** Reads the lots within spans of guests. A regular has a thousand lots, and few of them end soon. */
export function listLotsWithin(
  tx: Tx,
  networkId: string,
  spans: readonly (LotSpan & { readonly guestId: string })[],
): Promise<LotOfGuest[]> {
  return tx.query<LotOfGuest>(
    `SELECT u.guest AS "guestId", l.lot_id AS "lotId", date_part('epoch', l.expires_at) * 1000 AS "expiresAt", l.remaining
     FROM unnest($2::uuid[], $3::double precision[], $4::double precision[], $5::boolean[]) u(guest, after, upto, is_untold)
     CROSS JOIN LATERAL (SELECT l.lot_id, l.expires_at, l.remaining FROM lots l
       WHERE l.network_id = $1 AND l.guest_id = u.guest
         AND l.expires_at > to_timestamp(u.after / 1000) AND l.expires_at <= to_timestamp(u.upto / 1000)
       ORDER BY l.expires_at, l.lot_id OFFSET 0) l
     WHERE NOT u.is_untold OR NOT EXISTS (SELECT FROM expiry_warnings w
       WHERE w.network_id = $1 AND w.guest_id = u.guest AND w.ends_at = l.expires_at AND w.lot_id = l.lot_id)`,
    [
      networkId,
      spans.map(({ guestId }) => guestId),
      spans.map(({ after }) => after),
      spans.map(({ to }) => to),
      spans.map(({ isUntold }) => isUntold),
    ],
  );
}

/** A planned message: one guest and one end of points. */
export interface PlannedWarning {
  readonly messageId: string;
  readonly guestId: string;
  readonly ending: Ending;
}

/** Notes which lots the messages tell of. Returns the new notes; the other lots were told of before. */
export function insertWarnings(
  tx: Tx,
  networkId: string,
  planned: readonly PlannedWarning[],
): Promise<{ messageId: string; lotId: string }[]> {
  const rows = planned.flatMap(({ messageId, guestId, ending: { endsAt, lots } }) =>
    lots.map(({ lotId, expiresAt }) => ({ messageId, guestId, endsAt, lotId, expiresAt: storedInstant(expiresAt) })),
  );
  return tx.query(
    `INSERT INTO expiry_warnings (network_id, guest_id, ends_at, lot_id, expires_at, message_id)
     SELECT $1, w.guest, to_timestamp(w.ends / 1000), w.lot, to_timestamp(w.expires / 1000), w.message
     FROM unnest($2::uuid[], $3::double precision[], $4::uuid[], $5::double precision[], $6::uuid[]) w(guest, ends, lot, expires, message)
     ORDER BY w.guest, w.ends, w.lot
     ON CONFLICT DO NOTHING
     RETURNING message_id AS "messageId", lot_id AS "lotId"`,
    [
      networkId,
      rows.map((row) => row.guestId),
      rows.map((row) => row.endsAt),
      rows.map((row) => row.lotId),
      rows.map((row) => row.expiresAt),
      rows.map((row) => row.messageId),
    ],
  );
}

/** Lots that a message warned of. Empty: the message is no warning. */
export function listWarned(
  tx: Tx,
  networkId: string,
  messageId: string,
): Promise<{ guestId: string; endsAt: number; lotId: string; expiresAt: number }[]> {
  return tx.query(
    `SELECT guest_id AS "guestId", date_part('epoch', ends_at) * 1000 AS "endsAt", lot_id AS "lotId",
       date_part('epoch', expires_at) * 1000 AS "expiresAt"
     FROM expiry_warnings WHERE network_id = $1 AND message_id = $2 ORDER BY lot_id`,
    [networkId, messageId],
  );
}

/** A sale at a till with which its guest is warned of expiring points. */
export interface ToldWith {
  readonly guestId: string;
  readonly transactionId: string;
  readonly pointOfSaleId: string;
  readonly way: 'PRINTED' | 'SHOWN';
}

/** Notes which lots a till told of. Lots without a message get a note of their own, so that no message is written for them. */
export async function noteTold(
  tx: Tx,
  networkId: string,
  { guestId, transactionId, pointOfSaleId, way }: ToldWith,
  endings: readonly Ending[],
): Promise<void> {
  const rows = endings.flatMap(({ endsAt, lots }) =>
    lots.map(({ lotId, expiresAt }) => ({ endsAt, lotId, expiresAt: storedInstant(expiresAt) })),
  );
  await tx.query(
    `INSERT INTO expiry_warnings (network_id, guest_id, ends_at, lot_id, expires_at, message_id, told_way, told_at,
       point_of_sale_id, transaction_id)
     SELECT $1, $2, to_timestamp(w.ends / 1000), w.lot, to_timestamp(w.expires / 1000), $3, $4, ledger_now(), $5, $3
     FROM unnest($6::double precision[], $7::uuid[], $8::double precision[]) w(ends, lot, expires)
     ORDER BY w.ends, w.lot
     ON CONFLICT (network_id, guest_id, ends_at, lot_id) DO UPDATE
       SET told_way = excluded.told_way, told_at = excluded.told_at,
         point_of_sale_id = excluded.point_of_sale_id, transaction_id = excluded.transaction_id`,
    [
      networkId,
      guestId,
      transactionId,
      way,
      pointOfSaleId,
      rows.map((row) => row.endsAt),
      rows.map((row) => row.lotId),
      rows.map((row) => row.expiresAt),
    ],
  );
}

/** Marks the warnings that a sale showed as printed on its slip. */
export async function markPrinted(tx: Tx, networkId: string, { guestId, transactionId }: ToldWith): Promise<void> {
  await tx.query(
    `UPDATE expiry_warnings SET told_way = 'PRINTED', told_at = ledger_now()
      WHERE network_id = $1 AND guest_id = $2 AND transaction_id = $3 AND told_way = 'SHOWN'`,
    [networkId, guestId, transactionId],
  );
}

/** Points of which the guest was warned with a sale, as far as they are left; soonest first. */
export async function listToldWith(tx: Tx, networkId: string, { guestId, transactionId }: ToldWith): Promise<Ending[]> {
  const rows = await tx.query<{ endsAt: number; lotId: string; expiresAt: number; points: number }>(
    `SELECT date_part('epoch', w.ends_at) * 1000 AS "endsAt", w.lot_id AS "lotId",
       date_part('epoch', w.expires_at) * 1000 AS "expiresAt", l.remaining AS points
     FROM expiry_warnings w
     JOIN lots l ON l.network_id = w.network_id AND l.guest_id = w.guest_id AND l.lot_id = w.lot_id
     WHERE w.network_id = $1 AND w.guest_id = $2 AND w.transaction_id = $3
     ORDER BY w.ends_at, w.lot_id`,
    [networkId, guestId, transactionId],
  );
  const byEnd = new Map<number, Ending['lots'][number][]>();
  for (const { endsAt, ...lot } of rows) byEnd.set(endsAt, [...(byEnd.get(endsAt) ?? []), lot]);
  return [...byEnd].map(([endsAt, lots]) => ({ endsAt, lots }));
}

export interface WarningChannel {
  readonly channel: string;
  readonly sent: number;
  readonly opened: number;
  readonly told: number;
  readonly unread: number;
}

/** Warning messages about points that have not ended, with their fate. */
const LIVE_WARNINGS = `
  SELECT w.message_id, min(w.guest_id::text)::uuid AS guest_id, min(w.ends_at) AS ends_at, m.channel, m.created_at,
    m.status = 'DELIVERED' OR m.receipt IS NOT NULL OR m.opened_at IS NOT NULL AS opened, bool_and(w.told_way IS NOT NULL) AS told
  FROM expiry_warnings w JOIN messages m ON m.network_id = w.network_id AND m.id = w.message_id
  WHERE w.network_id = $1 AND w.ends_at > ledger_now()
  GROUP BY w.message_id, m.channel, m.created_at, m.status, m.receipt, m.opened_at`;

export function countWarnings(tx: Tx, networkId: string): Promise<WarningChannel[]> {
  return tx.query<WarningChannel>(
    `SELECT channel, count(*) AS sent, count(*) FILTER (WHERE opened) AS opened,
       count(*) FILTER (WHERE told AND NOT opened) AS told, count(*) FILTER (WHERE NOT told AND NOT opened) AS unread
     FROM (${LIVE_WARNINGS}) w GROUP BY channel ORDER BY channel`,
    [networkId],
  );
}

export interface UnreadRow {
  readonly messageId: string;
  readonly guestId: string;
  readonly channel: string;
  readonly points: number;
  readonly endsAt: number;
  readonly sentAt: Date;
}

/** Warnings that have not reached the guest, newest first, before a message. */
export function listUnread(tx: Tx, networkId: string, before: string | null, limit: number): Promise<UnreadRow[]> {
  return tx.query<UnreadRow>(
    `SELECT w.message_id AS "messageId", w.guest_id AS "guestId", w.channel, w.created_at AS "sentAt",
       date_part('epoch', w.ends_at) * 1000 AS "endsAt", coalesce(p.points, 0) AS points
     FROM (SELECT * FROM (${LIVE_WARNINGS}) live
       WHERE NOT opened AND NOT told AND ($2::uuid IS NULL OR message_id < $2)
       ORDER BY message_id DESC LIMIT $3) w
     LEFT JOIN LATERAL (
       SELECT sum(l.remaining)::bigint AS points FROM expiry_warnings e
       JOIN lots l ON l.network_id = e.network_id AND l.guest_id = e.guest_id AND l.lot_id = e.lot_id
       WHERE e.network_id = $1 AND e.message_id = w.message_id) p ON true
     ORDER BY w.message_id DESC`,
    [networkId, before, limit],
  );
}
