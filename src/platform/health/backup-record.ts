import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** The record that `scripts/backup/record.mjs` writes. */
const recordSchema = z.object({
  backup: z.object({ outcome: z.enum(['DONE', 'FAILED']), error: z.string().nullable() }).optional(),
  lastGoodBackup: z.object({ createdAt: z.iso.datetime() }).optional(),
  log: z
    .object({
      outcome: z.enum(['DONE', 'FAILED']),
      error: z.string().nullable(),
      /** Every act acknowledged before this time is in the archive of the log. */
      upTo: z.iso.datetime().optional(),
    })
    .optional(),
});

export type BackupRecord = z.infer<typeof recordSchema>;

/** How the last backup ended and how far the log archive reaches; empty where no record exists. */
export async function readBackupRecord(dataDirectory: string): Promise<BackupRecord> {
  try {
    const text = await readFile(path.join(dataDirectory, 'backup-record.json'), 'utf8');
    return recordSchema.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    // The file is missing or is not JSON.
    return {};
  }
}
