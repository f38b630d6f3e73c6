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

/** The most facts in a file: some megabytes, which fit into memory and into one call to a bucket. */
const ROWS_OF_FILE = 20_000;

/** A folder of this machine; null: the installation's bucket. */
export type FactFolder = string | null;

/** A file with facts in the folder of an export. */
export interface WrittenFile {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
}

/** The files written so far, and where the next file begins; null: all facts are written. */
export interface FolderState {
  readonly files: readonly WrittenFile[];
  readonly after: string | null;
}

/**
 * Writes a period's facts into a folder or the bucket, as files of some megabytes and a list of them. The list is written last, so where it exists,
 * all files do. A repeated export uses the same file names.
 */
@Injectable()
export class FactFolders {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly pages: FactPages,
    private readonly bucket: Bucket,
  ) {}

  /** Where the files are: a folder, or the prefix of their names in the bucket. */
  folderOf(networkId: string, { fact, from, to }: ExportQuery, place: FactFolder): string {
    const folder = `exports/${networkId}/${fact}/${from}-${to}`;
    return place === null ? folder : path.join(place, folder);
  }

  /**
   * Writes the next file, and after the last file the list. The first file is written even without facts, because it shows the columns.
   * @throws ProblemError `unavailable` where the bucket accepts nothing
   */
  async writeNext(
    networkId: string,
    query: ExportQuery,
    place: FactFolder,
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

  /** The facts of one file, at most one page more. Skips pages without facts. */
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

  private async put(place: FactFolder, name: string, bytes: Buffer, mediaType: string): Promise<void> {
    if (place === null) return this.bucket.put(name, bytes, mediaType);
    await mkdir(path.dirname(name), { recursive: true });
    // Only the user who ran the command may read the file.
    await writeFile(name, bytes, { mode: 0o600 });
  }
}

export function rowsOf(files: readonly WrittenFile[]): number {
  return files.reduce((sum, { rows }) => sum + rows, 0);
}
