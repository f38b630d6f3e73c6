import { createHash } from 'node:crypto';
import { RowArray } from '../../../platform/database/row-array';
import { lowestIdAt } from '../../../platform/ids/ids';
import { type ColumnType, type JournalRow, TABLE_COLUMNS } from '../journal/journal-columns';
import type { TransferRow } from '../journal/journal-row';
import { CLAIM_LETTER } from '../claims/claim-digests';
import type {
  AnswerWrite,
  AskedGuests,
  BatchWrite,
  BudgetReturnWrite,
  BudgetUseWrite,
  ClaimWrite,
  GroupRows,
  GroupWrite,
  LookUp,
  LotWrite,
  SpendReading,
  TakeWrite,
  TillReading,
  UseWrite,
} from './till-rows';

const DAY_MS = 86_400_000;

/** The parameter of `till_read`. */
export function askedRows(asked: readonly AskedGuests[]): Buffer {
  const networks = new RowArray();
  for (const { networkId, readings, codes } of asked) {
    networks.begin().uuid(networkId);
    addReadings(networks, readings);
    networks.beginArray();
    for (const { guestId, digest } of codes) {
      networks.begin().uuid(guestId);
      networks.uuid(digest);
    }
    networks.endArray();
  }
  return networks.written();
}

/** Adds a field with the guests whom `till_read` or `till_lock` is to read. */
export function addReadings(row: RowArray, readings: readonly TillReading[]): void {
  row.beginArray();
  for (const { guestId, needLots, ends = null, lookUps = NO_LOOK_UPS, spending } of readings) {
    row.begin().uuid(guestId);
    row.bool(needLots);
    row.int4(ends);
    row.beginArray();
    for (const lookUp of lookUps) {
      row.begin().uuid(lookUp.actorId);
      row.uuid(lookUp.guestId);
    }
    row.endArray();
    row.beginArray();
    if (spending !== undefined) writeSpending(row.begin(), spending);
    row.endArray();
  }
  row.endArray();
}

const NO_LOOK_UPS: readonly LookUp[] = [];

function writeSpending(row: RowArray, { since, receiptNumber, externalOrderId, pointOfSaleId }: SpendReading): void {
  row.instant(since);
  // An id holds the time of its process, which may differ from the database's.
  row.uuid(lowestIdAt(since - DAY_MS));
  row.text(receiptNumber);
  row.text(externalOrderId);
  row.uuid(pointOfSaleId);
}

/** The parameter of `till_write`. */
export function writeValues(batches: readonly BatchWrite[]): unknown[] {
  const written = new RowArray();
  for (const batch of batches) writeBatch(written.begin(), batch);
  return [written.written()];
}

/** The second parameter of `till_write_gifts`. */
export function soleGiftRows(batches: readonly BatchWrite[]): Buffer {
  const rows = new RowArray();
  batches.forEach(({ networkId, groups }, batch) => {
    groups.forEach(({ soleGifts }, group) => {
      for (const gift of soleGifts) {
        const row = rows.begin();
        row.int4(batch + 1);
        row.int4(group + 1);
        row.uuid(networkId);
        row.uuid(gift.transactionId);
        row.uuid(gift.person);
        row.text(gift.unit);
        row.uuid(gift.guestId);
        row.text(gift.source);
        row.int8(gift.amount);
        row.int8(gift.waiting);
        row.uuid(gift.holdId);
      }
    });
  });
  return rows.written();
}

function writeBatch(batch: RowArray, { networkId, rulesVersion, lockTimeout, groups }: BatchWrite): void {
  batch.uuid(networkId);
  batch.int8(rulesVersion);
  batch.text(lockTimeout);
  addOfGroups(batch, groups, (_group, rows) => writeGroup(batch.begin(), rows.group));
  addOfGroups(batch, groups, (group, { claims }) => {
    for (const claim of claims) writeClaim(batch.begin(), group, claim);
  });
  addOfGroups(batch, groups, (group, { transactions }) => {
    for (const { row, comment } of transactions) writeTransaction(batch.begin(), group, row, comment);
  });
  addOfGroups(batch, groups, (group, { transactions }) => {
    for (const { row, comment } of transactions)
      if (comment !== null) writeComment(batch.begin(), group, row.id, comment);
  });
  addOfGroups(batch, groups, (group, { transfers }) => {
    for (const transfer of transfers) writeTransfer(batch.begin(), group, transfer);
  });
  for (const isOfArray of [isNew, isChanged, isSpent])
    addOfGroups(batch, groups, (group, rows) => {
      for (const lot of rows.lots) if (isOfArray(lot, rows)) writeLot(batch.begin(), group, rows.group.guestId, lot);
    });
  addOfGroups(batch, groups, (group, { answers }) => {
    for (const answer of answers) writeAnswer(batch.begin(), group, answer);
  });
  addOfGroups(batch, groups, (group, { takes }) => {
    for (const take of takes) writeTake(batch.begin(), group, take);
  });
  addOfGroups(batch, groups, (group, rows) => {
    for (const use of rows.uses) writeUse(batch.begin(), group, rows.group.guestId, use);
  });
  addOfGroups(batch, groups, (group, { budgetUses }) => {
    for (const use of budgetUses) writeBudgetUse(batch.begin(), group, use);
  });
  addOfGroups(batch, groups, (group, { budgetReturns }) => {
    for (const back of budgetReturns) writeBudgetReturn(batch.begin(), group, back);
  });
}

