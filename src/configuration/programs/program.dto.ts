import { z } from 'zod';
import type { ProgramDocument } from '../../decision';
import { instant, pageOf } from '../../platform/http/schemas';
import { PRESET_NAMES } from '../program-document/presets';
import { programDocumentSchema } from '../program-document/program-document.schema';
import { brokenPromises } from '../program-document/program-promises.rules';
import type { ProgramRow, RequestedPublication } from './program.sql';

const MAX_FACTOR = 1_000_000;
const version = z.number().int().min(1).max(2_147_483_647);
const factor = z.number().int().min(1).max(MAX_FACTOR);

/** A preset and the one factor by which it is scaled: 1/50 is `{ numerator: 1, denominator: 50 }`; once when left out. */
export const presetChoiceShape = {
  preset: z.enum(PRESET_NAMES),
  scale: z.strictObject({ numerator: factor, denominator: factor }).optional(),
};

/** `POST /api/programs`: a draft from a document, a preset or a version that is there. */
export const createDraftSchema = z
  .union([
    z.strictObject({ document: programDocumentSchema }).check(keepsPromises),
    z.strictObject(presetChoiceShape),
    z.strictObject({ fromVersion: version }),
  ])
  .meta({ id: 'CreateProgramDraft' });

/** `PUT /api/programs/{version}`; `expectedHash` is the hash of the draft as it was read. */
export const changeDraftSchema = z
  .strictObject({ document: programDocumentSchema, expectedHash: z.string().length(64).optional() })
  .check(keepsPromises)
  .meta({ id: 'ChangeProgramDraft' });

/** `POST /api/programs/validate`: any JSON, told what is wrong with it. */
export const validateProgramSchema = z.strictObject({ document: z.json() }).meta({ id: 'ValidateProgram' });

export const publishProgramSchema = z
  .strictObject({ effectiveFrom: instant.optional(), expectedHash: z.string().length(64).optional() })
  .meta({ id: 'PublishProgram' });

/** A version in the path; what is no version is one that does not exist. */
export const versionParameterSchema = z.coerce.number().int().min(1).max(2_147_483_647);

/** The request to a second manager, with its outcome. */
const publicationSchema = z
  .strictObject({
    status: z.enum(['AWAITING_APPROVAL', 'APPROVED', 'REJECTED', 'WITHDRAWN']),
    effectiveFrom: z.string().nullable().meta({ description: 'As it was asked for; null: as soon as possible.' }),
    requestedBy: z.uuid().nullable(),
    requestedAt: z.string(),
    decidedBy: z.uuid().nullable(),
    decidedAt: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'ProgramPublication' });

const hash = z
  .string()
  .length(64)
  .meta({ description: 'Of the draft as it was read; another one by now is a conflict.' });

export const approvePublicationSchema = z
  .strictObject({ expectedHash: hash.optional() })
  .meta({ id: 'ApproveProgramPublication' });
export const rejectPublicationSchema = z
  .strictObject({ reason: z.string().trim().min(1).max(1_000) })
  .meta({ id: 'RejectProgramPublication' });
export const rollBackSchema = z.strictObject({ effectiveFrom: instant.optional() }).meta({ id: 'RollBackProgram' });

export const programVersionSchema = z
  .strictObject({
    version,
    status: z.enum(['DRAFT', 'PUBLISHED', 'ARCHIVED', 'CANCELLED']),
    documentHash: z.string(),
    createdBy: z.uuid().nullable(),
    createdAt: z.string(),
    publishedBy: z.uuid().nullable(),
    publishedAt: z.string().nullable(),
    effectiveFrom: z.string().nullable(),
    publication: publicationSchema.nullable(),
  })
  .meta({ id: 'ProgramVersion' });
export const programSchema = programVersionSchema.extend({ document: programDocumentSchema }).meta({ id: 'Program' });
export const programPageSchema = pageOf(programVersionSchema).meta({ id: 'ProgramVersionPage' });
export const programValiditySchema = z
  .strictObject({
    valid: z.boolean(),
    documentHash: z.string().nullable(),
    errors: z.array(z.strictObject({ path: z.string(), code: z.string(), message: z.string() })),
  })
  .meta({ id: 'ProgramValidity' });
export const presetListSchema = z
  .strictObject({ items: z.array(z.strictObject({ name: z.enum(PRESET_NAMES), document: programDocumentSchema })) })
  .meta({ id: 'ProgramPresets' });

export type CreateDraftBody = z.infer<typeof createDraftSchema>;
export type ChangeDraftBody = z.infer<typeof changeDraftSchema>;
export type ValidateProgramBody = z.infer<typeof validateProgramSchema>;
export type PublishProgramBody = z.infer<typeof publishProgramSchema>;
export type ProgramVersionAnswer = z.infer<typeof programVersionSchema>;
export type ProgramAnswer = ProgramVersionAnswer & { readonly document: ProgramDocument };
export type ProgramValidity = z.infer<typeof programValiditySchema>;

export function programVersionAnswer(row: ProgramRow): ProgramVersionAnswer {
  return {
    version: row.version,
    status: row.status,
    documentHash: row.document_hash,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    publishedBy: row.published_by,
    publishedAt: row.published_at?.toISOString() ?? null,
    effectiveFrom: row.effective_from?.toISOString() ?? null,
    publication: row.publication === null ? null : publicationAnswer(row.publication),
  };
}

function publicationAnswer(publication: RequestedPublication): ProgramVersionAnswer['publication'] {
  const instantOf = (time: string | null) => (time === null ? null : new Date(time).toISOString());
  return {
    ...publication,
    effectiveFrom: instantOf(publication.effectiveFrom),
    requestedAt: new Date(publication.requestedAt).toISOString(),
    decidedAt: instantOf(publication.decidedAt),
  };
}

export function programAnswer(row: ProgramRow): ProgramAnswer {
  return { ...programVersionAnswer(row), document: row.document };
}

/** A body is told what its document may not say; one that is read from the ledger's past is not asked. */
function keepsPromises(context: z.core.ParsePayload<{ readonly document: ProgramDocument }>): void {
  // As beside the document's own contradictions: what does not fit by itself is nothing to reckon with.
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
