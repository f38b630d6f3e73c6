import type { Statements } from '../../platform/database/database';

// SQL by hand: a join for the lists of several rooms, and a lock of the owner.

/** BADGE: the badge that a campaign gives, by the id of the campaign. */
export const PICTURE_OWNERS = ['BADGE', 'CAMPAIGN', 'MENU_ITEM', 'RESTAURANT', 'REWARD'] as const;
export type PictureOwner = (typeof PICTURE_OWNERS)[number];

const TABLES: Readonly<Record<PictureOwner, string>> = {
  BADGE: 'campaigns',
  CAMPAIGN: 'campaigns',
  MENU_ITEM: 'menu_items',
  RESTAURANT: 'restaurants',
  REWARD: 'rewards',
};

/** A picture as answers need it; the network stands in its address. */
export interface ShownPicture {
  readonly networkId: string;
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  readonly widths: readonly number[];
}

export interface PictureRow extends ShownPicture {
  readonly id: string;
  readonly ownerKind: PictureOwner;
  readonly ownerId: string;
  readonly place: 'DATABASE' | 'BUCKET';
}

/** The picture of a row, with `pictureOf` among the joins; null: none. */
export const PICTURE_COLUMN = `CASE WHEN picture.id IS NULL THEN NULL ELSE json_build_object('networkId', picture.network_id,
  'hash', picture.hash, 'width', picture.width, 'height', picture.height, 'widths', picture.widths) END AS picture`;

/** The join that `PICTURE_COLUMN` reads. */
export function pictureOf(owner: PictureOwner, row: string): string {
  return `LEFT JOIN pictures picture ON picture.network_id = ${row}.network_id AND picture.owner_kind = '${owner}'
    AND picture.owner_id = ${row}.id`;
}

const COLUMNS = `network_id AS "networkId", id, owner_kind AS "ownerKind", owner_id AS "ownerId", hash, width, height, widths,
  place`;

export function findPicture(
  tx: Statements,
  networkId: string,
  owner: PictureOwner,
  ownerId: string,
): Promise<PictureRow | undefined> {
  return tx.maybe<PictureRow>(
    `SELECT ${COLUMNS} FROM pictures WHERE network_id = $1 AND owner_kind = $2 AND owner_id = $3`,
    [networkId, owner, ownerId],
  );
}

/** One of several pictures with the same content is as good as another. */
export function findByHash(tx: Statements, networkId: string, hash: string): Promise<PictureRow | undefined> {
  return tx.maybe<PictureRow>(`SELECT ${COLUMNS} FROM pictures WHERE network_id = $1 AND hash = $2 LIMIT 1`, [
    networkId,
    hash,
  ]);
}

/** Those of these owners, by the id of the owner. */
export async function picturesOf(
  tx: Statements,
  networkId: string,
  owner: PictureOwner,
  ownerIds: readonly string[],
): Promise<ReadonlyMap<string, PictureRow>> {
  if (ownerIds.length === 0) return new Map();
  const rows = await tx.query<PictureRow>(
    `SELECT ${COLUMNS} FROM pictures WHERE network_id = $1 AND owner_kind = $2 AND owner_id = ANY ($3::uuid[]) LIMIT $4`,
    [networkId, owner, ownerIds, ownerIds.length],
  );
  return new Map(rows.map((row) => [row.ownerId, row]));
}

export function listPictures(tx: Statements, networkId: string, limit: number): Promise<PictureRow[]> {
  return tx.query<PictureRow>(`SELECT ${COLUMNS} FROM pictures WHERE network_id = $1 ORDER BY id LIMIT $2`, [
    networkId,
    limit,
  ]);
}

/** Locks the owner, so that two pictures of it come one after the other. False: the network does not have it. */
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

export async function insertPicture(tx: Statements, row: PictureRow): Promise<void> {
  await tx.query(
    `INSERT INTO pictures (network_id, id, owner_kind, owner_id, hash, width, height, widths, place)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::integer[], $9)`,
    [row.networkId, row.id, row.ownerKind, row.ownerId, row.hash, row.width, row.height, row.widths, row.place],
  );
}

/** Its files in the database go with it. */
export async function deletePicture(tx: Statements, networkId: string, id: string): Promise<void> {
  await tx.query('DELETE FROM pictures WHERE network_id = $1 AND id = $2', [networkId, id]);
}

export async function insertFile(
  tx: Statements,
  networkId: string,
  pictureId: string,
  { width, bytes }: { readonly width: number; readonly bytes: Buffer },
): Promise<void> {
  await tx.query(
    `INSERT INTO picture_files (network_id, picture_id, width, media_type, bytes) VALUES ($1, $2, $3, 'image/webp', $4)`,
    [networkId, pictureId, width, bytes],
  );
}

export interface PictureFile {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

export function findFile(
  tx: Statements,
  networkId: string,
  pictureId: string,
  width: number,
): Promise<PictureFile | undefined> {
  return tx.maybe<PictureFile>(
    `SELECT media_type AS "mediaType", bytes FROM picture_files
      WHERE network_id = $1 AND picture_id = $2 AND width = $3`,
    [networkId, pictureId, width],
  );
}

/** Objects of this picture are to be removed from the bucket after so many seconds. */
export async function planRemoval(
  tx: Statements,
  networkId: string,
  pictureId: string,
  widths: readonly number[],
  afterSeconds: number,
): Promise<void> {
  await tx.query(
    `INSERT INTO picture_removals (network_id, picture_id, widths, due_at)
     VALUES ($1, $2, $3::integer[], now() + $4 * interval '1 second')
     ON CONFLICT (network_id, picture_id) DO UPDATE SET due_at = excluded.due_at`,
    [networkId, pictureId, widths, afterSeconds],
  );
}

export async function cancelRemoval(tx: Statements, networkId: string, pictureId: string): Promise<void> {
  await tx.query('DELETE FROM picture_removals WHERE network_id = $1 AND picture_id = $2', [networkId, pictureId]);
}

/** In all networks, for the platform's role. */
export function listDueRemovals(
  tx: Statements,
  limit: number,
): Promise<{ readonly networkId: string; readonly pictureId: string }[]> {
  return tx.query(
    `SELECT network_id AS "networkId", picture_id AS "pictureId" FROM picture_removals
      WHERE due_at <= now() ORDER BY due_at LIMIT $1`,
    [limit],
  );
}

/** Takes it for a while, so that no other process removes the same objects; undefined: another one did. */
export function takeRemoval(
  tx: Statements,
  networkId: string,
  pictureId: string,
  leaseSeconds: number,
): Promise<{ readonly widths: readonly number[] } | undefined> {
  return tx.maybe(
    `UPDATE picture_removals SET due_at = now() + $3 * interval '1 second'
      WHERE network_id = $1 AND picture_id = $2 AND due_at <= now() RETURNING widths`,
    [networkId, pictureId, leaseSeconds],
  );
}
