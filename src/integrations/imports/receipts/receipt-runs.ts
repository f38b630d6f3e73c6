import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { compareActs } from './order-of-acts.rules';
import type { FileReceipt } from './receipt';

/** So many receipts are sorted in memory; about 100 MB with their lines. */
const RUN_LIMIT = 100_000;

/**
 * Brings a file's receipts into the order of `compareActs`, however large the file is: sorted runs go to a folder of
 * their own, which the system's owner alone may read, and are merged when read. A small file never leaves memory.
 */
export class ReceiptRuns {
  private run: FileReceipt[] = [];
  private folder: string | null = null;
  private readonly spilled: string[] = [];

  constructor(private readonly limit: number = RUN_LIMIT) {}

  async add(receipt: FileReceipt): Promise<void> {
    this.run.push(receipt);
    if (this.run.length >= this.limit) await this.spill();
  }

  /** All receipts in order; may be read again and again until `close`. */
  async *inOrder(): AsyncGenerator<FileReceipt> {
    this.run.sort(compareActs);
    const heads: RunHead[] = [];
    for (const source of [...this.spilled.map(readRun), readMemory(this.run)]) {
      const next = await source.next();
      if (next.done !== true) heads.push({ source, receipt: next.value });
    }
    let [least] = heads;
    while (least !== undefined) {
      for (const head of heads) if (compareActs(head.receipt, least.receipt) < 0) least = head;
      yield least.receipt;
      const next = await least.source.next();
      if (next.done !== true) least.receipt = next.value;
      else {
        heads.splice(heads.indexOf(least), 1);
        [least] = heads;
      }
    }
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
    await pipeline(
      Readable.from(run.map((receipt) => `${JSON.stringify(receipt)}\n`)),
      createWriteStream(path, { mode: 0o600 }),
    );
    this.spilled.push(path);
  }
}

async function* readRun(path: string): AsyncGenerator<FileReceipt> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    yield JSON.parse(line) as FileReceipt;
  }
}

function readMemory(receipts: readonly FileReceipt[]): AsyncIterator<FileReceipt> {
  const values = receipts.values();
  return { next: () => Promise.resolve(values.next()) };
}

interface RunHead {
  readonly source: AsyncIterator<FileReceipt>;
  receipt: FileReceipt;
}
