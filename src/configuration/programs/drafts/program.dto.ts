import { z } from 'zod';
import { asAnswer } from '../../../platform/http/as-answer';
import { ITEM_TYPES, type ProgramDocument } from '../../../decision';
import { instant, listOf, objectNamed, pageOf } from '../../../platform/http/schemas';
import { PRESET_NAMES } from '../../program-document/presets';
import { programDocumentSchema } from '../../program-document/program-document.schema';
import { brokenPromises } from '../../program-document/program-promises.rules';
import { type ProgramWarning, warningsOfProgram } from '../../program-document/program-warnings.rules';
import type { ProgramRow } from './program.sql';

const MAX_FACTOR = 1_000_000;
const version = z
  .number()
  .int()
  .min(1)
  .max(2_147_483_647)
  .describe('Number of the version, counted from 1 in each network');
const factor = z.number().int().min(1).max(MAX_FACTOR);
const documentHash = 'SHA-256 of the document in its canonical form, in hex: the same however the document was written';
const expectedHash = z
  .string()
  .length(64)
  .optional()
  .describe(
    '`documentHash` of the draft as it was read; another one by now is `version_conflict`. Left out: not compared',
  );

/** A preset and the factor that scales it: 1/50 is `{ numerator: 1, denominator: 50 }`; left out: 1. */
export const presetChoiceShape = {
  preset: z.enum(PRESET_NAMES).describe('Name of a preset, a complete programme to begin with'),
  scale: z
    .strictObject({
      numerator: factor.describe('Numerator of the factor'),
      denominator: factor.describe('Denominator of the factor'),
    })
    .optional()
    .describe(
      'Factor on every amount of money of the preset and on the worth of a point: 1/50 is `{ numerator: 1, denominator: 50 }`. ' +
        'Left out: 1. A factor that leaves parts of a minor unit is refused',
    ),
};

/** `POST /api/programs`: a draft made from a document, a preset or an existing version. */
export const createDraftSchema = z
  .union([
    z.strictObject({ document: programDocumentSchema }).check(keepsPromises),
    z.strictObject(presetChoiceShape),
    z.strictObject({ fromVersion: version.describe('Number of the version whose document is copied') }),
  ])
  .meta({ id: 'CreateProgramDraft', description: 'A document, a preset, or a version whose document is copied.' });

/** `PUT /api/programs/{version}`; `expectedHash` is the hash of the draft as it was read. */
export const changeDraftSchema = z
  .strictObject({ document: programDocumentSchema, expectedHash })
  .check(keepsPromises)
  .meta({ id: 'ChangeProgramDraft', description: 'The whole new document of a draft.' });

/** `POST /api/programs/validate`: any JSON. Not `z.json()`, whose recursive schema generated clients can't compile. */
export const validateProgramSchema = objectNamed('ValidateProgram', {
  document: z
    .unknown()
    .refine((value) => value !== undefined)
    .describe('Any JSON, checked as a `ProgramDocument`'),
});

export const publishProgramSchema = objectNamed('PublishProgram', {
  effectiveFrom: instant
    .optional()
    .describe(
      'Moment from which the version decides (RFC 3339), at least 6 s ahead; the first programme of a network may ' +
        'have a past one. Left out: as soon as possible',
    ),
  expectedHash,
});

/** A version in the path; any other text counts as a version that does not exist. */
export const versionParameterSchema = z.coerce.number().int().min(1).max(2_147_483_647);

/** The request for a second manager's approval, with its outcome. */
const publicationSchema = z
  .strictObject({
    status: z
      .enum(['AWAITING_APPROVAL', 'APPROVED', 'REJECTED', 'WITHDRAWN'])
      .describe('WITHDRAWN: the person who asked took it back, or the document was changed meanwhile'),
    effectiveFrom: z.string().nullable().describe('Moment that was asked for (RFC 3339); null: as soon as possible'),
    requestedBy: z.uuid().nullable().describe('User or key that asked for the publication; null: the system'),
    requestedAt: z.string().describe('When it was asked for (RFC 3339)'),
    decidedBy: z.uuid().nullable().describe('User who decided; null: not decided yet, or by the system'),
    decidedAt: z.string().nullable().describe('When it was decided (RFC 3339); null: it waits'),
    reason: z.string().nullable().describe('Reason of a rejection or withdrawal; null: none was given'),
  })
  .meta({
    id: 'ProgramPublication',
    description: 'Request to a second manager to publish a version, with its outcome.',
  });

