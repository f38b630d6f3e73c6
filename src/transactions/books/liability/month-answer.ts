import type { ApiReply } from '../../../platform/http/api-request';
import { ProblemError } from '../../../platform/problems/problem';
import { monthSchema } from './period.dto';

/** @throws ProblemError `not_found` for a text that is no month, like for any unknown path */
export function monthOf(text: string): string {
  const month = monthSchema.safeParse(text);
  if (!month.success) throw new ProblemError('not_found');
  return month.data;
}

interface MonthDocument {
  /** As stored at the closing of the month, byte for byte. */
  readonly document: string;
  readonly format: 'json' | 'csv';
  /** The file name of the table. */
  readonly fileName: string;
  readonly tableOf: (document: string) => string;
}

/** The body of an answer with a closed month, as JSON or CSV. Sets the headers. */
export function monthAnswer(reply: ApiReply, { document, format, fileName, tableOf }: MonthDocument): string {
  if (format === 'json') {
    reply.header('Content-Type', 'application/json; charset=utf-8');
    return document;
  }
  reply.header('Content-Type', 'text/csv; charset=utf-8');
  reply.header('Content-Disposition', `attachment; filename="${fileName}"`);
  return tableOf(document);
}
