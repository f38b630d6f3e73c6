import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { Bucket } from '../../platform/files/bucket';
import type { RemadePicture } from '../../platform/files/pictures';
import * as sql from './picture.sql';

/** The sizes of a picture, before it has a row. */
export interface NewFiles {
  readonly id: string;
  readonly files: readonly RemadePicture[];
}

/** Where the bytes of pictures are. */
export interface PictureStore {
  /** Before the transaction that writes the row of the picture. */
  prepare(networkId: string, picture: NewFiles): Promise<void>;
  /** In that transaction, after the row. */
  keep(tx: Tx, networkId: string, picture: NewFiles): Promise<void>;
  /** In the transaction that deletes the row. */
  drop(tx: Tx, picture: sql.PictureRow): Promise<void>;
  read(picture: sql.PictureRow, width: number): Promise<sql.PictureFile | undefined>;
}

@Injectable()
export class DatabaseStore implements PictureStore {
  constructor(private readonly database: Database) {}

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  async keep(tx: Tx, networkId: string, { id, files }: NewFiles): Promise<void> {
    for (const file of files) await sql.insertFile(tx, networkId, id, file);
  }

  /** The files go with the row. */
  drop(): Promise<void> {
    return Promise.resolve();
  }

  read({ networkId, id }: sql.PictureRow, width: number): Promise<sql.PictureFile | undefined> {
    return this.database.inNetwork(networkId, (tx) => sql.findFile(tx, networkId, id, width));
  }
}

/** An upload without a row in `pictures` after this time has failed, and its object is removed. */
const UPLOAD_SECONDS = 3_600;

/**
 * Objects in the bucket of the installation. A note to remove them is written before the first is sent and goes away with the
 * row of the picture, so that an upload that broke off leaves nothing behind.
 */
@Injectable()
export class BucketStore implements PictureStore {
  constructor(
    private readonly database: Database,
    private readonly bucket: Bucket,
  ) {}

  async prepare(networkId: string, { id, files }: NewFiles): Promise<void> {
    const widths = files.map(({ width }) => width);
    await this.database.inNetwork(networkId, (tx) => sql.planRemoval(tx, networkId, id, widths, UPLOAD_SECONDS));
    for (const { width, bytes } of files) await this.bucket.put(objectOf(networkId, id, width), bytes, 'image/webp');
  }

  keep(tx: Tx, networkId: string, { id }: NewFiles): Promise<void> {
    return sql.cancelRemoval(tx, networkId, id);
  }

  drop(tx: Tx, { networkId, id, widths }: sql.PictureRow): Promise<void> {
    return sql.planRemoval(tx, networkId, id, widths, 0);
  }

  async read({ networkId, id }: sql.PictureRow, width: number): Promise<sql.PictureFile | undefined> {
    const bytes = await this.bucket.get(objectOf(networkId, id, width));
    return bytes === undefined ? undefined : { mediaType: 'image/webp', bytes };
  }

  async remove(networkId: string, id: string, widths: readonly number[]): Promise<void> {
    for (const width of widths) await this.bucket.remove(objectOf(networkId, id, width));
  }
}

function objectOf(networkId: string, id: string, width: number): string {
  return `pictures/${networkId}/${id}/${String(width)}.webp`;
}
