import type { Database, NamedStatement, Tx } from '../../platform/database/database';
import type { JournalRow, TransferRow } from '../ledger/journal-row';
import { CLAIM_LETTER, type ClaimKind } from './claim-digests';
import { plainArray, textArray } from './sql-arrays';

/** One row of `till_read`: what is stored of a guest, or the time alone for an act of nobody (`version` null). */
export interface TillReadRow {
  readonly ordinal: number;
  readonly now_ms: number;
  readonly version: number | null;
  readonly blocked: boolean;
  readonly birthday: number | null;
  readonly tier: string | null;
  readonly grace_until: number | null;
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly in_review: number;
  readonly receivable: number;
  readonly overdraft: boolean;
  readonly spend: number;
  readonly visits: number;
  readonly points_earned: number;
  readonly sales: number;
  readonly days: number[];
  readonly counters: string | null;
  readonly due_ms: number | null;
  readonly lots: string | null;
}

/** A guest's row as the batch leaves it; `version` equal to `expected` means that nothing changed. */
export interface GroupWrite {
  readonly guestId: string | null;
  readonly expected: number | null;
  readonly version: number | null;
  readonly tier: string | null;
  readonly graceUntil: number | null;
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly inReview: number;
  readonly receivable: number;
  readonly overdraft: boolean;
  readonly spend: number;
  readonly visits: number;
  readonly pointsEarned: number;
  readonly sales: number;
  readonly days: readonly number[];
  readonly counters: string | null;
  readonly dueMs: number | null;
}

export interface ClaimWrite {
  readonly digest: string;
  readonly kind: ClaimKind;
  readonly holder: string;
  /** Null: the claim must be new. Else it must be held by this row, and passes to `holder`. */
  readonly expected: string | null;
}

export interface LotWrite {
  readonly lotId: string;
  readonly expiresAt: number | null;
  readonly amount: number;
  readonly remaining: number;
  readonly held: number;
  readonly activatesAt: number | null;
  readonly restaurantId: string | null;
}

/** A refusal that is kept under its key. */
export interface AnswerWrite {
  readonly id: string;
  readonly requestHash: string;
  readonly status: number;
  readonly code: string;
  readonly data: string;
}

/** Everything that one group writes; all of it or nothing. */
export interface GroupRows {
  readonly group: GroupWrite;
  readonly claims: ClaimWrite[];
  readonly transactions: { readonly row: JournalRow; readonly comment: string | null }[];
  readonly transfers: TransferRow[];
  readonly lots: LotWrite[];
  readonly answers: AnswerWrite[];
}

/** A group that was left out of the write, and why. `holder` is null when two acts of the batch wanted the same claim. */
export interface LostGroup {
  readonly lost_group: number;
  readonly reason: 'rules' | 'version' | 'claim';
  readonly digest: string | null;
  readonly holder: string | null;
}

/** Where the till's statements run: alone on the pool, or inside a transaction that holds the guests' locks. */
export interface TillConnection {
  read(networkId: string, guestIds: readonly (string | null)[], needLots: readonly boolean[]): Promise<TillReadRow[]>;
  write(
    networkId: string,
    rulesVersion: number,
    lockTimeout: string,
    groups: readonly GroupRows[],
  ): Promise<LostGroup[]>;
}

const READ: NamedStatement = {
  name: 'till_read',
  text: 'SELECT * FROM till_read($1::uuid, $2::uuid[], $3::boolean[])',
};

const WRITE_TYPES = [
  ...['uuid', 'bigint', 'text'],
  ...['uuid[]', 'bigint[]', 'bigint[]', 'text[]', 'integer[]'],
  ...['bigint[]', 'bigint[]', 'bigint[]', 'bigint[]', 'bigint[]', 'boolean[]'],
  ...['bigint[]', 'bigint[]', 'bigint[]', 'bigint[]', 'text[]', 'text[]', 'double precision[]'],
  ...['integer[]', 'uuid[]', 'text[]', 'uuid[]', 'uuid[]'],
  ...['integer[]', 'uuid[]', 'text[]', 'bigint[]', 'uuid[]', 'uuid[]', 'uuid[]'],
  ...['text[]', 'uuid[]', 'text[]', 'uuid[]', 'text[]', 'text[]'],
  ...['date[]', 'double precision[]', 'double precision[]'],
  ...['bigint[]', 'bigint[]', 'bigint[]', 'bigint[]', 'bigint[]', 'bigint[]', 'bigint[]'],
  ...['bigint[]', 'bigint[]', 'bigint[]', 'bigint[]', 'bigint[]'],
  ...['text[]', 'text[]', 'text[]', 'integer[]'],
  ...['text[]', 'text[]', 'text[]', 'text[]', 'text[]', 'text[]', 'text[]'],
  ...['text[]', 'text[]', 'text[]'],
  ...['integer[]', 'uuid[]', 'integer[]', 'text[]', 'text[]', 'uuid[]'],
  ...['text[]', 'uuid[]', 'bigint[]', 'uuid[]', 'double precision[]', 'double precision[]'],
  ...['integer[]', 'double precision[]', 'uuid[]', 'bigint[]', 'bigint[]', 'bigint[]'],
  ...['double precision[]', 'uuid[]'],
  ...['integer[]', 'uuid[]', 'text[]', 'integer[]', 'text[]', 'text[]'],
];

