import { z } from 'zod';

/** The form of archives that this version writes and reads. */
export const ARCHIVE_FORM = 1;
export const MANIFEST = 'manifest.json';
export const SIGNATURE = 'manifest.sig';

const hex = z.string().regex(/^[0-9a-f]*$/);
const digests = {
  rows: z.number().int(),
  bytes: z.number().int(),
  sha256: hex,
  anyOrder: hex,
  pieces: z.array(hex).readonly(),
};

/** The description of an archive: all that is in it, with digests. Its signature covers the text to the byte. */
export const manifestSchema = z.object({
  form: z.literal(ARCHIVE_FORM),
  createdAt: z.string(),
  /** The last migration of the database that was archived. */
  schema: z.string(),
  network: z.object({ id: z.uuid(), code: z.string(), name: z.string() }),
  key: z.object({ ephemeral: z.string(), wrapped: z.string() }),
  seals: z.object({
    keys: z.array(z.object({ upTo: z.number().int(), keys: z.record(z.string(), hex).readonly() })).readonly(),
    lost: z
      .array(z.object({ restoredTo: z.number().int(), hash: hex, lostUpTo: z.number().int(), at: z.string() }))
      .readonly(),
  }),
  totals: z.object({
    ...{ guests: z.string(), available: z.string(), pending: z.string(), held: z.string(), inReview: z.string() },
    ...{ receivable: z.string(), lots: z.string(), transactions: z.string() },
    lastSeal: z.number().int(),
    lastSealHash: hex.nullable(),
  }),
  /** In the order in which they are read. */
  files: z.array(
    z.object({
      name: z.string(),
      table: z.string(),
      columns: z.array(z.object({ name: z.string(), type: z.string() })).readonly(),
      ...digests,
    }),
  ),
  leftOut: z.record(z.string(), z.string()).readonly(),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestFile = Manifest['files'][number];

export const signatureSchema = z.object({ keyId: z.string(), publicKey: hex, signature: hex });
