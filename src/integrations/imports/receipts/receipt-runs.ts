import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { compareActs } from './order-of-acts.rules';
import type { FileReceipt } from './receipt';

/** The most receipts sorted in memory; about 100 MB with their lines. */
const RUN_LIMIT = 100_000;
/** Receipts in a piece, because a promise for each receipt would cost more than reading it. */
const PIECE = 1_000;

/**
 * Sorts a file's receipts by `compareActs`, however large the file is. Sorted runs are written to a private folder and merged when read. A small
 * file stays in memory.
 */
export class ReceiptRuns {
  private run: FileReceipt[] = [];
  private folder: string | null = null;
  private readonly spilled: string[] = [];

  constructor(private readonly limit: number = RUN_LIMIT) {}

  add(receipt: FileReceipt): void {
    this.run.push(receipt);
  }

  /** Moves receipts to the disk when there are too many. Call it from time to time while adding. */
  async spillWhenFull(): Promise<void> {
    if (this.run.length >= this.limit) await this.spill();
  }

  /** All receipts in order, piece by piece; can be read several times until `close`. */
  async *inOrder(): AsyncGenerator<readonly FileReceipt[]> {
    this.run.sort(compareActs);
    const heads: RunHead[] = [];
    for (const source of [...this.spilled.map(readRun), pieces(this.run)]) {
      const head = new RunHead(source);
      if (await head.refill()) heads.push(head);
    }
    let piece: FileReceipt[] = [];
    let least = leastOf(heads);
    while (least !== undefined) {
      piece.push(least.take());
      if (least.isEmpty() && !(await least.refill())) heads.splice(heads.indexOf(least), 1);
      if (piece.length >= PIECE) {
        yield piece;
        piece = [];
      }
      least = leastOf(heads);
    }
    yield piece;
  }

  async close(): Promise<void> {
    this.run = [];
    if (this.folder !== null) await rm(this.folder, { recursive: true, force: true });
  }

  private async spill(): Promise<void> {
    this.folder ??= await mkdtemp(join(tmpdir(), 'receipts-'));
    const path = join(this.folder, `${String(this.spilled.length)}.ndjson`);
    const run = this.run.sort(compareActs);
    this.run = [];
    await pipeline(Readable.from(linesOf(run)), createWriteStream(path, { mode: 0o600 }));
    this.spilled.push(path);
  }
}

function* pieces(receipts: readonly FileReceipt[]): Generator<readonly FileReceipt[]> {
  for (let at = 0; at < receipts.length; at += PIECE) yield receipts.slice(at, at + PIECE);
}

function* linesOf(run: readonly FileReceipt[]): Generator<string> {
  for (const piece of pieces(run)) yield piece.map((receipt) => `${JSON.stringify(receipt)}\n`).join('');
}

async function* readRun(path: string): AsyncGenerator<readonly FileReceipt[]> {
  let open = '';
  for await (const text of createReadStream(path, 'utf8') as AsyncIterable<string>) {
    // JSON has no line ends inside a value.
    const lines = (open + text).split('\n');
    open = lines.pop() ?? '';
    if (lines.length > 0) yield lines.map((line) => JSON.parse(line) as FileReceipt);
  }
}

function leastOf(heads: readonly RunHead[]): RunHead | undefined {
  let [least] = heads;
  for (const head of heads) {
    if (least !== undefined && head !== least && compareActs(head.first(), least.first()) < 0) least = head;
  }
  return least;
}

/** The receipts of one run that were not read yet. */
class RunHead {
  private piece: readonly FileReceipt[] = [];
  private at = 0;

  constructor(private readonly source: Iterator<readonly FileReceipt[]> | AsyncIterator<readonly FileReceipt[]>) {}

  first(): FileReceipt {
    const receipt = this.piece[this.at];
    if (receipt === undefined) throw new RangeError('a run was read past its end');
    return receipt;
  }

  take(): FileReceipt {
    const receipt = this.first();
    this.at += 1;
    return receipt;
  }

  isEmpty(): boolean {
    return this.at >= this.piece.length;
  }

  /** Reads more; false: the run has ended. */
  async refill(): Promise<boolean> {
    const next = await this.source.next();
    if (next.done === true) return false;
    this.piece = next.value;
    this.at = 0;
    return true;
  }
}
