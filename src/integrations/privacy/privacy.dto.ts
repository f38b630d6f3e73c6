import { z } from 'zod';
import { asAnswer } from '../../platform/http/as-answer';
import { objectNamed, listOf } from '../../platform/http/schemas';
import type { ErasureRow } from './erasure.sql';

export const exportQuerySchema = z.strictObject({
  format: z.enum(['json', 'html']).default('json').describe('JSON for programs, or a page that people read and print'),
});
export type ExportQuery = z.infer<typeof exportQuerySchema>;

export const requestErasureSchema = z
  .strictObject({
    now: z
      .boolean()
      .default(false)
      .describe('At once, without the days in which it can be called back. Only for a manager'),
  })
  .meta({ id: 'RequestErasure', example: { now: false } });
export type RequestErasureBody = z.infer<typeof requestErasureSchema>;

export const erasureSchema = objectNamed('Erasure', 'The erasure of a guest.', {
  status: z
    .enum(['NONE', 'WAITING', 'RUNNING', 'DONE', 'CALLED_BACK'])
    .describe('`WAITING`: it can be called back until `dueAt`; `NONE`: no erasure was requested'),
  requestedBy: z
    .enum(['user', 'guest', 'key', 'system'])
    .nullable()
    .describe('Whether staff, the guest or a command requested it; null: not requested'),
  requestedAt: z.iso.datetime().nullable().describe('When it was requested; null: not requested'),
  dueAt: z.iso.datetime().nullable().describe('When it begins; null: not requested'),
  finishedAt: z.iso.datetime().nullable().describe('When it was done or called back; null: neither'),
});
export type ErasureAnswer = z.infer<typeof erasureSchema>;

export const personalDataSchema = objectNamed('PersonalData', 'Everything that the network keeps about a person.', {
  network: z.string().describe('Name of the network'),
  madeAt: z.iso.datetime().describe('Moment of the export'),
  guestIds: z.array(z.uuid()).describe('The guest, with the guests that were merged into it'),
  sections: listOf('Every table with rows of the person, those without rows left out', {
    table: z.string().describe('Table of the database, as docs/database.md has it'),
    rows: z.array(z.record(z.string(), z.unknown())).describe('Rows, by the names of their columns'),
    isCut: z.boolean().describe('Whether the section has more rows than an export shows'),
  }),
});
export type PersonalData = z.infer<typeof personalDataSchema>;

export function erasureAnswer(row: ErasureRow | undefined): ErasureAnswer {
  if (row === undefined) return { status: 'NONE', requestedBy: null, requestedAt: null, dueAt: null, finishedAt: null };
  return asAnswer(erasureSchema, { ...row, requestedBy: row.requestedByKind });
}
