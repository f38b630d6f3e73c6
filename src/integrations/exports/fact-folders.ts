import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Database } from '../../platform/database/database';
import { Bucket } from '../../platform/files/bucket';
import { GivingWay } from '../../transactions';
import { FactPages } from '../facts/fact-pages';
import { FACTS } from '../facts/facts.rules';
import type { FactRow } from '../facts/facts.sql';
import type { ExportQuery } from './export.dto';
import { momentsOf } from './export-period.rules';
import { FILE_FORMS, fileOf } from './file-forms';

/** Facts of one file: some megabytes, which a process holds and a bucket takes in one call. */
const ROWS_OF_FILE = 20_000;

/** A folder of this machine; null: the bucket of the installation. */
export type Place = string | null;

/** A file with facts in the folder of an export. */
export interface WrittenFile {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
}

/** The files so far, and the place after which the next one begins; null: all facts are written. */
export interface FolderState {
  readonly files: readonly WrittenFile[];
  readonly after: string | null;
}

/**
 * Writes facts of a period into a folder or the bucket, as files of some megabytes with a list of them. The list is written last: where it
 * is there, all files are. Written again, they have the same names.
 */
@Injectable()
export class FactFolders {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly pages: FactPages,
    private readonly bucket: Bucket,
  ) {}

  /** Where the files are: a folder, or the beginning of the names in the bucket. */
  folderOf(networkId: string, { fact, from, to }: ExportQuery, place: Place): string {
    const folder = `exports/${networkId}/${fact}/${from}-${to}`;
    return place === null ? folder : path.join(place, folder);
  }

  /**
   * Writes the next file, and after the last one the list. The first file is there even without facts: it has the columns.
   * @throws ProblemError `unavailable` where the bucket takes nothing
   */
  async writeNext(
    networkId: string,
    query: ExportQuery,
    place: Place,
    { files, after }: FolderState,
  ): Promise<FolderState> {
    const form = FILE_FORMS[query.format];
    const folder = this.folderOf(networkId, query, place);
    const { pages, rows, end } = await this.readFile(networkId, query, after);
    const written = [...files];
    if (rows > 0 || files.length === 0) {
      const bytes = await fileOf(form, FACTS[query.fact], pages);
      const name = `part-${String(files.length + 1).padStart(5, '0')}.${query.format}`;
      await this.put(place, path.join(folder, name), bytes, form.mediaType);
      written.push({ name, rows, bytes: bytes.length });
    }
    if (end === null) {
      const list = { ...query, networkId, rows: rowsOf(written), files: written };
      const text = Buffer.from(`${JSON.stringify(list, null, 2)}\n`);
      await this.put(place, path.join(folder, 'list.json'), text, 'application/json');
    }
    return { files: written, after: end };
  }

  /** Facts of one file, or a page more. Pages without facts are passed over. */
  private async readFile(
    networkId: string,
    query: ExportQuery,
    from: string | null,
  ): Promise<{ readonly pages: FactRow[][]; readonly rows: number; readonly end: string | null }> {
    const period = { ...momentsOf(await this.networks.getProfile(networkId), query), restaurantIds: null };
    const givingWay = new GivingWay(this.database);
    const pages: FactRow[][] = [];
    let [rows, after] = [0, from];
    do {
      await givingWay.before();
      const page = await this.pages.pageAfter(networkId, FACTS[query.fact], period, { after, mayBeLate: true });
      pages.push(page.rows);
      rows += page.rows.length;
      after = page.end;
    } while (after !== null && rows < ROWS_OF_FILE);
    return { pages, rows, end: after };
  }

  private async put(place: Place, name: string, bytes: Buffer, mediaType: string): Promise<void> {
    if (place === null) return this.bucket.put(name, bytes, mediaType);
    await mkdir(path.dirname(name), { recursive: true });
    // Readable by the user who ran the command alone.
    await writeFile(name, bytes, { mode: 0o600 });
  }
}

export function rowsOf(files: readonly WrittenFile[]): number {
  return files.reduce((sum, { rows }) => sum + rows, 0);
}
