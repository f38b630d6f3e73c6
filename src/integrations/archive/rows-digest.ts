import { createHash, hash } from 'node:crypto';

/** Rows of a piece, whose digest says where a change is. */
export const ROWS_A_PIECE = 1_000;
const DIGEST_BYTES = 16;

/** The digests of a file's rows in a manifest, a line each. */
export interface RowsDigests {
  readonly rows: number;
  readonly bytes: number;
  /** SHA-256 of the file. */
  readonly sha256: string;
  /** XOR over the first 16 bytes of each line's SHA-256: the same in any order. */
  readonly anyOrder: string;
  /** SHA-256 over the SHA-256 of each of a thousand lines. */
  readonly pieces: readonly string[];
}

/** Counts and digests the lines of a file one after the other. */
export class RowsDigest {
  private rows = 0;
  private bytes = 0;
  private readonly whole = createHash('sha256');
  private piece = createHash('sha256');
  private readonly pieces: string[] = [];
  private readonly anyOrder = Buffer.alloc(DIGEST_BYTES);

  /** @param lines without their ends, at least one. @returns the bytes of the file, with the ends */
  addAll(lines: readonly string[]): Buffer {
    for (const line of lines) {
      const own = hash('sha256', line, 'buffer');
      for (let n = 0; n < DIGEST_BYTES; n += 1) this.anyOrder[n] = (this.anyOrder[n] ?? 0) ^ (own[n] ?? 0);
      this.piece.update(own);
      this.rows += 1;
      if (this.rows % ROWS_A_PIECE === 0) this.endPiece();
    }
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    this.whole.update(bytes);
    this.bytes += bytes.length;
    return bytes;
  }

  end(): RowsDigests {
    if (this.rows % ROWS_A_PIECE !== 0) this.endPiece();
    return {
      rows: this.rows,
      bytes: this.bytes,
      sha256: this.whole.digest('hex'),
      anyOrder: this.anyOrder.toString('hex'),
      pieces: this.pieces,
    };
  }

  private endPiece(): void {
    this.pieces.push(this.piece.digest('hex'));
    this.piece = createHash('sha256');
  }
}

/** How a file differs from the manifest, as a sentence; undefined: it does not. */
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
