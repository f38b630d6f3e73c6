import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../../platform/files/make-folder';

const verifiedSeal = z.object({
  number: z.number().int(),
  /** The hash of the seal's head, hexadecimal. */
  hash: z.string(),
  verifiedAt: z.iso.datetime(),
  /** When everything was last verified, from the first row on. */
  wholeAt: z.iso.datetime(),
});

/** The last seal up to which a network's ledger was found right. */
export type VerifiedSeal = z.infer<typeof verifiedSeal>;

/**
 * The seals up to which `verify-ledger` found ledgers right, a file a network beside the published heads (`SEAL_DIR`):
 * outside of the database, so that changing rows there does not change from where the next run goes on.
 */
export class VerifiedSeals {
  constructor(private readonly directory: string) {}

  /** Throws where the file is there and is none of ours. */
  async find(networkId: string): Promise<VerifiedSeal | undefined> {
    const file = this.fileOf(networkId);
    const text = await readFile(file, 'utf8').catch(nothingWhenMissing);
    if (text === undefined) return undefined;
    try {
      return verifiedSeal.parse(JSON.parse(text));
    } catch (error) {
      throw new Error(`${file} is not what verify-ledger wrote there: delete it, and everything is verified`, {
        cause: error,
      });
    }
  }

  /** On the disk before this resolves. */
  async keep(networkId: string, seal: VerifiedSeal): Promise<void> {
    await makeFolder(this.directory);
    const file = this.fileOf(networkId);
    const draft = `${file}.${String(process.pid)}`;
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(JSON.stringify(seal));
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

function nothingWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