const WRITE: NamedStatement = {
  name: 'till_write',
  text: `SELECT * FROM till_write(${WRITE_TYPES.map((type, i) => `$${String(i + 1)}::${type}`).join(', ')})`,
};

/** Statements that are transactions of their own: the way of a batch. */
export function pooledTill(database: Database): TillConnection {
  return {
    read: (networkId, guestIds, needLots) =>
      database.callInNetwork<TillReadRow>(READ, readValues(networkId, guestIds, needLots)),
    write: (...batch) => database.callInNetwork<LostGroup>(WRITE, writeValues(...batch)),
  };
}

/** The same statements inside an open transaction: the way of an act that is decided under its guest's lock. */
export function transactionTill(tx: Tx): TillConnection {
  return {
    read: (networkId, guestIds, needLots) =>
      tx.query<TillReadRow>(READ.text, readValues(networkId, guestIds, needLots)),
    write: (...batch) => tx.query<LostGroup>(WRITE.text, writeValues(...batch)),
  };
}

/** Locks guests in the order of their ids, in a statement of its own: what is read after it is the newest (rule 4). */
export async function lockGuests(tx: Tx, networkId: string, guestIds: readonly string[]): Promise<void> {
  await tx.query(
    'SELECT 1 FROM guest_states WHERE network_id = $1 AND guest_id = ANY ($2::uuid[]) ORDER BY guest_id FOR UPDATE',
    [networkId, guestIds],
  );
}

function readValues(networkId: string, guestIds: readonly (string | null)[], needLots: readonly boolean[]): unknown[] {
  return [networkId, plainArray(guestIds), plainArray(needLots)];
}

function writeValues(
  networkId: string,
  rulesVersion: number,
  lockTimeout: string,
  groups: readonly GroupRows[],
): unknown[] {
  const heads = groups.map((rows) => rows.group);
  const claims = numbered(groups, (rows) => rows.claims);
  const transactions = numbered(groups, (rows) => rows.transactions);
  const transfers = numbered(groups, (rows) => rows.transfers);
  const lots = numbered(groups, (rows) => rows.lots);
  const answers = numbered(groups, (rows) => rows.answers);
  return [
    networkId,
    rulesVersion,
    lockTimeout,
    ...groupValues(heads),
    plainArray(claims.map((c) => c.group)),
    plainArray(claims.map((c) => c.item.digest)),
    textArray(claims.map((c) => CLAIM_LETTER[c.item.kind])),
    plainArray(claims.map((c) => c.item.holder)),
    plainArray(claims.map((c) => c.item.expected)),
    plainArray(transactions.map((t) => t.group)),
    ...transactionValues(transactions.map((t) => t.item)),
    plainArray(transfers.map((x) => x.group)),
    ...transferValues(transfers.map((x) => x.item)),
    plainArray(lots.map((l) => l.group)),
    ...lotValues(lots.map((l) => l.item)),
    plainArray(answers.map((a) => a.group)),
    plainArray(answers.map((a) => a.item.id)),
    textArray(answers.map((a) => a.item.requestHash)),
    plainArray(answers.map((a) => a.item.status)),
    textArray(answers.map((a) => a.item.code)),
    textArray(answers.map((a) => a.item.data)),
  ];
}

/** Each item of each group with the number of its group, counted from 1 as PostgreSQL does. */
function numbered<Item>(
  groups: readonly GroupRows[],
  of: (rows: GroupRows) => readonly Item[],
): { group: number; item: Item }[] {
  const list: { group: number; item: Item }[] = [];
  groups.forEach((rows, i) => {
    for (const item of of(rows)) list.push({ group: i + 1, item });
  });
  return list;
}

