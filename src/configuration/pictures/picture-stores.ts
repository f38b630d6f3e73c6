import { Injectable } from '@nestjs/common';
import type { Picture } from '../../generated/prisma/client';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { Bucket } from '../../platform/files/bucket';
import type { RemadePicture } from '../../platform/files/pictures';
import { type PictureFile } from './picture.sql';

/** The sizes of a picture that has no row yet. */
export interface NewFiles {
  readonly id: string;
  readonly files: readonly RemadePicture[];
}

/** A place for the bytes of pictures. */
export interface PictureStore {
  /** Called before the transaction that writes the picture's row. */
  prepare(networkId: string, picture: NewFiles): Promise<void>;
  /** Called in that transaction, after the row was written. */
  keep(tx: Tx, networkId: string, picture: NewFiles): Promise<void>;
  /** In the transaction that deletes the row. */
  drop(tx: Tx, picture: Picture): Promise<void>;
  read(picture: Picture, width: number): Promise<PictureFile | undefined>;
}

@Injectable()
export class DatabaseStore implements PictureStore {
  constructor(private readonly database: Database) {}

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  async keep(tx: Tx, networkId: string, { id, files }: NewFiles): Promise<void> {
    const file = { networkId, pictureId: id, mediaType: 'image/webp' };
    const data = files.map(({ width, bytes }) => ({ ...file, width, bytes: new Uint8Array(bytes) }));
    await tx.prisma.pictureFile.createMany({ data });
  }

  /** The files are deleted together with the row. */
  drop(): Promise<void> {
    return Promise.resolve();
  }

  read({ networkId, id }: Picture, width: number): Promise<PictureFile | undefined> {
    return this.database.inNetwork(
      networkId,
      (tx) => tx.maybe<PictureFile>`
      SELECT media_type, bytes FROM picture_files
       WHERE network_id = ${networkId} AND picture_id = ${id} AND width = ${width}`,
    );
  }
}

/** An upload without a row in `pictures` after this time has failed, and its object is removed. */
const UPLOAD_MS = 3_600_000;

/**
 * Pictures in the installation's bucket. A note to remove the objects is written before the first is sent, and deleted with the transaction that
 * writes the picture's row, so a broken upload leaves nothing behind.
 */
@Injectable()
export class BucketStore implements PictureStore {
  constructor(
    private readonly database: Database,
    private readonly bucket: Bucket,
    private readonly clock: Clock,
  ) {}

  async prepare(networkId: string, { id, files }: NewFiles): Promise<void> {
    const widths = files.map(({ width }) => width);
    await this.database.inNetwork(networkId, (tx) => this.planRemoval(tx, networkId, id, widths, UPLOAD_MS));
    for (const { width, bytes } of files) await this.bucket.put(objectOf(networkId, id, width), bytes, 'image/webp');
  }

  async keep(tx: Tx, networkId: string, { id }: NewFiles): Promise<void> {
    await tx.prisma.pictureRemoval.deleteMany({ where: { networkId, pictureId: id } });
  }

  drop(tx: Tx, { networkId, id, widths }: Picture): Promise<void> {
    return this.planRemoval(tx, networkId, id, widths, 0);
  }

  async read({ networkId, id }: Picture, width: number): Promise<PictureFile | undefined> {
    const bytes = await this.bucket.get(objectOf(networkId, id, width));
    return bytes === undefined ? undefined : { mediaType: 'image/webp', bytes };
  }

  async remove(networkId: string, id: string, widths: readonly number[]): Promise<void> {
    for (const width of widths) await this.bucket.remove(objectOf(networkId, id, width));
  }

  private async planRemoval(
    tx: Tx,
    networkId: string,
    pictureId: string,
    widths: number[],
    afterMs: number,
  ): Promise<void> {
    const dueAt = new Date(this.clock.now().getTime() + afterMs);
    const where = { networkId_pictureId: { networkId, pictureId } };
    await tx.prisma.pictureRemoval.upsert({
      where,
      create: { networkId, pictureId, widths, dueAt },
      update: { dueAt },
    });
  }
}

function objectOf(networkId: string, id: string, width: number): string {
  return `pictures/${networkId}/${id}/${String(width)}.webp`;
}