export const approvePublicationSchema = objectNamed('ApproveProgramPublication', { expectedHash });
export const rejectPublicationSchema = objectNamed('RejectProgramPublication', {
  reason: z.string().trim().min(1).max(1_000).optional().describe('Why, for the person who asked; left out: no reason'),
});
export const rollBackSchema = objectNamed('RollBackProgram', {
  effectiveFrom: instant
    .optional()
    .describe('Moment from which it decides (RFC 3339), at least 6 s ahead; left out: as soon as possible'),
});

const programVersionSchema = objectNamed('ProgramVersion', 'A version of the programme without its document.', {
  version,
  status: z
    .enum(['DRAFT', 'PUBLISHED', 'ARCHIVED', 'CANCELLED'])
    .describe(
      'DRAFT: may be changed. PUBLISHED: decides, or will from `effectiveFrom` on. ARCHIVED: decided until a later ' +
        'version did. CANCELLED: its publication was cancelled before its time',
    ),
  documentHash: z.string().describe(documentHash),
  createdBy: z.uuid().nullable().describe('User or key that created the draft; null: the system'),
  createdAt: z.string().describe('When the draft was created (RFC 3339)'),
  publishedBy: z.uuid().nullable().describe('User or key that published it; null: not published, or by the system'),
  publishedAt: z.string().nullable().describe('When it was published (RFC 3339); null: not published'),
  effectiveFrom: z
    .string()
    .nullable()
    .describe(
      'Moment from which it decides (RFC 3339), 1970-01-01 for the first programme of a network; null: not published',
    ),
  publication: publicationSchema.nullable().describe('The last request to a second manager; null: there was none'),
});
export const programSchema = programVersionSchema
  .extend({
    document: programDocumentSchema,
    warnings: listOf('Possible mistakes of the document, which hinder no publication; empty: none', {
      code: z
        .enum(['NOT_GOODS_EARN', 'NOT_GOODS_DISCOUNTED', 'NOT_GOODS_PAID_WITH_POINTS'])
        .describe('Tips, service or gift cards on a receipt earn points, get a discount, or can be paid with points'),
      path: z.string().describe('Place in the document, such as `earning.exclusions.types`'),
      names: z.array(z.enum(ITEM_TYPES)).describe('Types of items that the document does not exclude there'),
    }),
  })
  .meta({ id: 'Program', description: 'A version of the programme with its document.' });
export const programPageSchema = pageOf(programVersionSchema).meta({ id: 'ProgramVersionPage' });
export const programValiditySchema = objectNamed('ProgramValidity', {
  valid: z.boolean().describe('Whether the document may be published in this network'),
  documentHash: z.string().nullable().describe(`${documentHash}; null: not valid`),
  errors: listOf('Mistakes with their places; empty: none', {
    path: z.string().describe('Place in the document, such as `tiers[1].needs`; empty: the whole document'),
    code: z.string().describe('Stable code of the mistake, as in docs/errors.md'),
    message: z.string().describe("The mistake in words, in the reader's language"),
  }),
});
export const presetListSchema = objectNamed('ProgramPresets', {
  items: listOf('All presets; there are no further pages', {
    name: z.enum(PRESET_NAMES).describe('Name of the preset'),
    document: programDocumentSchema,
  }),
});

export type CreateDraftBody = z.infer<typeof createDraftSchema>;
export type ChangeDraftBody = z.infer<typeof changeDraftSchema>;
export type ValidateProgramBody = z.infer<typeof validateProgramSchema>;
export type PublishProgramBody = z.infer<typeof publishProgramSchema>;
export type ProgramVersionAnswer = z.infer<typeof programVersionSchema>;
export type ProgramAnswer = ProgramVersionAnswer & {
  readonly document: ProgramDocument;
  readonly warnings: ProgramWarning[];
};
export type ProgramValidity = z.infer<typeof programValiditySchema>;

export const programVersionAnswer = (row: ProgramRow): ProgramVersionAnswer =>
  asAnswer(programVersionSchema, { ...row, publication: row.publications[0] ?? null });

/** The changeable part of a draft, its document; null for a published version. */
export const changeableOfProgram = ({ version, status, documentHash }: ProgramAnswer) => ({
  version,
  status,
  documentHash,
});

export function programAnswer(row: ProgramRow): ProgramAnswer {
  return { ...programVersionAnswer(row), document: row.document, warnings: warningsOfProgram(row.document) };
}

/** Checks a body's promises; documents from the ledger's past are not checked. */
function keepsPromises(context: z.core.ParsePayload<{ readonly document: ProgramDocument }>): void {
  // The checks below need members that are each valid.
  if (context.issues.length > 0) return;
  for (const { path, code, reason } of brokenPromises(context.value.document))
    context.issues.push({
      code: 'custom',
      input: context.value,
      path: ['document', ...path],
      message: reason ?? code,
      params: { code, reason },
      continue: true,
    });
}
