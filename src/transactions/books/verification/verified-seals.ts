import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../../platform/files/make-folder';
import type { SealKeys } from '../seals/seal-keys';

const verifiedSeal = z.object({
  number: z.number().int(),
  /** The hash of the seal's head, hexadecimal. */
  hash: z.string(),
  verifiedAt: z.iso.datetime(),
  /** When everything was last verified, from the first row on. */
  wholeAt: z.iso.datetime(),
});

/** Version 0.3 and before wrote no signature. */
const signedSeal = verifiedSeal.extend({ keyId: z.string().optional(), signature: z.string().optional() });

/** The last seal up to which a network's ledger was found right. */
export type VerifiedSeal = z.infer<typeof verifiedSeal>;

/**
 * The seals up to which `verify-ledger` found ledgers right, a file a network beside the published heads (`SEAL_DIR`):
 * outside of the database and signed by a key of the seals, so that changing rows there, or the file without the key,
 * does not change from where the next run goes on.
 */
export class VerifiedSeals {
  constructor(
    private readonly directory: string,
    private readonly keys: Pick<SealKeys, 'newest' | 'check'>,
  ) {}

  /** Undefined where no key of the ring signed it. Throws where the file is there and is none of ours. */
  async find(networkId: string): Promise<VerifiedSeal | undefined> {
    const file = this.fileOf(networkId);
    const text = await readFile(file, 'utf8').catch(nothingWhenMissing);
    if (text === undefined) return undefined;
    try {
      const { keyId = '', signature = '', ...seal } = signedSeal.parse(JSON.parse(text));
      const { number } = seal;
      const signed = { number, keyId, hash: digestOf(networkId, seal), signature: Buffer.from(signature, 'hex') };
      return this.keys.check(signed) === 'valid' ? seal : undefined;
    } catch (error) {
      throw new Error(`${file} is not what verify-ledger wrote there: delete it, and everything is verified`, {
        cause: error,
      });
    }
  }

  /** On the disk before this resolves. */
  async keep(networkId: string, seal: VerifiedSeal): Promise<void> {
    const { newest } = this.keys;
    const signature = newest.sign(digestOf(networkId, seal)).toString('hex');
    await makeFolder(this.directory);
    const file = this.fileOf(networkId);
    const draft = `${file}.${String(process.pid)}`;
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(JSON.stringify({ ...seal, keyId: newest.id, signature }));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  }

  private fileOf(networkId: string): string {
    return path.join(this.directory, `${networkId}.verified.json`);
  }
}

/** Begins with other bytes than a record, so it is the hash of no seal. */
function digestOf(networkId: string, { number, hash, verifiedAt, wholeAt }: VerifiedSeal): Buffer {
  const lines = ['loyalty-verified', networkId, String(number), hash, verifiedAt, wholeAt];
  return createHash('sha256').update(lines.join('\n')).digest();
}

function nothingWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
