import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportFileError } from './import-file.error';

/** The most unpacked bytes of a compressed file. */
const MOST_UNPACKED_BYTES = 8 * 1024 * 1024 * 1024;
/** A file packed better than this has nothing but repetitions in it. Receipts are packed 5 to 30 times. */
const MOST_RATIO = 200;
const RATIO_FROM_BYTES = 16 * 1024 * 1024;
const GZIP = [0x1f, 0x8b];
const ZIP = [0x50, 0x4b, 0x03, 0x04];

/**
 * The text of a `.csv` or `.csv.gz` in pieces, without the byte-order mark. The content shows whether the file is compressed; a `.gz` name on other
 * content is refused, because the file is not the one its sender means. A byte that is invalid in the encoding becomes U+FFFD, so that only its row
 * is lost. Throws ImportFileError.
 */
export async function* decodedText(path: string, encoding: string): AsyncGenerator<string> {
  const source = createReadStream(path);
  const chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  try {
    const head = await firstBytes(chunks, path);
    const compressed = startsWith(head, GZIP);
    if (path.endsWith('.gz') && !compressed) throw new ImportFileError('not_gzip', path);
    if (startsWith(head, ZIP)) throw new ImportFileError('not_csv', 'it is a ZIP archive or a spreadsheet');
    const bytes = compressed ? gunzipped(head, chunks, MOST_UNPACKED_BYTES) : rest(head, chunks);
    yield* decode(bytes, encoding);
  } finally {
    source.destroy();
  }
}

/** Writes the content of a gzip file, at most `most` bytes. Throws ImportFileError. */
export async function writeUnpacked(path: string, target: string, most: number): Promise<void> {
  const source = createReadStream(path);
  const file = await open(target, 'wx', 0o600);
  try {
    const chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
    const head = await firstBytes(chunks, path);
    for await (const bytes of gunzipped(head, chunks, most)) await file.appendFile(bytes);
  } finally {
    source.destroy();
    await file.close();
  }
}

async function firstBytes(chunks: AsyncIterator<Buffer>, path: string): Promise<Buffer> {
  try {
    const first = await chunks.next();
    if (first.done === true) throw new ImportFileError('file_empty', path);
    return first.value;
  } catch (error) {
    if (error instanceof ImportFileError) throw error;
    throw new ImportFileError('file_not_found', `${path} (${codeOf(error)})`);
  }
}

async function* rest(head: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
}

async function* gunzipped(head: Buffer, chunks: AsyncIterator<Buffer>, most: number): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const feeding = feed(gunzip, rest(head, chunks));
  let unpacked = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      // `bytesWritten` counts the compressed bytes.
      const isBomb = unpacked > RATIO_FROM_BYTES && unpacked > gunzip.bytesWritten * MOST_RATIO;
      if (isBomb || unpacked > most) throw new ImportFileError('gzip_damaged', 'it unpacks to too much');
      yield chunk;
    }
    await feeding;
  } catch (error) {
    if (error instanceof ImportFileError) throw error;
    throw new ImportFileError('gzip_damaged', codeOf(error));
  } finally {
    gunzip.destroy();
  }
}

/** Writes compressed bytes as fast as they are taken; errors appear where the text is read. */
async function feed(gunzip: NodeJS.WritableStream & Readable, bytes: AsyncIterable<Buffer>): Promise<void> {
  try {
    for await (const chunk of bytes) {
      if (gunzip.destroyed) return;
      if (!gunzip.write(chunk)) await drained(gunzip);
    }
    gunzip.end();
  } catch (error) {
    gunzip.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

function drained(stream: NodeJS.WritableStream & Readable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
  });
}

async function* decode(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  let first = true;
  for await (const chunk of bytes) {
    if (first) refuseOtherEncoding(chunk, encoding);
    first = false;
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

/** Refuses a file with two bytes a character where the mapping says one, or the reverse: its header would be unreadable. */
function refuseOtherEncoding(head: Buffer, encoding: string): void {
  const marked = startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff]);
  const zeros = head.subarray(0, 1_000).includes(0);
  if (encoding === 'utf-16le') {
    if (!zeros || startsWith(head, [0xfe, 0xff])) throw new ImportFileError('encoding_wrong', 'it is not UTF-16 LE');
  } else if (marked) throw new ImportFileError('encoding_wrong', 'it begins with the byte-order mark of UTF-16');
  else if (zeros) throw new ImportFileError('not_csv', 'it has bytes of value zero');
}

function startsWith(bytes: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
