import { Injectable } from '@nestjs/common';
import { hash } from 'node:crypto';
import type { Picture } from '../../generated/prisma/client';
import { Database, type Tx, type Statements } from '../../platform/database/database';
import { makeSizes, type RemadePicture } from '../../platform/files/pictures';
import type { FaultReason } from '../../platform/http/catalogue/catalogue';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { Audit, type Author } from '../../security';
import { type PictureFile, type PictureOwner, type ShownPicture, findPicture } from './picture.sql';
import { BucketStore, DatabaseStore, type PictureStore } from './picture-stores';
import { type Sql, sql } from '../../platform/database/sql';

const TABLES = {
  BADGE: sql`campaigns`,
  CAMPAIGN: sql`campaigns`,
  MENU_ITEM: sql`menu_items`,
  RESTAURANT: sql`restaurants`,
  REWARD: sql`rewards`,
} satisfies Record<PictureOwner, Sql>;

/** The widths of a card on a phone, on a high-resolution phone or tablet, and on a large screen. */
const WIDTHS = [320, 640, 1_280];

/** The most pictures that a sandbox gets; they are in memory while they are copied. */
const MOST_COPIED = 200;

/** Where the bytes are. */
type StoreName = 'DATABASE' | 'BUCKET';

export interface PictureSubject {
  readonly owner: PictureOwner;
  readonly id: string;
}

/** A picture in its sizes; the store has the bytes. */
export interface PreparedPicture {
  readonly id: string;
  readonly hash: string;
  readonly files: readonly RemadePicture[];
  readonly place: StoreName;
}

export interface CopiedPicture extends PictureSubject {
  readonly files: readonly RemadePicture[];
}

