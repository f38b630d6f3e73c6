import type { Picture } from '../../generated/prisma/client';
import type { Statements, Tx } from '../../platform/database/database';
import { type Sql, sql } from '../../platform/database/sql';

// SQL by hand: a join for the lists of several rooms, reads that share round trips, a lock of the owner, and a lease.

/** Kinds of things that have pictures. BADGE: the badge of a campaign, under the campaign's id. */
const PICTURE_OWNERS = ['BADGE', 'CAMPAIGN', 'MENU_ITEM', 'RESTAURANT', 'REWARD'] as const;
export type PictureOwner = (typeof PICTURE_OWNERS)[number];

/** A picture for answers; its address contains the network. */
export interface ShownPicture {
  readonly networkId: string;
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  readonly widths: readonly number[];
}

/** The picture of a row, with `pictureOf` among the joins; null: none. */
export const PICTURE_COLUMN = sql`CASE WHEN picture.id IS NULL THEN NULL ELSE json_build_object('networkId', picture.network_id,
  'hash', picture.hash, 'width', picture.width, 'height', picture.height, 'widths', picture.widths) END AS picture`;

/** The join that `PICTURE_COLUMN` reads. */
export function pictureOf(owner: PictureOwner, row: Sql): Sql {
  return sql`LEFT JOIN pictures picture ON picture.network_id = ${row}.network_id AND picture.owner_kind = ${owner}
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

export interface PictureFile {
  readonly mediaType: string;
  readonly bytes: Buffer;
}
