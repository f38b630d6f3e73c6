import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { SignedText } from '../../../src/transactions/books/seals/seal-handover';
import type { Manifest } from '../../../src/integrations/archive/archive-manifest';

export type ForgedRow = Record<string, unknown>;

/** An archive as a dishonest sender makes it: any content, with right digests and the sender's signature. */
export class ForgedArchive {
  private constructor(
    private readonly file: string,
    readonly manifest: Manifest,
    private readonly texts: Map<string, string>,
  ) {}

  static async read(file: string): Promise<ForgedArchive> {
    const { TarReader } = await import('../../../src/integrations/archive/tar-file.js');
    const tar = await TarReader.open(file);
    const texts = new Map<string, string>();
    for (const name of tar.entries.keys()) texts.set(name, await tar.textOf(name));
    await tar.close();
    const manifest = JSON.parse(texts.get('manifest.json') ?? '') as Manifest;
    return new ForgedArchive(file, manifest, texts);
  }

  copy(): ForgedArchive {
    return new ForgedArchive(this.file, structuredClone(this.manifest), new Map(this.texts));
  }

  linesOf(table: string): string[] {
    return (this.texts.get(`tables/${table}.jsonl`) ?? '').split('\n').filter((line) => line !== '');
  }

  rowsOf(table: string): ForgedRow[] {
    return this.linesOf(table).map((line) => JSON.parse(line) as ForgedRow);
  }

  put(table: string, rows: readonly ForgedRow[]): void {
    this.putLines(
      table,
      rows.map((row) => JSON.stringify(row)),
    );
  }

  putLines(table: string, lines: readonly string[]): void {
    this.texts.set(`tables/${table}.jsonl`, lines.map((line) => `${line}\n`).join(''));
  }

  /** Adds a table to the list, with the columns of these rows. */
  add(table: string, columns: Manifest['files'][number]['columns'], rows: readonly ForgedRow[]): void {
    const empty = { rows: 0, bytes: 0, sha256: '', anyOrder: '', pieces: [] };
    this.manifest.files.push({ name: `tables/${table}.jsonl`, table, columns, ...empty });
    this.put(table, rows);
  }

  /** Writes the tar beside the first one, and answers its path. */
  async write(sign: (text: string) => SignedText): Promise<string> {
    const { TarWriter } = await import('../../../src/integrations/archive/tar-file.js');
    const { RowsDigest } = await import('../../../src/integrations/archive/rows-digest.js');
    for (const file of [...this.manifest.files, ...(this.manifest.since?.keys ?? [])]) {
      const digest = new RowsDigest();
      digest.add(Buffer.from(this.texts.get(file.name) ?? ''));
      Object.assign(file, digest.end());
    }
    const out = path.join(path.dirname(this.file), `${randomBytes(6).toString('hex')}.tar`);
    const tar = await TarWriter.create(out);
    for (const [name, text] of this.texts) if (!name.startsWith('manifest.')) await tar.addText(name, text);
    const text = `${JSON.stringify(this.manifest)}\n`;
    await tar.addText('manifest.json', text);
    await tar.addText('manifest.sig', JSON.stringify(sign(text)));
    await tar.end();
    return out;
  }
}
