import { z } from 'zod';
import { dayOfIsoDate } from '../../platform/clock/calendar';
import type { FaultReason } from '../../platform/http/catalogue/catalogue';
import { localDate, objectNamed } from '../../platform/http/schemas';
import { FACT_NAMES } from '../facts/facts.rules';

const MAX_DAYS = 366;

export const EXPORT_FORMATS = ['csv', 'parquet'] as const;

export const exportQuerySchema = z
  .strictObject({
    fact: z.enum(FACT_NAMES).describe('Which facts; docs/exports.md has the columns of each'),
    from: localDate.describe('First business date on which they were recorded (`YYYY-MM-DD`)'),
    to: localDate.describe('Last business date on which they were recorded; at most 366 days in all'),
    format: z.enum(EXPORT_FORMATS).default('csv').describe('Form of the file'),
  })
  .refine(({ from, to }) => from <= to, because('endsBeforeBegins'))
  .refine(({ from, to }) => dayOfIsoDate(to) - dayOfIsoDate(from) < MAX_DAYS, because('atMost366Days'));
export type ExportQuery = z.infer<typeof exportQuerySchema>;

function because(reason: FaultReason) {
  return { path: ['to'], params: { code: 'not_valid', reason } };
}

const EXPORT_STATES = ['RUNNING', 'DONE', 'FAILED', 'CANCELLED'] as const;

export const writeFactsSchema = exportQuerySchema.meta({
  id: 'WriteFacts',
  description: 'Facts of a period, as for a download.',
});

export const bucketExportSchema = objectNamed(
  'BucketExport',
  'Facts of a period that go into the bucket, file by file.',
  {
    id: z.uuid().describe('Id of the export'),
    fact: z.enum(FACT_NAMES).describe('Which facts'),
    from: localDate.describe('First business date on which they were recorded'),
    to: localDate.describe('Last business date on which they were recorded'),
    format: z.enum(EXPORT_FORMATS).describe('Form of the files'),
    status: z
      .enum(EXPORT_STATES)
      .describe('`DONE`: all files and `list.json` are in the bucket. `FAILED`: the bucket refused a file five times'),
    files: z.int().describe('Files that are in the bucket'),
    rows: z.int().describe('Facts in these files'),
    folder: z.string().describe('Where the names of the files begin in the bucket'),
    isRefused: z.boolean().describe('Whether the bucket refused the next file the last time'),
    createdAt: z.iso.datetime().describe('When it was asked for'),
    finishedAt: z.iso.datetime().nullable().describe('When it ended; null: it is under way'),
  },
);
export type BucketExportAnswer = z.infer<typeof bucketExportSchema>;

export const bucketExportsSchema = objectNamed('BucketExports', 'Exports of the network into the bucket.', {
  hasBucket: z.boolean().describe('Whether the installation has a bucket'),
  items: z.array(bucketExportSchema).describe('At most 50, the newest first'),
});
