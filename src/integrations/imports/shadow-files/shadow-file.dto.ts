import { z } from 'zod';
import { newestFirst } from '../../../platform/http/list-query';
import { line, listOf, localDate, objectNamed, objectOf, pageOf } from '../../../platform/http/schemas';
import { DELIMITERS, ENCODINGS } from '../mapping/mapping-parts';
import { DATE_FORMATS } from '../rows/day.rules';
import { SHADOW_FIELDS } from './shadow-fields';

export const SHADOW_FILE_KINDS = ['SHADOW_RECEIPTS', 'SHADOW_BALANCES'] as const;

const kind = z
  .enum(SHADOW_FILE_KINDS)
  .describe('`SHADOW_RECEIPTS`, receipts of the earlier system; `SHADOW_BALANCES`, balances of its guests by day');

export const shadowFileMappingSchema = objectNamed('ShadowFileMapping', 'How the columns of a file are read.', {
  csv: objectOf('How the file is written', {
    delimiter: z.enum(DELIMITERS).describe('Character between the cells'),
    encoding: z.enum(ENCODINGS).describe('Encoding of the text'),
  }),
  lines: z
    .enum(['GROUPED', 'ROW'])
    .describe('For receipts: `GROUPED`, neighbouring rows of one number are a receipt; `ROW`, each row is one'),
  creditNotePrefix: line(10)
    .nullable()
    .describe('For receipts: how the numbers of credit notes begin; null: there are none'),
  money: objectOf('For receipts: how sums are written', {
    unit: z.enum(['MINOR', 'MAJOR']).describe('`MINOR`: kopecks, cents; `MAJOR`: with decimals'),
    decimalMark: z.enum(['.', ',']).describe('The mark before the decimals'),
  }),
  timeFormat: z
    .enum(['ISO', 'DOTTED'])
    .describe('For receipts: how times are written, 2026-12-31 23:59 or 31.12.2026 23:59'),
  dateFormat: z
    .enum(DATE_FORMATS)
    .nullable()
    .describe(
      'For balances: how days are written, `ISO` 2026-12-31, `DOTTED` 31.12.2026, `DAY_FIRST` 31/12/2026, `MONTH_FIRST` 12/31/2026; ' +
        'null: the first rows do not tell, so somebody has to say',
    ),
  day: localDate.nullable().describe('For balances: the day of all of them, where no column says it'),
  roundPointsDown: z
    .boolean()
    .describe('For balances: whether points with decimals are rounded down; false: their rows are refused'),
  columns: z
    .partialRecord(z.enum(SHADOW_FIELDS), z.string().min(1).max(200))
    .describe('The column of the file for each field; columns that are not named are not read'),
});
export type ShadowFileMapping = z.infer<typeof shadowFileMappingSchema>;

export const createShadowFileSchema = objectNamed('CreateShadowFile', 'A file that is going to be uploaded.', {
  name: line(200).describe('Name of the file, for people'),
  kind,
});
export const checkShadowFileSchema = objectNamed('CheckShadowFile', 'How the file is read.', {
  mapping: shadowFileMappingSchema.describe('How to read the columns; of balances `dateFormat` is not null'),
});

const base = {
  id: z.uuid().describe('Id of the file'),
  name: z.string().describe('Name of the file'),
  kind,
  status: z
    .enum(['UPLOADING', 'READING', 'READY', 'CHECKING', 'CHECKED', 'RUNNING', 'DONE', 'FAILED'])
    .describe(
      '`UPLOADING`, `READING`, `READY` for a mapping, `CHECKING` and `CHECKED` by a dry run, `RUNNING`, `DONE`, `FAILED`',
    ),
  bytes: z.number().int().describe('Bytes that were uploaded'),
  parts: z.number().int().describe('Parts that were uploaded: the number of the next one'),
  lines: z.number().int().nullable().describe('Lines of the file with the header; null: it was not read yet'),
  position: z.number().int().describe('About how many lines the step under way has done'),
  taken: z.number().int().describe('Receipts or balances that were taken, or that the dry run would take'),
  rejected: z.number().int().describe('Rows that were refused'),
  fault: z.string().nullable().describe('Code of what ended the last step (docs/import.md); null: nothing'),
  createdAt: z.iso.datetime().describe('When the upload began'),
  createdBy: z.uuid().describe('User who uploaded it'),
  requestedBy: z.uuid().nullable().describe('User who started the import; null: not started'),
  finishedAt: z.iso.datetime().nullable().describe('When the import ended; null: it did not'),
};
export const shadowFileSchema = z
  .strictObject(base)
  .meta({ id: 'ShadowFile', description: 'A file of receipts or balances for the shadow run.' });
export const shadowFileWithRowsSchema = z
  .strictObject({
    ...base,
    header: z.array(z.string()).describe('Names of the columns; empty: not read yet, or deleted after seven days'),
    samples: z.array(z.array(z.string())).describe('The first rows'),
    mapping: shadowFileMappingSchema
      .nullable()
      .describe('The mapping in use; before the dry run the one of the file before, or a guess; null: not read yet'),
    unread: listOf('Columns that the mapping does not read, in the order of the file', {
      column: z.string().describe('Name of the column'),
      looksLike: z
        .enum(['POINTS', 'CARD', 'PHONE'])
        .nullable()
        .describe('Kind of column that its name looks like; null: none of these'),
    }),
    refusals: listOf('Why rows were refused, the most frequent reason first', {
      code: z.string().describe('Code of the reason (docs/import.md)'),
      count: z.number().int().describe('Rows that it refused'),
      line: z.number().int().describe('Line of the first of them'),
      reason: z.string().describe('The reason of that line, in the language of the network'),
    }),
  })
  .meta({ id: 'ShadowFileWithRows', description: 'A file for the shadow run with its columns and first rows.' });
export const shadowFilePageSchema = pageOf(shadowFileSchema).meta({ id: 'ShadowFilePage' });
export const shadowFileListQuery = z.strictObject(newestFirst);

export type ShadowFileAnswer = z.infer<typeof shadowFileSchema>;
export type ShadowFileWithRows = z.infer<typeof shadowFileWithRowsSchema>;
