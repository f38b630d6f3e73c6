import { createHash, hash } from 'node:crypto';

/** Rows in a piece; the digests of pieces show where two files differ. */
const ROWS_A_PIECE = 1_000;
const DIGEST_BYTES = 16;
const LINE_BYTES = 32;
const LINE_END = 0x0a;

/** The digests of a file's rows in a manifest. A row is one line. */
export interface RowsDigests {
  readonly rows: number;
  readonly bytes: number;
  /** SHA-256 of the file. */
  readonly sha256: string;
  /** XOR of the first 16 bytes of each line's SHA-256, so the order of lines does not matter. */
  readonly anyOrder: string;
  /** For each thousand lines, the SHA-256 of their SHA-256 digests. */
  readonly pieces: readonly string[];
}

/** Counts and hashes the lines of a file, one after another. */
export class RowsDigest {
  private rows = 0;
  private bytes = 0;
  private readonly whole = createHash('sha256');
  /** The digests of the current piece's lines. */
  private readonly own = Buffer.alloc(ROWS_A_PIECE * LINE_BYTES);
  private ownBytes = 0;
  private readonly pieces: string[] = [];
  private readonly anyOrder = Buffer.alloc(DIGEST_BYTES);

  /** @param lines one line without its line end, or the bytes of several lines with line ends */
  add(lines: string | Buffer): void {
    const bytes = typeof lines === 'string' ? Buffer.from(`${lines}\n`) : lines;
    this.whole.update(bytes);
    this.bytes += bytes.length;
    let start = 0;
    for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, start)) {
      this.addLine(bytes.subarray(start, end));
      start = end + 1;
    }
  }

  private addLine(line: Buffer): void {
    // A string of single bytes costs half as much as a buffer for each line.
    this.own.write(hash('sha256', line, 'binary'), this.ownBytes, 'binary');
    this.ownBytes += LINE_BYTES;
    this.rows += 1;
    if (this.ownBytes === this.own.length) this.endPiece();
  }

  end(): RowsDigests {
    if (this.ownBytes > 0) this.endPiece();
    return {
      rows: this.rows,
      bytes: this.bytes,
      sha256: this.whole.digest('hex'),
      anyOrder: this.anyOrder.toString('hex'),
      pieces: this.pieces,
    };
  }

  private endPiece(): void {
    this.pieces.push(hash('sha256', this.own.subarray(0, this.ownBytes), 'hex'));
    for (let line = 0; line < this.ownBytes; line += LINE_BYTES)
      for (let n = 0; n < DIGEST_BYTES; n += 1) this.anyOrder[n] = (this.anyOrder[n] ?? 0) ^ (this.own[line + n] ?? 0);
    this.ownBytes = 0;
  }
}

/** A sentence on how a file differs from the manifest; undefined: it does not. */
export function differenceOf(file: string, wanted: RowsDigests, found: RowsDigests): string | undefined {
  if (found.sha256 === wanted.sha256) return undefined;
  if (found.rows < wanted.rows)
    return `${file}: its tail was cut off: ${String(found.rows)} of ${String(wanted.rows)} rows are there`;
  if (found.rows > wanted.rows)
    return `${file}: rows were added: ${String(found.rows)} in place of ${String(wanted.rows)} are there`;
  if (found.anyOrder === wanted.anyOrder) return `${file}: the order of its rows was changed`;
  const piece = wanted.pieces.findIndex((digest, n) => digest !== found.pieces[n]);
  const first = Math.max(0, piece) * ROWS_A_PIECE;
  return `${file}: a row was changed, between rows ${String(first + 1)} and ${String(Math.min(first + ROWS_A_PIECE, wanted.rows))}`;
}
