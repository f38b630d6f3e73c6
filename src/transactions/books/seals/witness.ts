import { appendFile, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../../platform/files/make-folder';
import type { Seal } from './seal-head.rules';

/** At least daily is the promise; hourly leaves less that could be rewritten unseen. */
const KEEP_EVERY_MS = 3_600_000;

/** A head as it stands outside of the database, one JSON object a line. */
export interface WitnessedHead {
  readonly number: number;
  /** Hexadecimal. */
  readonly hash: string;
  readonly signature: string;
  readonly keyId: string;
  readonly sealedAt: string;
}

/**
 * Signed heads outside of the database, a file a network, only appended: whoever rewrites the whole chain, even with
 * the key, does not match what stands here. The folder (`SEAL_DIR`) belongs on another machine or a write-once store.
 */
export class SealWitness {
  constructor(private readonly directory: string) {}

  /** Whether the last head kept of a network is more than an hour old. */
  async isDue(networkId: string): Promise<boolean> {
    const written = await stat(this.fileOf(networkId)).catch(nothingWhenMissing);
    return written === undefined || Date.now() - written.mtimeMs >= KEEP_EVERY_MS;
  }

  /**
   * Appends the head of a committed seal. Called under the network's sealing lock, so that two processes of one
   * machine do not write at once.
   */
  async append(seal: Seal): Promise<void> {
    const head: WitnessedHead = {
      number: seal.number,
      hash: seal.hash.toString('hex'),
      signature: seal.signature.toString('hex'),
      keyId: seal.keyId,
      sealedAt: new Date(seal.sealedAtMs).toISOString(),
    };
    await makeFolder(this.directory);
    await appendFile(this.fileOf(seal.networkId), `${JSON.stringify(head)}\n`);
  }

  /** The heads kept of a network, in the order of writing; a line that a crash cut short is passed over. */
  async list(networkId: string): Promise<WitnessedHead[]> {
    const text = await readFile(this.fileOf(networkId), 'utf8').catch(nothingWhenMissing);
    return (text ?? '').split('\n').flatMap((line) => {
      const parsed = parseLine(line);
      return parsed === undefined ? [] : [parsed];
    });
  }

  private fileOf(networkId: string): string {
    return path.join(this.directory, `${networkId}.jsonl`);
  }
}

const HEAD = z.object({
  number: z.number().int(),
  hash: z.string(),
  signature: z.string(),
  keyId: z.string(),
  sealedAt: z.string(),
});

function parseLine(line: string): WitnessedHead | undefined {
  try {
    return HEAD.safeParse(JSON.parse(line)).data;
  } catch {
    // Not JSON: the rest of a write that was cut short. The next line is whole.
    return undefined;
  }
}

function nothingWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
