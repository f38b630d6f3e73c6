import { appendFile, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../../platform/files/make-folder';
import type { CarriedSealKeys } from './seal-keys';
import type { Seal } from './seal-head.rules';

/** The promise is at least daily. Hourly leaves fewer rows that somebody could rewrite unseen. */
const PUBLISH_EVERY_MS = 3_600_000;
/** How much of the file's end is read: the sealer only needs the newest lines, and a file grows by some 2 MB a year. */
const TAIL_BYTES = 64 * 1024;

const publishedHead = z.object({
  number: z.number().int(),
  /** In hexadecimal. */
  hash: z.string(),
  signature: z.string(),
  keyId: z.string(),
  sealedAt: z.string(),
});
const lostSeals = z.object({
  /** The number and the hash of the last seal in the restored database; 0: it has none. */
  restoredTo: z.number().int(),
  hash: z.string(),
  /** The highest number that was signed before the restore. */
  lostUpTo: z.number().int(),
  at: z.string(),
});
const position = z.object({ epoch: z.number().int(), xid: z.number().int(), id: z.string() });
const hexBytes = z.string().transform((hex) => Buffer.from(hex, 'hex'));
const signedSeal = z.object({
  form: z.number().int(),
  networkId: z.string(),
  number: z.number().int(),
  previous: hexBytes,
  from: position,
  to: position,
  transactions: z.number().int(),
  transfers: z.number().int(),
  merkleRoot: hexBytes,
  totals: z.string(),
  programs: z.string().nullable(),
  sealedAtMs: z.number().int(),
  keyId: z.string(),
  hash: hexBytes,
  signature: hexBytes,
});

const carriedKeys = z.array(z.object({ upTo: z.number().int(), keys: z.record(z.string(), z.string()) }));

/** A published head, as a JSON object on one line. */
export type PublishedHead = z.infer<typeof publishedHead>;

/** Seals lost in a restore, as the operator accepted. The chain continues with the number after them. */
export type LostSeals = z.infer<typeof lostSeals>;

/** The lines of a network's file. */
export interface PublishedLines {
  /** Heads that no restore has lost, in the order of writing. */
  readonly heads: readonly PublishedHead[];
  readonly lost: readonly LostSeals[];
}

/**
 * Signed heads outside of the database, in one append-only file per network. A chain that somebody forges, even with
 * the key, does not match them. Next to it, the last signed seal is stored before the database has it, so that no
 * number is signed twice. The folder (`SEAL_DIR`) belongs on another machine or a write-once store.
 */
export class PublishedHeads {
  constructor(private readonly directory: string) {}

  /** Whether the network's last published head is more than an hour old. */
  async isDue(networkId: string): Promise<boolean> {
    const written = await stat(this.fileOf(networkId)).catch(nothingWhenMissing);
    return written === undefined || Date.now() - written.mtimeMs >= PUBLISH_EVERY_MS;
  }

  /**
   * Appends the head of a committed seal, unless it is the file's last. Called under the network's sealing lock, so
   * that two processes of one machine do not write at once.
   */
  async publish(seal: Seal): Promise<void> {
    const head = headOf(seal);
    const { heads } = await this.listNewest(seal.networkId);
    if (heads.at(-1)?.hash !== head.hash) await this.append(seal.networkId, head);
  }

  /** All published lines of a network. */
  async list(networkId: string): Promise<PublishedLines> {
    return linesOf((await readFile(this.fileOf(networkId), 'utf8').catch(nothingWhenMissing)) ?? '');
  }

  /** The last lines of the file, about 200. */
  async listNewest(networkId: string): Promise<PublishedLines> {
    const handle = await open(this.fileOf(networkId)).catch(nothingWhenMissing);
    if (handle === undefined) return linesOf('');
    try {
      const { size } = await handle.stat();
      const start = Math.max(0, size - TAIL_BYTES);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
      return linesOf(buffer.toString('utf8', 0, bytesRead));
    } finally {
      await handle.close();
    }
  }

  /** Notes that a restore lost the seals signed after a given one. Called under the network's sealing lock. */
  acceptLoss(networkId: string, lost: LostSeals): Promise<void> {
    return this.append(networkId, lost);
  }

  /** Stores a seal as the last one signed. Resolves once it is on the disk. */
  async keepSigned(seal: Seal): Promise<void> {
    await makeFolder(this.directory);
    const file = this.signedFileOf(seal.networkId);
    const draft = `${file}.${String(process.pid)}`;
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(JSON.stringify(seal, hexOfBytes));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  }

  /** The last seal signed here, whether or not the database has it. Throws where the file exists with unknown content. */
  async findSigned(networkId: string): Promise<Seal | undefined> {
    const file = this.signedFileOf(networkId);
    const text = await readFile(file, 'utf8').catch(nothingWhenMissing);
    if (text === undefined) return undefined;
    try {
      return signedSeal.parse(JSON.parse(text));
    } catch (error) {
      throw new Error(`${file} is not what the sealer wrote there: put back a copy of it`, { cause: error });
    }
  }

  /**
   * Stores the public keys of the installations that sealed a network before it came here. They are kept outside of the
   * database. Otherwise a person who can write every row could add keys for forged seals.
   */
  async keepCarriedKeys(networkId: string, carried: readonly CarriedSealKeys[]): Promise<void> {
    await makeFolder(this.directory);
    await writeFile(this.keysFileOf(networkId), JSON.stringify(carried), { mode: 0o600 });
  }

  /** The stored keys, sorted by number. Empty: the network was opened here. */
  async listCarriedKeys(networkId: string): Promise<CarriedSealKeys[]> {
    const text = await readFile(this.keysFileOf(networkId), 'utf8').catch(nothingWhenMissing);
    return text === undefined ? [] : carriedKeys.parse(JSON.parse(text));
  }

  private async append(networkId: string, line: PublishedHead | LostSeals): Promise<void> {
    await makeFolder(this.directory);
    await appendFile(this.fileOf(networkId), `${JSON.stringify(line)}\n`);
  }

  private fileOf(networkId: string): string {
    return path.join(this.directory, `${networkId}.jsonl`);
  }

  private keysFileOf(networkId: string): string {
    return path.join(this.directory, `${networkId}.keys.json`);
  }

  private signedFileOf(networkId: string): string {
    return path.join(this.directory, `${networkId}.signed.json`);
  }
}

/** The parsed lines of a file. A line cut short by a crash, or by reading only the end, is skipped. */
function linesOf(text: string): PublishedLines {
  let heads: PublishedHead[] = [];
  const lost: LostSeals[] = [];
  for (const line of text.split('\n')) {
    const parsed = parseLine(line);
    if (parsed === undefined) continue;
    if ('restoredTo' in parsed) {
      lost.push(parsed);
      heads = heads.filter(({ number }) => number <= parsed.restoredTo);
    } else heads.push(parsed);
  }
  return { heads, lost };
}

function headOf(seal: Seal): PublishedHead {
  return {
    number: seal.number,
    hash: seal.hash.toString('hex'),
    signature: seal.signature.toString('hex'),
    keyId: seal.keyId,
    sealedAt: new Date(seal.sealedAtMs).toISOString(),
  };
}

/** Formats bytes as hexadecimal. A replacer gets a buffer in its JSON form. */
function hexOfBytes(this: unknown, key: string, value: unknown): unknown {
  const own = (this as Record<string, unknown>)[key];
  return Buffer.isBuffer(own) ? own.toString('hex') : value;
}

function parseLine(line: string): PublishedHead | LostSeals | undefined {
  try {
    return z.union([publishedHead, lostSeals]).safeParse(JSON.parse(line)).data;
  } catch {
    // Not JSON: a write that was cut short. The next line is whole.
    return undefined;
  }
}

function nothingWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
