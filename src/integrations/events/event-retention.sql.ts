import { type Statements, type Tx, allowLonger } from '../../platform/database/database';
import type { EventPosition } from './event-position.rules';

/** A partition of the event log: events with ids from `firstId` on, below `endId`. */
export interface EventPartition {
  readonly name: string;
  readonly firstId: string;
  readonly endId: string;
}

/** The last event of a network in a partition. */
export interface NetworkEnd extends EventPosition {
  readonly networkId: string;
  /** A subscriber that has not read the event yet; null: there is none. */
  readonly reader: string | null;
}

/** Subscribers in every network that also count events outside the journal. Other subscribers begin with the journal. */
const NOT_OF_JOURNAL_ALONE = ['figures', 'guest-summaries'];

/** Partitions that still have all their events, none of them from id `before` on; oldest first. */
export function listWholePartitions(tx: Tx, before: string) {
  return tx.query<EventPartition>`SELECT name AS "name!", first_id AS "first_id!", end_id FROM list_event_partitions()
      WHERE end_id <= ${before} AND name NOT LIKE '%\\_journal' ORDER BY first_id`;
}

export function listNetworks(tx: Tx) {
  return tx.query<{ id: string; isOpen: boolean }>`SELECT id, closed_at IS NULL AS is_open FROM networks ORDER BY id`;
}

/**
 * A network's last event in a partition, and a subscriber that has not read it; undefined: the network has no event there. A webhook or a wallet
 * mirror that is off does not count: it later goes on with what is kept then.
 * @param followers whether the log goes to Kafka, and its facts to a warehouse
 */
export function findEnd(
  tx: Tx,
  networkId: string,
  { firstId, endId }: EventPartition,
  followers: { readonly hasKafka: boolean; readonly hasWarehouse: boolean },
) {
  return tx.maybe<NetworkEnd>`SELECT ${networkId}::uuid AS "network_id!", l.epoch, l.xid, l.id, (
        SELECT r.reader FROM (
          SELECT c.subscriber AS reader, c.epoch, c.xid, c.id FROM event_cursors c WHERE c.network_id = ${networkId}
          UNION ALL
          SELECT s.name, 0, 0, NULL FROM unnest(${NOT_OF_JOURNAL_ALONE}::text[]) s(name)
           WHERE NOT EXISTS (SELECT FROM event_cursors c WHERE c.network_id = ${networkId} AND c.subscriber = s.name)
          UNION ALL
          SELECT 'webhook ' || w.id, w.epoch, w.xid, w.event_id FROM webhooks w
           WHERE w.network_id = ${networkId} AND w.removed_at IS NULL AND w.disabled_reason IS NULL
          UNION ALL
          SELECT 'mirror ' || m.connection_id, m.epoch, m.xid, m.event_id FROM till_mirrors m
            JOIN till_connections t ON t.network_id = m.network_id AND t.id = m.connection_id
           WHERE m.network_id = ${networkId} AND t.enabled AND t.removed_at IS NULL
             AND t.credentials_encrypted IS NOT NULL AND json_typeof(t.options -> 'mirror') = 'object'
          UNION ALL
          SELECT 'kafka', k.epoch, k.xid, k.event_id FROM kafka_positions k WHERE k.network_id = ${networkId} AND ${followers.hasKafka}
          UNION ALL
          SELECT 'warehouse', w.epoch, w.xid, w.event_id FROM warehouse_positions w WHERE w.network_id = ${networkId} AND ${followers.hasWarehouse}) r
         WHERE (r.epoch, r.xid, r.id) < (l.epoch, l.xid, l.id)
         ORDER BY r.reader LIMIT 1) AS reader
      FROM (SELECT e.epoch, e.xid, e.id FROM events e WHERE e.network_id = ${networkId} AND e.id >= ${firstId} AND e.id < ${endId}
        ORDER BY e.epoch DESC, e.xid DESC, e.id DESC LIMIT 1) l`;
}

/** Makes the network's readers begin after this position from now on. A mark never moves back. */
export async function moveMark(tx: Tx, { networkId, epoch, xid, id }: NetworkEnd, keptFrom: Date): Promise<void> {
  await tx.query`INSERT INTO event_marks AS m (network_id, epoch, xid, event_id, kept_from)
      VALUES (${networkId}, ${epoch}, ${xid}, ${id}, ${keptFrom})
      ON CONFLICT (network_id) DO UPDATE
        SET epoch = excluded.epoch, xid = excluded.xid, event_id = excluded.event_id, kept_from = excluded.kept_from
        WHERE (m.epoch, m.xid, m.event_id) < (excluded.epoch, excluded.xid, excluded.event_id)`;
}

/** The position up to which a partition's journal rows are copied, in the order of the key. */
export interface CopiedUpTo extends EventPosition {
  readonly networkId: string;
}

/** Copies the next journal rows; undefined: all are copied. */
export function copyJournal(tx: Statements, partition: string, after: CopiedUpTo | undefined, limit: number) {
  return tx.maybe<CopiedUpTo>`SELECT network_id AS "network_id!", epoch AS "epoch!", xid AS "xid!", id AS "id!"
      FROM copy_journal_events(${partition}, ${after?.networkId ?? null}, ${after?.epoch ?? null}, ${after?.xid ?? null}, ${after?.id ?? null}, ${limit})`;
}

/**
 * Whether a partition was replaced, here or by a faster process, or why not: rows came after the marks, the copy was incomplete, or the default
 * partition is large.
 */
export type Replacement = 'REPLACED' | 'ALREADY' | 'UNREAD' | 'CHANGED' | 'DEFAULT';

/** The time limit of a replacement. It first counts whole months and writes nothing, so it may take long without delaying the log's readers. */
const REPLACED_WITHIN_MS = 600_000;

/** Replaces the partition by its copy. */
export async function replacePartition(tx: Tx, partition: string, ends: readonly NetworkEnd[]): Promise<Replacement> {
  await allowLonger(tx, REPLACED_WITHIN_MS);
  const { outcome } = await tx.one<{ outcome: Replacement }>`
    SELECT replace_event_partition(${partition}, ${ends.map(({ networkId }) => networkId)}::uuid[],
     ${ends.map(({ epoch }) => epoch)}::integer[], ${ends.map(({ xid }) => xid)}::bigint[], ${ends.map(({ id }) => id)}::uuid[]) AS "outcome!"`;
  return outcome;
}