/** Adds an array with rows of each group. A row starts with the number of its group, counted from 1. */
function addOfGroups(
  batch: RowArray,
  groups: readonly GroupRows[],
  add: (group: number, rows: GroupRows) => void,
): void {
  batch.beginArray();
  groups.forEach((rows, i) => add(i + 1, rows));
  batch.endArray();
}

function isSpent({ remaining }: LotWrite): boolean {
  return remaining === 0;
}

/** Whether the lot is new: an accrual's lot has the id of its transaction, any other lot may exist already. */
function isNew(lot: LotWrite, { transactions }: GroupRows): boolean {
  return !isSpent(lot) && transactions.some(({ row }) => row.id === lot.lotId);
}

function isChanged(lot: LotWrite, rows: GroupRows): boolean {
  return !isSpent(lot) && !isNew(lot, rows);
}

// One function for each type of the migration; the fields have that type's order.

function writeGroup(row: RowArray, group: GroupWrite): void {
  row.uuid(group.guestId);
  row.int8(group.expected);
  row.int8(group.version);
  row.text(group.tier);
  row.int4(group.graceUntil);
  row.int8(group.available);
  row.int8(group.pending);
  row.int8(group.held);
  row.int8(group.inReview);
  row.int8(group.receivable);
  row.bool(group.overdraft);
  row.int8(group.spend);
  row.int8(group.visits);
  row.int8(group.pointsEarned);
  row.int8(group.sales);
  row.int8Array(group.days);
  row.json(group.counters);
  row.instant(group.dueMs ?? Infinity);
  row.bool(group.blocked);
}

function writeClaim(row: RowArray, group: number, claim: ClaimWrite): void {
  row.int4(group);
  row.uuid(claim.digest);
  row.char(CLAIM_LETTER[claim.kind]);
  row.uuid(claim.holder);
  row.uuid(claim.expected);
}

/** How each SQL type is written into the parameter. */
const WRITER = {
  uuid: 'uuid',
  text: 'text',
  int4: 'int4',
  int8: 'int8',
  date: 'date',
  timestamptz: 'instant',
  json: 'json',
  bytea: 'bytes',
  transaction_type: 'name',
} as const satisfies Record<ColumnType, keyof RowArray>;

/** The columns in the migration's type: those of the table, except the ones that the function or the database fills in. */
const WRITTEN = TABLE_COLUMNS.filter(({ name }) => name !== 'networkId' && name !== 'xid').map(({ name, type }) => ({
  name: name as keyof TransactionWrite,
  writer: WRITER[type],
}));

type TransactionWrite = JournalRow & { readonly commentHash: string | null };

function writeTransaction(row: RowArray, group: number, of: JournalRow, comment: string | null): void {
  row.int4(group);
  const commentHash = comment === null ? null : createHash('sha256').update(comment, 'utf8').digest('hex');
  for (const { name, writer } of WRITTEN) {
    // The list of columns guarantees that the value has the writer's type.
    row[writer]((name === 'commentHash' ? commentHash : of[name]) as never);
  }
}

function writeComment(row: RowArray, group: number, transactionId: string, comment: string): void {
  row.int4(group);
  row.uuid(transactionId);
  row.text(comment);
}

function writeTransfer(row: RowArray, group: number, transfer: TransferRow): void {
  row.int4(group);
  row.uuid(transfer.transactionId);
  row.int2(transfer.n);
  row.name(transfer.code);
  row.name(transfer.debitKind);
  row.uuid(transfer.debitOwner);
  row.name(transfer.creditKind);
  row.uuid(transfer.creditOwner);
  row.int8(transfer.amount);
  row.uuid(transfer.lotId);
  row.instant(transfer.expiresAt);
  row.instant(transfer.activatesAt);
  row.uuid(transfer.unit);
}

function writeLot(row: RowArray, group: number, guestId: string | null, lot: LotWrite): void {
  row.int4(group);
  row.uuid(guestId);
  row.instant(lot.expiresAt ?? Infinity);
  row.uuid(lot.lotId);
  row.int8(lot.amount);
  row.int8(lot.remaining);
  row.int8(lot.held);
  row.instant(lot.activatesAt);
  row.uuid(lot.restaurantId);
}

function writeAnswer(row: RowArray, group: number, answer: AnswerWrite): void {
  row.int4(group);
  row.uuid(answer.id);
  row.bytes(answer.requestHash);
  row.int2(answer.status);
  row.text(answer.code);
  row.json(answer.data);
}

function writeTake(row: RowArray, group: number, take: TakeWrite): void {
  row.int4(group);
  row.uuid(take.digest);
  row.uuid(take.batchId);
}

function writeBudgetUse(row: RowArray, group: number, use: BudgetUseWrite): void {
  row.int4(group);
  row.uuid(use.leaseId);
  row.uuid(use.budgetId);
  row.uuid(use.transactionId);
  row.int8(use.amount);
}

function writeBudgetReturn(row: RowArray, group: number, back: BudgetReturnWrite): void {
  row.int4(group);
  row.text(back.campaign);
  row.uuid(back.transactionId);
  row.int8(back.points);
  row.int8(back.money);
  row.int8(back.uses);
}

function writeUse(row: RowArray, group: number, guestId: string | null, use: UseWrite): void {
  row.int4(group);
  row.uuid(use.digest);
  row.uuid(use.batchId);
  row.uuid(use.redemptionId);
  row.uuid(guestId);
  row.uuid(use.rewardId);
  row.int4(use.rewardVersion);
  row.json(use.terms);
  row.uuid(use.saleId);
  row.uuid(use.restaurantId);
  row.bool(use.claimed);
}
