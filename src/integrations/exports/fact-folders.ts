import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Database } from '../../platform/database/database';
import { Bucket } from '../../platform/files/bucket';
import { Audit, NO_ORIGIN } from '../../security';
import { FactPages } from '../facts/fact-pages';
import { FACTS } from '../facts/facts.rules';
import type { ExportQuery } from './export.dto';
import { momentsOf } from './export-period.rules';
import { FILE_FORMS, filesOf } from './file-forms';

/** Facts of one file: some megabytes, which a process holds and a bucket takes in one call. */
const ROWS_OF_FILE = 20_000;

/** A folder of this machine; null: the bucket of the installation. */
type Place = string | null;

export interface WrittenFacts {
  /** Where the files are: a folder, or the beginning of the names in the bucket. */
  readonly folder: string;
  readonly files: number;
  readonly rows: number;
}

/** Writes facts of a period into a folder or the bucket, as files of some megabytes with a list of them. */
@Injectable()
export class FactFolders {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly pages: FactPages,
    private readonly bucket: Bucket,
    private readonly audit: Audit,
  ) {}

  /**
   * Writes the same names again when it is repeated. The list is written last: where it is there, all files are.
   * @param tell called with the facts so far after each file
   */
  async write(
    networkId: string,
    query: ExportQuery,
    place: Place,
    tell: (rows: number) => void,
  ): Promise<WrittenFacts> {
    const { from, to, format } = query;
    const fact = FACTS[query.fact];
    const form = FILE_FORMS[format];
    const period = { ...momentsOf(await this.networks.getProfile(networkId), query), restaurantIds: null };
    await this.note(networkId, query);
    const folder = `exports/${networkId}/${fact.name}/${from}-${to}`;
    const files: { name: string; rows: number; bytes: number }[] = [];
    let all = 0;
    for await (const { rows, bytes } of filesOf(
      form,
      fact,
      this.pages.read(networkId, fact, period, true),
      ROWS_OF_FILE,
    )) {
      const name = `part-${String(files.length + 1).padStart(5, '0')}.${format}`;
      await this.put(place, `${folder}/${name}`, bytes, form.mediaType);
      files.push({ name, rows, bytes: bytes.length });
      all += rows;
      tell(all);
    }
    const list = Buffer.from(`${JSON.stringify({ ...query, networkId, rows: all, files }, null, 2)}\n`);
    await this.put(place, `${folder}/list.json`, list, 'application/json');
    return { folder: place === null ? folder : path.join(place, folder), files: files.length, rows: all };
  }

  private async put(place: Place, name: string, bytes: Buffer, mediaType: string): Promise<void> {
    if (place === null) return this.bucket.put(name, bytes, mediaType);
    const file = path.join(place, name);
    await mkdir(path.dirname(file), { recursive: true });
    // Readable by the user who ran the command alone.
    await writeFile(file, bytes, { mode: 0o600 });
  }

  private async note(networkId: string, query: ExportQuery): Promise<void> {
    await this.database.inNetwork(networkId, (tx) =>
      this.audit.append(tx, networkId, {
        ...{ actor: 'system', origin: NO_ORIGIN, action: 'facts.exported' },
        ...{ subjectKind: 'network', subjectId: networkId, after: query },
      }),
    );
  }
}