function groupValues(heads: readonly GroupWrite[]): string[] {
  return [
    plainArray(heads.map((g) => g.guestId)),
    plainArray(heads.map((g) => g.expected)),
    plainArray(heads.map((g) => g.version)),
    textArray(heads.map((g) => g.tier)),
    plainArray(heads.map((g) => g.graceUntil)),
    plainArray(heads.map((g) => g.available)),
    plainArray(heads.map((g) => g.pending)),
    plainArray(heads.map((g) => g.held)),
    plainArray(heads.map((g) => g.inReview)),
    plainArray(heads.map((g) => g.receivable)),
    plainArray(heads.map((g) => g.overdraft)),
    plainArray(heads.map((g) => g.spend)),
    plainArray(heads.map((g) => g.visits)),
    plainArray(heads.map((g) => g.pointsEarned)),
    plainArray(heads.map((g) => g.sales)),
    textArray(heads.map((g) => plainArray(g.days))),
    textArray(heads.map((g) => g.counters)),
    plainArray(heads.map((g) => g.dueMs)),
  ];
}

function transactionValues(items: readonly { readonly row: JournalRow; readonly comment: string | null }[]): string[] {
  const rows = items.map((item) => item.row);
  return [
    plainArray(rows.map((t) => t.id)),
    plainArray(rows.map((t) => t.type)),
    plainArray(rows.map((t) => t.guestVersion)),
    plainArray(rows.map((t) => t.restaurantId)),
    plainArray(rows.map((t) => t.pointOfSaleId)),
    plainArray(rows.map((t) => t.shiftId)),
    plainArray(rows.map((t) => t.actorKind)),
    plainArray(rows.map((t) => t.actorId)),
    plainArray(rows.map((t) => t.channel)),
    plainArray(rows.map((t) => t.relatedId)),
    textArray(rows.map((t) => t.receiptNumber)),
    textArray(rows.map((t) => t.externalOrderId)),
    plainArray(rows.map((t) => t.businessDate)),
    plainArray(rows.map((t) => t.occurredAt)),
    plainArray(rows.map((t) => t.recordedAt)),
    plainArray(rows.map((t) => t.amount)),
    plainArray(rows.map((t) => t.discount)),
    plainArray(rows.map((t) => t.pointsRedeemed)),
    plainArray(rows.map((t) => t.pointsValue)),
    plainArray(rows.map((t) => t.payable)),
    plainArray(rows.map((t) => t.pointsEarned)),
    plainArray(rows.map((t) => t.pointsNotTaken)),
    plainArray(rows.map((t) => t.available)),
    plainArray(rows.map((t) => t.pending)),
    plainArray(rows.map((t) => t.held)),
    plainArray(rows.map((t) => t.inReview)),
    plainArray(rows.map((t) => t.receivable)),
    textArray(rows.map((t) => t.tierBefore)),
    textArray(rows.map((t) => t.tier)),
    textArray(rows.map((t) => t.tierProgress)),
    plainArray(rows.map((t) => t.programVersion)),
    textArray(rows.map((t) => t.items)),
    textArray(rows.map((t) => t.facts)),
    textArray(rows.map((t) => t.details)),
    textArray(rows.map((t) => t.trace)),
    textArray(rows.map((t) => t.paymentMethod)),
    plainArray(rows.map((t) => t.direction)),
    textArray(rows.map((t) => t.reasonCode)),
    textArray(items.map((item) => item.comment)),
    plainArray(rows.map((t) => t.requestHash)),
    textArray(rows.map((t) => t.requestId)),
  ];
}

function transferValues(transfers: readonly TransferRow[]): string[] {
  return [
    plainArray(transfers.map((x) => x.transactionId)),
    plainArray(transfers.map((x) => x.n)),
    plainArray(transfers.map((x) => x.code)),
    plainArray(transfers.map((x) => x.debitKind)),
    plainArray(transfers.map((x) => x.debitOwner)),
    plainArray(transfers.map((x) => x.creditKind)),
    plainArray(transfers.map((x) => x.creditOwner)),
    plainArray(transfers.map((x) => x.amount)),
    plainArray(transfers.map((x) => x.lotId)),
    plainArray(transfers.map((x) => x.expiresAt)),
    plainArray(transfers.map((x) => x.activatesAt)),
  ];
}

function lotValues(lots: readonly LotWrite[]): string[] {
  return [
    plainArray(lots.map((l) => l.expiresAt)),
    plainArray(lots.map((l) => l.lotId)),
    plainArray(lots.map((l) => l.amount)),
    plainArray(lots.map((l) => l.remaining)),
    plainArray(lots.map((l) => l.held)),
    plainArray(lots.map((l) => l.activatesAt)),
    plainArray(lots.map((l) => l.restaurantId)),
  ];
}
