import { z } from 'zod';
import { pageFields, pageOf, uuid } from '../../platform/http/schemas';

/** Benefits of a tier that people keep: a guest asks, and staff do it. */
export const CASE_KINDS = ['PERSONAL_SHOPPER', 'CONCIERGE', 'PRIORITY_SUPPORT'] as const;
export type CaseKind = (typeof CASE_KINDS)[number];
export const CASE_STATUSES = ['OPEN', 'IN_WORK', 'DONE'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

const MAX_TEXT = 2_000;
const text = z.string().trim().min(1).max(MAX_TEXT);
const kind = z.enum(CASE_KINDS);
const status = z.enum(CASE_STATUSES);

export const openCaseSchema = z
  .strictObject({
    kind,
    text: text.meta({ description: 'What the guest asks for.' }),
    restaurantId: uuid.nullable().default(null),
  })
  .meta({ id: 'OpenCase' });

export const changeCaseSchema = z
  .strictObject({
    status,
    assigneeId: uuid.nullable().meta({ description: 'Who works on it; null: nobody yet.' }),
    expectedVersion: z
      .int()
      .min(1)
      .meta({ description: 'The version that was read; another one by now is a conflict.' }),
  })
  .partial()
  .meta({ id: 'ChangeCase' });

export const addNoteSchema = z.strictObject({ text }).meta({ id: 'AddCaseNote' });

export const caseListQuery = z.strictObject({
  ...pageFields,
  status: status.optional(),
  kind: kind.optional(),
  restaurantId: uuid.optional(),
  assigneeId: uuid.optional(),
});

const time = z.iso.datetime();
const members = {
  id: z.uuid(),
  kind,
  guestId: z.uuid(),
  guestName: z.string().nullable(),
  restaurantId: z.uuid().nullable(),
  text: z.string(),
  tier: z.string().meta({ description: 'The tier that gave the right to ask.' }),
  status,
  version: z.int(),
  assigneeId: z.uuid().nullable(),
  createdBy: z.strictObject({ kind: z.enum(['user', 'guest', 'key', 'system']), id: z.uuid().nullable() }),
  createdAt: time,
  changedAt: time,
  doneAt: time.nullable(),
};

export const caseSchema = z.strictObject(members).meta({ id: 'Case' });
export const casePageSchema = pageOf(caseSchema).meta({ id: 'CasePage' });
export const caseWithNotesSchema = z
  .strictObject({
    ...members,
    notes: z.array(z.strictObject({ id: z.uuid(), authorId: z.uuid().nullable(), text: z.string(), createdAt: time })),
  })
  .meta({ id: 'CaseWithNotes' });

export type OpenCaseBody = z.infer<typeof openCaseSchema>;
export type ChangeCaseBody = z.infer<typeof changeCaseSchema>;
export type CaseListQuery = z.infer<typeof caseListQuery>;
export type CaseAnswer = z.infer<typeof caseSchema>;
export type CaseWithNotesAnswer = z.infer<typeof caseWithNotesSchema>;
