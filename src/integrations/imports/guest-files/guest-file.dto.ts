import { z } from 'zod';
import { CONSENT_BASES } from '../../../configuration';
import { newestFirst } from '../../../platform/http/list-query';
import { line, pageOf, objectOf, objectNamed, listOf } from '../../../platform/http/schemas';
import { GUEST_SOURCES } from '../guests/guest-sources.rules';
import { DATE_FORMATS } from '../rows/day.rules';
import { ENDED_POINTS, GUEST_FIELDS, tierEnd } from '../mapping/guest-mapping';
import { DELIMITERS, ENCODINGS } from '../mapping/mapping-parts';

const GUEST_FILE_STATUSES = [
  'UPLOADING',
  'READING',
  'READY',
  'CHECKING',
  'CHECKED',
  'WAITING',
  'RUNNING',
  'DONE',
  'FAILED',
  'UNDOING',
  'UNDONE',
  'DISCARDED',
] as const;
export type GuestFileStatus = (typeof GUEST_FILE_STATUSES)[number];

/** The most bytes of a part, and of a whole file. */
export const PART_BYTES = 512 * 1024;
const MOST_PARTS = 128;
const PART_LETTERS = Math.ceil(PART_BYTES / 3) * 4;

const guestFileMappingSchema = objectNamed('GuestFileMapping', 'How the columns of a file become guests.', {
  csv: objectOf('How the file is written', {
    delimiter: z.enum(DELIMITERS).describe('Character between the cells'),
    encoding: z.enum(ENCODINGS).describe('Encoding of the text'),
  }),
  money: objectOf('How sums are written', {
    unit: z.enum(['MINOR', 'MAJOR']).describe('`MINOR`: kopecks, cents; `MAJOR`: with decimals'),
    decimalMark: z.enum(['.', ',']).describe('The mark before the decimals'),
  }),
  dateFormat: z
    .enum(DATE_FORMATS)
    .nullable()
    .describe(
      'How days are written: `ISO` 2026-12-31, `DOTTED` 31.12.2026, `DAY_FIRST` 31/12/2026, `MONTH_FIRST` 12/31/2026; ' +
        'null: the first rows do not tell, so somebody has to say',
    ),
  tiers: z
    .record(z.string().max(100), z.string().max(100))
    .describe('Codes of the programme’s tiers by the names of the file; a name that is left out is a code'),
  consentKind: z.string().min(1).max(50).describe('The consent that the column `consent` answers'),
  consentBasis: z
    .enum(CONSENT_BASES)
    .optional()
    .describe(
      'Where the guests of the file agreed whose row does not say yes to a consent that the law of the country asks for; left out: rows of ' +
        'new guests without one are refused',
    ),
  roundPointsDown: z
    .boolean()
    .optional()
    .describe('Whether points with decimals are rounded down; left out or false: their rows are refused'),
  tierEnd: tierEnd
    .optional()
    .describe(
      'End of a tier that came without a last day: `PROGRAM`, as if it were reached today by the rule of the programme; `FOREVER`, no end; a ' +
        'day, to whose end it is held at least. Left out: such rows are refused. The lowest tier needs none',
    ),
  endedPoints: z
    .enum(ENDED_POINTS)
    .optional()
    .describe(
      'Answer for points whose last day has passed: `LEAVE_OUT`, the guest comes without them; `PROGRAM`, they end as points earned now. ' +
        'Left out: such rows are refused',
    ),
  columns: z
    .partialRecord(z.enum(GUEST_FIELDS), z.string().min(1).max(200))
    .describe('The column of the file for each field of a guest; columns that are not named are not read'),
});
export type GuestFileMapping = z.infer<typeof guestFileMappingSchema>;

export const createGuestFileSchema = objectNamed('CreateGuestFile', 'A file of guests that is going to be uploaded.', {
  name: line(200).describe('Name of the file, for people'),
});
export const guestFilePartSchema = objectNamed('GuestFilePart', 'A part of a file of guests.', {
  number: z
    .number()
    .int()
    .min(0)
    .max(MOST_PARTS - 1)
    .describe('Place of the part, from 0 without a gap; one that is there already stays as it is'),
  content: z.base64().max(PART_LETTERS).describe('At most 524,288 bytes of the file as Base64'),
  isLast: z.boolean().describe('Whether the file ends with it; reading begins then'),
});
export const checkGuestFileSchema = objectNamed('CheckGuestFile', 'How the file is read.', {
  mapping: guestFileMappingSchema.describe('How to read the columns; `dateFormat` is not null'),
});