/** Stores all pictures: each owner has one, in several sizes that we make. */
@Injectable()
export class Pictures {
  private readonly stores: Readonly<Record<StoreName, PictureStore>>;
  private readonly place: StoreName = settings.picturesBucket === undefined ? 'DATABASE' : 'BUCKET';

  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    ofDatabase: DatabaseStore,
    ofBucket: BucketStore,
  ) {
    this.stores = { DATABASE: ofDatabase, BUCKET: ofBucket };
  }

  /**
   * Makes a picture's sizes and gives their bytes to the store, before the transaction of `put`.
   *
   * @param path the picture's path in the body, for a refusal; the empty string: it is the body
   * @throws ProblemError `invalid_body` where the bytes are not an acceptable picture; `rate_limited`
   */
  async prepare(networkId: string, sent: Buffer, path = ''): Promise<PreparedPicture> {
    const made = await makeSizes(sent, WIDTHS);
    if (typeof made === 'string') throw refusal(path, made);
    const picture = { id: newId(), hash: hashOf(made), files: made, place: this.place };
    await this.stores[picture.place].prepare(networkId, picture);
    return picture;
  }

  /** @throws ProblemError `not_found` where the network has no such owner */
  async put(
    tx: Tx,
    networkId: string,
    subject: PictureSubject,
    picture: PreparedPicture,
    author: Author,
  ): Promise<ShownPicture> {
    const before = await this.dropOf(tx, networkId, subject);
    const row = await this.insert(tx, networkId, subject, picture);
    await this.note(tx, networkId, subject, before?.hash ?? null, row.hash, author);
    return row;
  }

  /** @throws ProblemError `not_found` where the network has no such owner */
  async remove(tx: Tx, networkId: string, subject: PictureSubject, author: Author): Promise<void> {
    const before = await this.dropOf(tx, networkId, subject);
    await this.note(tx, networkId, subject, before?.hash ?? null, null, author);
  }

  /** Removes the pictures of a network that was closed for good. */
  async removeAll(tx: Tx, networkId: string): Promise<void> {
    for (;;) {
      const rows = await listPictures(tx, networkId);
      for (const row of rows) await this.drop(tx, row);
      if (rows.length < MOST_COPIED) return;
    }
  }

  /** The file of this width; null: the network does not have this hash or width. */
  async read(networkId: string, hash: string, width: number): Promise<PictureFile | null> {
    const row = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.picture.findFirst({ where: { networkId, hash } }),
    );
    if (row?.widths.includes(width) !== true) return null;
    return (await this.storeOf(row).read(row, width)) ?? null;
  }

  /** The largest file of an owner's picture, with its hash; null: the owner has none. */
  async readOf(
    networkId: string,
    { owner, id }: PictureSubject,
  ): Promise<(PictureFile & { readonly hash: string }) | null> {
    const row = await this.database.inNetwork(networkId, (tx) => findPicture(tx, networkId, owner, id));
    if (row === null) return null;
    const file = await this.storeOf(row).read(row, row.width);
    return file === undefined ? null : { ...file, hash: row.hash };
  }

  /** Pictures with their bytes, to copy a network. */
  async listToCopy(networkId: string): Promise<CopiedPicture[]> {
    const rows = await this.database.inNetwork(networkId, (tx) => listPictures(tx, networkId));
    const copies: CopiedPicture[] = [];
    for (const row of rows) {
      const files: RemadePicture[] = [];
      for (const width of row.widths) {
        const file = await this.storeOf(row).read(row, width);
        if (file?.mediaType !== 'image/webp') continue;
        const height = Math.max(1, Math.round((row.height * width) / row.width));
        files.push({ bytes: Buffer.from(file.bytes), width, height });
      }
      if (files.length === row.widths.length)
        copies.push({ owner: row.ownerKind as PictureOwner, id: row.ownerId, files });
    }
    return copies;
  }

  /** Gives a copied picture to its owner in the copy. It is stored in the database, because a transaction must not wait for a bucket. */
  async putCopy(tx: Tx, networkId: string, subject: PictureSubject, { files }: CopiedPicture): Promise<void> {
    const picture = { id: newId(), hash: hashOf(files), files, place: 'DATABASE' as const };
    await this.insert(tx, networkId, subject, picture);
  }

  private async insert(
    tx: Tx,
    networkId: string,
    { owner, id }: PictureSubject,
    picture: PreparedPicture,
  ): Promise<Picture> {
    const largest = picture.files.at(-1);
    if (largest === undefined) throw new Error('a picture has at least one size');
    const { width, height } = largest;
    const widths = picture.files.map((file) => file.width);
    const { files: _, ...columns } = picture;
    const row = { ...columns, networkId, ownerKind: owner, ownerId: id, width, height, widths };
    const made = await tx.prisma.picture.create({ data: row });
    await this.stores[picture.place].keep(tx, networkId, picture);
    return made;
  }

  private async dropOf(tx: Tx, networkId: string, { owner, id }: PictureSubject): Promise<Picture | null> {
    if (!(await lockOwner(tx, networkId, owner, id))) throw new ProblemError('not_found');
    const before = await findPicture(tx, networkId, owner, id);
    if (before !== null) await this.drop(tx, before);
    return before;
  }

  private async drop(tx: Tx, row: Picture): Promise<void> {
    // Its files in the database go with it.
    await tx.prisma.picture.deleteMany({ where: { networkId: row.networkId, id: row.id } });
    await this.storeOf(row).drop(tx, row);
  }

  /** The table has no other places. */
  private storeOf({ place }: Picture): PictureStore {
    return this.stores[place as StoreName];
  }

  private note(
    tx: Tx,
    networkId: string,
    { owner, id }: PictureSubject,
    before: string | null,
    after: string | null,
    author: Author,
  ): Promise<void> {
    const action = `${owner.toLowerCase() as Lowercase<typeof owner>}.picture_changed` as const;
    const values = { before: { picture: before }, after: { picture: after } };
    return this.audit.appendChange(tx, networkId, author, action, id, values);
  }
}

function listPictures(tx: Tx, networkId: string): Promise<Picture[]> {
  return tx.prisma.picture.findMany({ where: { networkId }, orderBy: { id: 'asc' }, take: MOST_COPIED });
}

function hashOf(files: readonly RemadePicture[]): string {
  return hash('sha256', files.at(-1)?.bytes ?? '', 'hex');
}

export function refusal(path: string, reason: FaultReason): ProblemError {
  return new ProblemError('invalid_body', {}, [{ path, code: 'not_valid', message: '', arguments: { reason } }]);
}

/** Locks the owner of pictures, so that two requests put their pictures one after the other. False: the network has no such owner. */
async function lockOwner(tx: Statements, networkId: string, owner: PictureOwner, ownerId: string): Promise<boolean> {
  const row =
    await tx.maybe`SELECT FROM ${TABLES[owner]} WHERE network_id = ${networkId} AND id = ${ownerId} FOR NO KEY UPDATE`;
  return row !== undefined;
}
