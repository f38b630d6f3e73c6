import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SealHandover } from '../../transactions';
import type { TarReader } from './tar-file';

/** The format number of whole archives that this version writes and reads. */
export const ARCHIVE_FORM = 1;
/** The format number of a later part, which continues a whole archive. */
export const PART_FORM = 2;
export const MANIFEST = 'manifest.json';
export const SIGNATURE = 'manifest.sig';

const hex = z
  .string()
  .max(1_000)
  .regex(/^[0-9a-f]*$/);
const digests = {
  rows: z.number().int(),
  bytes: z.number().int(),
  sha256: hex,
  anyOrder: hex,
  pieces: z.array(hex).readonly(),
};

const file = z.object({
  name: z.string(),
  table: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })).readonly(),
  ...digests,
});

/** The description of an archive: everything in it, with digests. Its signature covers the exact bytes of the text. */
const manifestSchema = z.object({
  form: z.union([z.literal(ARCHIVE_FORM), z.literal(PART_FORM)]),
  createdAt: z.string(),
  /** The last migration of the database that was archived. */
  schema: z.string(),
  network: z.object({ id: z.uuid().lowercase(), code: z.string(), name: z.string() }),
  /** The archive's key, encrypted for the receiver. */
  key: z.object({ ephemeral: z.string(), wrapped: z.string() }).optional(),
  /**
   * Stands in place of `key` when the reader is another cell of this installation: it has the same keys, so values stay encrypted as they are. The
   * value is an encrypted blind index of the network, in hexadecimal, which lets the reader check that its keys are the same.
   */
  within: hex.optional(),
  seals: z.object({
    keys: z.array(z.object({ upTo: z.number().int(), keys: z.record(z.string(), hex).readonly() })).readonly(),
    lost: z
      .array(z.object({ restoredTo: z.number().int(), hash: hex, lostUpTo: z.number().int(), at: z.string() }))
      .readonly(),
  }),
  totals: z.object({
    guests: z.string(),
    available: z.string(),
    pending: z.string(),
    held: z.string(),
    inReview: z.string(),
    receivable: z.string(),
    lots: z.string(),
    transactions: z.string(),
    lastSeal: z.number().int(),
    lastSealHash: hex.nullable(),
  }),
  /** The files, in the order in which they are read. */
  files: z.array(file),
  leftOut: z.record(z.string(), z.string()).readonly(),
  /** The state of the database when the archive was made; a later part goes on from there. */
  position: z.object({ epoch: z.number().int(), xid: z.string().regex(/^\d{1,20}$/) }),
  /** Whether the network was closed before this part was made, so that it is the last part. */
  closed: z.boolean(),
  /** Set in a later part only. */
  since: z
    .object({
      /** SHA-256 of the manifest of the part before. */
      manifest: hex,
      /** Numbers of rows by table, for tables whose rows may be deleted. */
      counts: z.record(z.string(), z.number().int()).readonly(),
      /** Files with the keys of all rows of such a table; the reader deletes rows with other keys. */
      keys: z.array(file),
    })
    .optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestFile = Manifest['files'][number];

const signatureSchema = z.object({ keyId: z.string(), publicKey: hex, signature: hex });

/** The manifest of an archive, and its digest, by which the next part refers to it. */
interface SignedManifest {
  readonly manifest: Manifest;
  readonly digest: string;
}

/**
 * @param signedBy the public key (hexadecimal) that must have signed the archive; undefined: every key is accepted
 * @throws Error a sentence, where the manifest was changed or has another version
 */
export async function readManifest(
  tar: TarReader,
  seals: Pick<SealHandover, 'isSigned'>,
  signedBy?: string,
): Promise<SignedManifest> {
  const text = await tar.textOf(MANIFEST);
  const { publicKey, signature } = signatureSchema.parse(JSON.parse(await tar.textOf(SIGNATURE)));
  if (signedBy !== undefined && publicKey !== signedBy)
    throw new Error(`The archive is signed by another key (${publicKey}) than the one that you gave.`);
  if (!seals.isSigned(text, publicKey, signature))
    throw new Error(`${MANIFEST} was changed after it was signed: take another copy of the archive.`);
  const { data: manifest, error } = manifestSchema.safeParse(JSON.parse(text));
  if (manifest === undefined)
    throw new Error(`The archive is of another version of the platform: read it with that.`, { cause: error });
  return { manifest, digest: createHash('sha256').update(text).digest('hex') };
}
