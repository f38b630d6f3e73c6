import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

const BLOCK_BYTES = 512;
const CHUNK_BYTES = 1 << 20;
/** More than an archive has, which is at most two for each table. */
const MOST_FILES = 1_000;
/** Chunks from this size on are written at once; smaller ones are collected first. */
const LARGE_BYTES = 1 << 18;
/** Larger sizes don't fit into eleven octal digits, so they are written as a 64-bit number (GNU tar's extension). */
const MAX_OCTAL = 0o77777777777;

/** A file in a tar, and the position of its bytes. */
export interface TarEntry {
  readonly offset: number;
  readonly bytes: number;
}

/** Writes a tar (POSIX ustar), one file after another. */
export class TarWriter {
  private readonly waiting: Buffer[] = [];
  private waitingBytes = 0;
  /** How many bytes are on the disk. */
  private written = 0;
  private file:
    | { readonly name: string; readonly header: Buffer; readonly headerAt: number; bytes: number }
    | undefined;

  private constructor(private readonly handle: FileHandle) {}

  /** Refuses a path where a file exists. */
  static async create(path: string): Promise<TarWriter> {
    return new TarWriter(await open(path, 'wx', 0o600));
  }

  async addText(name: string, text: string): Promise<void> {
    await this.begin(name);
    await this.append(Buffer.from(text));
    await this.endFile();
  }

  /** Begins a file of unknown size; its header is completed at the end of the file. */
  async begin(name: string): Promise<void> {
    const header = Buffer.alloc(BLOCK_BYTES);
    this.file = { name, header, headerAt: this.written + this.waitingBytes, bytes: 0 };
    await this.put(header);
  }

  /** Resolves when the caller may overwrite the bytes. */
  async append(bytes: Buffer): Promise<void> {
    if (this.file === undefined) throw new Error('no file was begun');
    this.file.bytes += bytes.length;
    if (bytes.length < LARGE_BYTES) return this.put(Buffer.from(bytes));
    await this.flush();
    await this.write(bytes);
  }

  async endFile(): Promise<void> {
    if (this.file === undefined) throw new Error('no file was begun');
    const { name, header, headerAt, bytes } = this.file;
    this.file = undefined;
    headerOf(name, bytes).copy(header);
    if (headerAt < this.written) await this.handle.write(header, 0, BLOCK_BYTES, headerAt);
    await this.put(paddingOf(bytes));
  }

  /** Ends the tar; resolves when all bytes are on the disk. */
  async end(): Promise<void> {
    await this.put(Buffer.alloc(2 * BLOCK_BYTES));
    await this.flush();
    await this.handle.sync();
    await this.handle.close();
  }

  /** Closes the file after a failure, without completing it. */
  close(): Promise<void> {
    return this.handle.close();
  }

  private async put(bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return;
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    if (this.waitingBytes >= CHUNK_BYTES) await this.flush();
  }

  private async flush(): Promise<void> {
    const bytes = Buffer.concat(this.waiting.splice(0));
    this.waitingBytes = 0;
    await this.write(bytes);
  }

  private async write(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const { bytesWritten } = await this.handle.write(bytes, at, bytes.length - at, this.written + at);
      at += bytesWritten;
    }
    this.written += bytes.length;
  }
}

/** Reads the files of a tar on the disk in any order. */
export class TarReader {
  private constructor(
    private readonly handle: FileHandle,
    readonly entries: ReadonlyMap<string, TarEntry>,
  ) {}

  /** Throws where the file is not a tar, or was cut off. */
  static async open(path: string): Promise<TarReader> {
    const handle = await open(path);
    try {
      return new TarReader(handle, await entriesOf(handle));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async textOf(name: string): Promise<string> {
    const { bytes } = this.entryOf(name);
    const text = Buffer.allocUnsafe(bytes);
    await this.readInto(text, name, 0);
    return text.toString('utf8');
  }

  /** The SHA-256 of a file in hexadecimal. */
  async sha256Of(name: string): Promise<string> {
    const { bytes } = this.entryOf(name);
    const digest = createHash('sha256');
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, bytes));
    for (let at = 0; at < bytes; at += chunk.length) {
      const part = chunk.subarray(0, bytes - at);
      await this.readInto(part, name, at);
      digest.update(part);
    }
    return digest.digest('hex');
  }

  /** The lines of a file with their line ends, in chunks. The next chunk overwrites the previous one. */
  async *linesOf(name: string): AsyncGenerator<Buffer> {
    const { bytes } = this.entryOf(name);
    let buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, bytes + 1));
    /** How many bytes at the end of the chunk begin a line that the next chunk continues. */
    let kept = 0;
    for (let at = 0; at < bytes;) {
      if (kept === buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length);
      const part = buffer.subarray(kept, kept + bytes - at);
      await this.readInto(part, name, at);
      at += part.length;
      const filled = kept + part.length;
      const end = buffer.subarray(0, filled).lastIndexOf(LINE_END) + 1;
      if (end > 0) yield buffer.subarray(0, end);
      buffer.copyWithin(0, end, filled);
      kept = filled - end;
    }
    if (kept > 0) yield Buffer.concat([buffer.subarray(0, kept), Buffer.of(LINE_END)]);
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private entryOf(name: string): TarEntry {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new Error(`The archive has no file ${name}.`);
    return entry;
  }

  private async readInto(part: Buffer, name: string, at: number): Promise<void> {
    const { offset } = this.entryOf(name);
    const { bytesRead } = await this.handle.read(part, 0, part.length, offset + at);
    if (bytesRead < part.length) throw new Error(CUT_OFF);
  }
}

const LINE_END = 0x0a;
const CUT_OFF = 'The archive was cut off: its last file is not whole.';

async function entriesOf(handle: FileHandle): Promise<Map<string, TarEntry>> {
  const { size } = await handle.stat();
  const entries = new Map<string, TarEntry>();
  for (let at = 0; ;) {
    const { buffer: header, bytesRead } = await handle.read(Buffer.alloc(BLOCK_BYTES), 0, BLOCK_BYTES, at);
    if (bytesRead < BLOCK_BYTES) throw new Error(at === 0 ? 'The file is no archive of a network.' : CUT_OFF);
    if (header.every((byte) => byte === 0)) return entries;
    if (header.toString('latin1', 257, 262) !== 'ustar' || entries.size > MOST_FILES)
      throw new Error('The file is no archive of a network.');
    const name = header.toString('utf8', 0, 100).replace(/\0.*/s, '');
    const bytes =
      header[124] === 0x80 ? Number(header.readBigUInt64BE(128)) : parseInt(header.toString('latin1', 124, 136), 8);
    const offset = at + BLOCK_BYTES;
    // A size that is no number, or below zero, would send the reader round for ever.
    if (!(bytes >= 0 && offset + bytes <= size)) throw new Error(CUT_OFF);
    if (entries.has(name)) throw new Error(`The archive has the file ${name} twice.`);
    entries.set(name, { offset, bytes });
    at = offset + bytes + paddingOf(bytes).length;
  }
}

function headerOf(name: string, bytes: number): Buffer {
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(name, 0, 100);
  header.write('0000600\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  if (bytes <= MAX_OCTAL) header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(bytes), 128);
  }
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\0', 257);
  header.write('00', 263);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function paddingOf(bytes: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES);
}
