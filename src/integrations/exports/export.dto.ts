import { z } from 'zod';
import { dayOfIsoDate } from '../../platform/clock/calendar';
import type { FaultReason } from '../../platform/http/catalogue/catalogue';
import { localDate } from '../../platform/http/schemas';
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
