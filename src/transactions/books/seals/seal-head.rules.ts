import { sha256 } from './merkle.rules';
import { type RecordField, recordOf } from './record-form.rules';

/** A place in the order of the journal. Rows are read, sealed and exported by (epoch, xid, id). */
export interface JournalPosition {
  readonly epoch: number;
  readonly xid: number;
  readonly id: string;
}

/** A position below every row. */
export const JOURNAL_START: JournalPosition = { epoch: 0, xid: 0, id: '00000000-0000-0000-0000-000000000000' };

/** The previous hash in a network's first seal. */
export const NO_SEAL_BEFORE = Buffer.alloc(32);

/** The form of the head of new seals. Each seal names its own form, and so does each leaf. Form 2 adds `programs`. */
export const SEAL_FORM = 2;

/** A version of the programme in a seal: number, SHA-256 of the document, and when it takes effect in microseconds. */
export type SealedProgram = readonly [version: number, documentHash: string, effectiveFrom: number];

/** The content of a seal before it is signed. */
export interface SealHead {
  readonly form: number;
  readonly networkId: string;
  /** Counted from 1, without gaps. */
  readonly number: number;
  /** The hash of the previous seal. First seal: 32 zero bytes. */
  readonly previous: Buffer;
  /** The seal covers the rows after `from` and up to `to`, included. */
  readonly from: JournalPosition;
  readonly to: JournalPosition;
  readonly transactions: number;
  readonly transfers: number;
  readonly merkleRoot: Buffer;
  /** Totals of the accounts of network, restaurants and partners since the first transfer, as JSON. */
  readonly totals: string;
  /** From form 2: the programme's versions that this is the first seal to cover, as JSON. Null: none. */
  readonly programs: string | null;
  /** Milliseconds since 1970-01-01T00:00Z, by the database's clock. */
  readonly sealedAtMs: number;
  readonly keyId: string;
}

export interface Seal extends SealHead {
  readonly hash: Buffer;
  readonly signature: Buffer;
}

/** SHA-256 over a record of the head's fields in this order (docs/ledger-format.md). */
export function sealHashOf(head: SealHead): Buffer {
  return sha256(
    recordOf([
      ['text', 'loyalty-seal'],
      ['int4', String(head.form)],
      ['uuid', head.networkId],
      ['int8', String(head.number)],
      ['bytea', head.previous.toString('hex')],
      ...positionFields(head.from),
      ...positionFields(head.to),
      ['int4', String(head.transactions)],
      ['int4', String(head.transfers)],
      ['bytea', head.merkleRoot.toString('hex')],
      ['json', head.totals],
      ['timestamptz', String(head.sealedAtMs * 1_000)],
      ['text', head.keyId],
      ...(head.form >= 2 ? [['json', head.programs] as const] : []),
    ]),
  );
}

/** Below zero when `a` comes before `b`. UUIDs in canonical text sort like in PostgreSQL. */
export function comparePositions(a: JournalPosition, b: JournalPosition): number {
  if (a.epoch !== b.epoch) return a.epoch - b.epoch;
  if (a.xid !== b.xid) return a.xid - b.xid;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function positionFields(position: JournalPosition): RecordField[] {
  return [
    ['int4', String(position.epoch)],
    ['int8', String(position.xid)],
    ['uuid', position.id],
  ];
}
