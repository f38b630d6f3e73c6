import { z } from 'zod';
import { newestFirst } from '../../platform/http/list-query';
import { pageOf, uuid, objectOf, listOf, objectNamed } from '../../platform/http/schemas';

/** Benefits of a tier that let guests send requests to staff. */
const BENEFITS = ['PERSONAL_SHOPPER', 'CONCIERGE', 'PRIORITY_SUPPORT'] as const;
export type CaseBenefit = (typeof BENEFITS)[number];
const CASE_KINDS = [...BENEFITS, 'BAD_VISIT'] as const;
export type CaseKind = (typeof CASE_KINDS)[number];
const CASE_STATUSES = ['OPEN', 'IN_WORK', 'DONE'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

const MAX_TEXT = 2_000;
const text = z.string().trim().min(1).max(MAX_TEXT);
const kind = z
  .enum(CASE_KINDS)
  .describe(
    "Benefit of the guest's tier that the guest asks for; `BAD_VISIT`: a bad answer to the question after a visit",
  );
const status = z
  .enum(CASE_STATUSES)
  .describe('`OPEN`: waits; `IN_WORK`: somebody works on it; `DONE`: answered, and can be opened again');

export const openCaseSchema = objectNamed('OpenCase', {
  kind: z.enum(BENEFITS).describe("Benefit of the guest's tier that the guest asks for"),
  text: text.describe("The guest's request in words"),
  restaurantId: uuid.nullable().default(null).describe('Restaurant that the request is about; null: none'),
});

export const changeCaseSchema = z
  .strictObject({
    status,
    assigneeId: uuid.nullable().describe('Employee who works on the case; null: none'),
    expectedVersion: z
      .int()
      .min(1)
      .describe('`version` of the case as the caller read it; if the case has another one by now, nothing is changed'),
  })
  .partial()
  .meta({ id: 'ChangeCase', description: 'Fields that are left out stay as they are.' });

export const addNoteSchema = objectNamed('AddCaseNote', {
  text: text.describe('Note of staff, which guests do not see'),
});

export const caseListQuery = z.strictObject({
  ...newestFirst,
  status: status.optional().describe('Only cases in this state'),
  kind: kind.optional().describe('Only cases of this kind'),
  restaurantId: uuid.optional().describe('Only cases about this restaurant'),
  assigneeId: uuid.optional().describe('Only cases on which this employee works'),
});

const time = z.iso.datetime();
const members = {
  id: z.uuid().describe('Case'),
  kind,
  guestId: z.uuid().describe('Guest who asks'),
  guestName: z.string().nullable().describe('Name of the guest; null: none is known'),
  restaurantId: z.uuid().nullable().describe('Restaurant that the request is about; null: none'),
  saleId: z.uuid().nullable().describe('Sale of a bad visit, by which its answer is read; null: of another kind'),
  text: z.string().describe("The guest's request in words; empty for a bad visit, whose words are with its answer"),
  tier: z.string().describe('Code of the tier of the guest then, which gave the right to ask'),
  status,
  version: z.int().describe('Number of the state of this case, from 1; each change adds 1'),
  assigneeId: z.uuid().nullable().describe('Employee who works on the case; null: none'),
  createdBy: objectOf('Caller who opened the case', {
    kind: z
      .enum(['user', 'guest', 'key', 'system'])
      .describe('An employee (`user`), the guest, a service with an API key (`key`), or the system itself'),
    id: z.uuid().nullable().describe('User, guest or API key; null for the system'),
  }),
  createdAt: time.describe('Moment at which the case was opened'),
  changedAt: time.describe('Moment of the last change'),
  doneAt: time.nullable().describe('Moment at which the case was done; null: it is not done'),
};

export const caseSchema = z.strictObject(members).meta({ id: 'Case', description: 'A request of a guest to staff.' });
export const casePageSchema = pageOf(caseSchema).meta({ id: 'CasePage' });
export const caseWithNotesSchema = z
  .strictObject({
    ...members,
    notes: listOf('Notes of staff, the oldest first, at most 200', {
      id: z.uuid().describe('Note'),
      authorId: z.uuid().nullable().describe('User who wrote the note; null for the system'),
      text: z.string().describe('The note in words'),
      toGuest: z.boolean().describe('Whether it was sent to the guest'),
      createdAt: time.describe('Moment at which the note was written'),
    }),
  })
  .meta({ id: 'CaseWithNotes', description: 'A request of a guest to staff, with the notes of staff.' });

export type OpenCaseBody = z.infer<typeof openCaseSchema>;
export type ChangeCaseBody = z.infer<typeof changeCaseSchema>;
export type CaseListQuery = z.infer<typeof caseListQuery>;
export type CaseAnswer = z.infer<typeof caseSchema>;
export type CaseWithNotesAnswer = z.infer<typeof caseWithNotesSchema>;

/** Every change of a case raises its version; a new note does not. */
export const changeableOfCase = ({ id, version }: CaseAnswer) => ({ id, version });
