import type { GuestFile } from '../../../generated/prisma/client';
import type { Tx } from '../../../platform/database/database';
import { type IdSlice, pickSlice } from '../../../platform/http/list-query';
import type { GuestFileMapping, GuestFileStatus } from './guest-file.dto';

// SQL by hand where the database's clock or a lock decides.

/** Kinds of files that managers upload part by part. */
export type FileKind = 'GUESTS' | 'SHADOW_RECEIPTS' | 'SHADOW_BALANCES';

/** The states in which the job has work to do. */
const OPEN = ['READING', 'CHECKING', 'RUNNING', 'UNDOING'];

/** A file of guests, or of receipts or balances for the shadow run, as stored between its steps. */
export interface GuestFileRow extends Omit<GuestFile, 'kind' | 'status' | 'mapping' | 'bytes' | 'points'> {
  readonly kind: FileKind;
  readonly status: GuestFileStatus;
  /** How a file of guests is read; a file of another kind has a mapping of its own form. */
  readonly mapping: GuestFileMapping | null;
  readonly bytes: number;
  readonly points: number;
}
export type GuestFileChange = Partial<Omit<GuestFileRow, 'networkId' | 'id' | 'mapping'>> & {
  readonly mapping?: object;
};

/** The content of a part: the file, the outcome of each row, or the refused rows. */
export type PartKind = 'FILE' | 'ROWS' | 'REFUSED';

/** Casts the row; the table's constraints guarantee the types. */
const rowOf = (row: GuestFile): GuestFileRow => ({
  ...row,
  kind: row.kind as FileKind,
  status: row.status as GuestFileStatus,
  mapping: row.mapping as GuestFileMapping | null,
  bytes: Number(row.bytes),
  points: Number(row.points),
});

export async function insertFile(
  tx: Tx,
  networkId: string,
  file: Pick<GuestFileRow, 'id' | 'kind' | 'name' | 'createdBy'>,
): Promise<GuestFileRow> {
  return rowOf(await tx.prisma.guestFile.create({ data: { ...file, networkId, status: 'UPLOADING' } }));
}

export async function findFile(tx: Tx, networkId: string, id: string): Promise<GuestFileRow | undefined> {
  const row = await tx.prisma.guestFile.findUnique({ where: { networkId_id: { networkId, id } } });
  return row === null ? undefined : rowOf(row);
}

export async function lockFile(tx: Tx, networkId: string, id: string): Promise<GuestFileRow | undefined> {
  await tx.query`
    SELECT FROM guest_files WHERE network_id = ${networkId} AND id = ${id} FOR NO KEY UPDATE`;
  return findFile(tx, networkId, id);
}

export async function listFiles(
  tx: Tx,
  networkId: string,
  kinds: readonly FileKind[],
  slice: IdSlice,
): Promise<GuestFileRow[]> {
  const { id, order, take } = pickSlice(slice);
  const where = { networkId, id, kind: { in: [...kinds] }, status: { not: 'DISCARDED' } };
  return (await tx.prisma.guestFile.findMany({ where, orderBy: order, take })).map(rowOf);
}

/** The oldest file with work for the job. */
export async function findOpenFile(tx: Tx, networkId: string): Promise<GuestFileRow | undefined> {
  const where = { networkId, status: { in: OPEN } };
  const row = await tx.prisma.guestFile.findFirst({ where, orderBy: { id: 'asc' } });
  return row === null ? undefined : rowOf(row);
}

export async function changeFile(
  tx: Tx,
  networkId: string,
  id: string,
  change: GuestFileChange,
): Promise<GuestFileRow> {
  return rowOf(await tx.prisma.guestFile.update({ where: { networkId_id: { networkId, id } }, data: change }));
}

/** The points that this person imported within a day without a second person. */
export async function sumOfDay(tx: Tx, networkId: string, userId: string): Promise<number> {
  const { sum } = await tx.one<{ sum: number }>`
    SELECT coalesce(sum(points), 0)::bigint AS sum FROM guest_files
     WHERE network_id = ${networkId} AND requested_by = ${userId} AND requested_at > now() - interval '1 day' AND approved_by IS NULL
       AND status IN ('RUNNING', 'DONE', 'FAILED', 'UNDOING', 'UNDONE')`;
  return sum;
}

/** Stores a part; an existing part stays unchanged. */
export async function insertPart(
  tx: Tx,
  networkId: string,
  {
    content,
    ...part
  }: {
    readonly fileId: string;
    readonly kind: PartKind;
    readonly number: number;
    readonly content: Uint8Array<ArrayBuffer>;
  },
): Promise<void> {
  const data = { ...part, networkId, contentEncrypted: content };
  await tx.prisma.guestFilePart.createMany({ data, skipDuplicates: true });
}

/** The first part after this number. */
export async function findPart(
  tx: Tx,
  networkId: string,
  { after, ...part }: { readonly fileId: string; readonly kind: PartKind; readonly after: number },
): Promise<{ readonly number: number; readonly content: Uint8Array } | undefined> {
  const where = { ...part, networkId, number: { gt: after } };
  const row = await tx.prisma.guestFilePart.findFirst({ where, orderBy: { number: 'asc' } });
  return row === null ? undefined : { number: row.number, content: row.contentEncrypted };
}

export async function deleteParts(
  tx: Tx,
  networkId: string,
  fileId: string,
  kinds: readonly PartKind[],
): Promise<void> {
  await tx.prisma.guestFilePart.deleteMany({ where: { networkId, fileId, kind: { in: [...kinds] } } });
}

/** A file whose last step ended this many days ago and that still has rows of guests. */
export async function findOldFile(tx: Tx, networkId: string, days: number): Promise<GuestFileRow | undefined> {
  const old = await tx.maybe<{ id: string }>`
    SELECT id FROM guest_files
     WHERE network_id = ${networkId} AND status <> ALL (${OPEN}::text[])
       AND greatest(created_at, requested_at, finished_at) < now() - make_interval(days => ${days})
       AND (head_encrypted IS NOT NULL OR refusals_encrypted IS NOT NULL
            OR EXISTS (SELECT FROM guest_file_parts p WHERE p.network_id = ${networkId} AND p.file_id = guest_files.id))
     ORDER BY id LIMIT 1`;
  return old === undefined ? undefined : findFile(tx, networkId, old.id);
}