const base = {
  id: z.uuid().describe('Id of the file'),
  name: z.string().describe('Name of the file'),
  status: z
    .enum(GUEST_FILE_STATUSES)
    .describe(
      '`UPLOADING`, `READING`, `READY` for a mapping, `CHECKING` and `CHECKED` by a dry run, `WAITING` for a second manager, ' +
        '`RUNNING`, `DONE`, `FAILED`, `UNDOING`, `UNDONE`',
    ),
  bytes: z.number().int().describe('Bytes that were uploaded'),
  parts: z.number().int().describe('Parts that were uploaded: the number of the next one'),
  lines: z.number().int().nullable().describe('Lines of the file with the header; null: it was not read yet'),
  position: z.number().int().describe('Last line that the step under way has done'),
  made: z.number().int().describe('New guests, of the dry run or of the import'),
  merged: z.number().int().describe('Rows of guests whom the network has'),
  rejected: z.number().int().describe('Rows that were refused'),
  points: z.number().int().describe('Points that the readable rows bring'),
  uncounted: z
    .number()
    .int()
    .describe('Rows with money spent or visits that no tier counts, because the tiers of the programme count by days'),
  kept: z.number().int().describe('Guests who acted while the import was undone: they stay, with what they brought'),
  fault: z.string().nullable().describe('Code of what ended the last step (docs/import.md); null: nothing'),
  createdAt: z.iso.datetime().describe('When the upload began'),
  createdBy: z.uuid().describe('User who uploaded it'),
  requestedBy: z.uuid().nullable().describe('User who started the import; null: not started'),
  approvedBy: z.uuid().nullable().describe('The second manager; null: none was needed, or it waits'),
  finishedAt: z.iso.datetime().nullable().describe('When the import or its undo ended; null: it did not'),
  undoUntil: z.iso.datetime().nullable().describe('Until when it can be undone; null: it cannot'),
};
export const guestFileSchema = z.strictObject(base).meta({ id: 'GuestFile', description: 'A file of guests.' });
export const guestFileWithRowsSchema = z
  .strictObject({
    ...base,
    header: z.array(z.string()).describe('Names of the columns; empty: not read yet, or deleted after seven days'),
    samples: z.array(z.array(z.string())).describe('The first rows'),
    mapping: guestFileMappingSchema
      .nullable()
      .describe(
        'The mapping in use; before the dry run the one that the network used last, or a guess; null: not read yet',
      ),
    unread: listOf('Columns that the mapping does not read, in the order of the file', {
      column: z.string().describe('Name of the column'),
      looksLike: z
        .enum(['POINTS', 'CARD', 'PHONE'])
        .nullable()
        .describe(
          'Kind of column that its name looks like, so that it is not left out by mistake; null: none of these',
        ),
    }),
    source: z
      .enum(GUEST_SOURCES)
      .nullable()
      .describe('The system whose export has such a header; null: it was not recognised'),
    sources: z
      .array(
        z.strictObject({
          source: z.enum(GUEST_SOURCES).describe('A system with a ready mapping'),
          columns: guestFileMappingSchema.shape.columns,
        }),
      )
      .describe('The columns of the file by the ready mapping of each system; a name that the file lacks is left out'),
    tierNames: z
      .array(z.string())
      .describe(
        'Names of tiers for which rows were refused, at most 100, so that `tiers` of the mapping can name them',
      ),
    refusals: listOf('Why rows were refused, the most frequent reason first', {
      code: z.string().describe('Code of the reason (docs/import.md)'),
      count: z.number().int().describe('Rows that it refused'),
      line: z.number().int().describe('Line of the first of them'),
      reason: z.string().describe('The reason of that line, in the language of the network'),
    }),
  })
  .meta({ id: 'GuestFileWithRows', description: 'A file of guests with its columns, first rows and reasons.' });
export const guestFilePageSchema = pageOf(guestFileSchema).meta({ id: 'GuestFilePage' });
export const guestFileListQuery = z.strictObject(newestFirst);
export const guestFileKindQuery = z.strictObject({
  only: z.enum(['REFUSED']).optional().describe('Only rows that were refused, with the row as it stands in the file'),
});

export type GuestFileAnswer = z.infer<typeof guestFileSchema>;
export type GuestFileWithRows = z.infer<typeof guestFileWithRowsSchema>;
