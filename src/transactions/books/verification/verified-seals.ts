import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../../platform/files/make-folder';
import type { SealKeys } from '../seals/seal-keys';

const verifiedSeal = z.object({
  number: z.number().int(),
  /** The hash of the seal's head, in hexadecimal. */
  hash: z.string(),
  verifiedAt: z.iso.datetime(),
  /** When the whole ledger was last verified, from the first row. */
  wholeAt: z.iso.datetime(),
});

/** Versions up to 0.3 wrote no signature. */
const signedSeal = verifiedSeal.extend({ keyId: z.string().optional(), signature: z.string().optional() });

/** The last seal up to which a network's ledger was right. */
export type VerifiedSeal = z.infer<typeof verifiedSeal>;

/**
 * The seals up to which `verify-ledger` found ledgers right, in one file per network next to the published heads
 * (`SEAL_DIR`). The file is outside of the database and signed with a key of the seals. So nobody can move the start of
 * the next run by changing rows, or the file without the key.
 */
export class VerifiedSeals {
  constructor(
    private readonly directory: string,
    private readonly keys: Pick<SealKeys, 'newest' | 'check'>,
  ) {}

  /** Undefined: no key of the ring signed the file. Throws where the file exists with unknown content. */
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

  /** Resolves once the seal is on the disk. */
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

/** The digest begins with other bytes than a record, so it cannot be the hash of a seal. */
function digestOf(networkId: string, { number, hash, verifiedAt, wholeAt }: VerifiedSeal): Buffer {
  const lines = ['loyalty-verified', networkId, String(number), hash, verifiedAt, wholeAt];
  return createHash('sha256').update(lines.join('\n')).digest();
}

function nothingWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
