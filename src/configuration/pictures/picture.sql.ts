import type { Picture } from '../../generated/prisma/client';
import type { Statements, Tx } from '../../platform/database/database';

// SQL by hand: a join for the lists of several rooms, reads that share round trips, a lock of the owner, and a lease.

/** Kinds of things that have pictures. BADGE: the badge of a campaign, under the campaign's id. */
const PICTURE_OWNERS = ['BADGE', 'CAMPAIGN', 'MENU_ITEM', 'RESTAURANT', 'REWARD'] as const;
export type PictureOwner = (typeof PICTURE_OWNERS)[number];

const TABLES: Readonly<Record<PictureOwner, string>> = {
  BADGE: 'campaigns',
  CAMPAIGN: 'campaigns',
  MENU_ITEM: 'menu_items',
  RESTAURANT: 'restaurants',
  REWARD: 'rewards',
};

/** A picture for answers; its address contains the network. */
export interface ShownPicture {
  readonly networkId: string;
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  readonly widths: readonly number[];
}

/** The picture of a row, with `pictureOf` among the joins; null: none. */
export const PICTURE_COLUMN = `CASE WHEN picture.id IS NULL THEN NULL ELSE json_build_object('networkId', picture.network_id,
  'hash', picture.hash, 'width', picture.width, 'height', picture.height, 'widths', picture.widths) END AS picture`;

/** The join that `PICTURE_COLUMN` reads. */
export function pictureOf(owner: PictureOwner, row: string): string {
  return `LEFT JOIN pictures picture ON picture.network_id = ${row}.network_id AND picture.owner_kind = '${owner}'
    AND picture.owner_id = ${row}.id`;
}

export function findPicture(tx: Tx, networkId: string, owner: PictureOwner, ownerId: string): Promise<Picture | null> {
  const where = { networkId_ownerKind_ownerId: { networkId, ownerKind: owner, ownerId } };
  return tx.prisma.picture.findUnique({ where });
}

/** The pictures of these owners, by owner's id. */
export async function picturesOf(
  tx: Statements,
  networkId: string,
  owner: PictureOwner,
  ownerIds: readonly string[],
): Promise<ReadonlyMap<string, ShownPicture>> {
  if (ownerIds.length === 0) return new Map();
  const rows = await tx.query<ShownPicture & { readonly ownerId: string }>`
    SELECT network_id, owner_id, hash, width, height, widths FROM pictures WHERE network_id = ${networkId}
     AND owner_kind = ${owner} AND owner_id = ANY (${ownerIds}::uuid[]) LIMIT ${ownerIds.length}`;
  return new Map(rows.map((row) => [row.ownerId, row]));
}

/** Locks the owner of pictures, so that two requests put their pictures one after the other. False: the network has no such owner. */
export async function lockOwner(
  tx: Statements,
  networkId: string,
  owner: PictureOwner,
  ownerId: string,
): Promise<boolean> {
  const row = await tx.maybe(`SELECT 1 FROM ${TABLES[owner]} WHERE network_id = $1 AND id = $2 FOR NO KEY UPDATE`, [
    networkId,
    ownerId,
  ]);
  return row !== undefined;
}

export interface PictureFile {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

export function findFile(tx: Statements, networkId: string, pictureId: string, width: number) {
  return tx.maybe<PictureFile>`SELECT media_type, bytes FROM picture_files
      WHERE network_id = ${networkId} AND picture_id = ${pictureId} AND width = ${width}`;
}

/** In all networks, for the platform's role. */
export function listDueRemovals(tx: Statements, limit: number) {
  return tx.query<{ networkId: string; pictureId: string }>`SELECT network_id, picture_id FROM picture_removals
      WHERE due_at <= now() ORDER BY due_at LIMIT ${limit}`;
}

/** Leases a removal to this process; undefined: another process has the lease. */
export function takeRemoval(tx: Statements, networkId: string, pictureId: string, leaseSeconds: number) {
  return tx.maybe<{ widths: number[] }>`
    UPDATE picture_removals SET due_at = now() + ${leaseSeconds} * interval '1 second'
     WHERE network_id = ${networkId} AND picture_id = ${pictureId} AND due_at <= now() RETURNING widths`;
}
