import { z } from 'zod';
import { rangeFields, sortField } from '../../platform/http/list-query';
import { pageFields, pageOf, uuid } from '../../platform/http/schemas';

const SHOWN_ENTRIES = ['ALL', 'CHANGES', 'READS', 'SIGN_INS'] as const;
export type ShownEntries = (typeof SHOWN_ENTRIES)[number];

export const auditQuerySchema = z.strictObject({
  ...pageFields,
  from: rangeFields.from.describe('Only entries recorded at this moment or later, RFC 3339 with a time zone'),
  to: rangeFields.to.describe('Only entries recorded before this moment, RFC 3339 with a time zone'),
  sort: sortField('-recordedAt', 'recordedAt'),
  entries: z
    .enum(SHOWN_ENTRIES)
    .default('ALL')
    .describe(
      'Which entries: all, only changes, only reads of personal data, or only sign-ins and sign-outs, which are neither',
    ),
  action: z.string().min(1).max(100).optional().describe('Only entries of this action, as `user.created`'),
  actorId: uuid.optional().describe('Only entries of this user, guest or API key'),
  subjectKind: z.string().min(1).max(100).optional().describe('Only entries about this kind of thing, as `guest`'),
  subjectId: z.string().min(1).max(200).optional().describe('Only entries about the thing with this id'),
});
export type AuditQuery = z.infer<typeof auditQuerySchema>;

const auditEntrySchema = z
  .object({
    id: z.uuid().describe('Audit entry'),
    recordedAt: z.iso.datetime().describe('Moment at which it was recorded'),
    actorKind: z
      .enum(['user', 'guest', 'key', 'system'])
      .describe('An employee or owner (`user`), a guest, a service with an API key (`key`), or the system itself'),
    actorId: z.uuid().nullable().describe('User, guest or API key; null for the system'),
    actorName: z
      .string()
      .nullable()
      .describe('Present name of the user or service; null for a guest, and where analysts or API keys read'),
    device: z
      .string()
      .nullable()
      .describe(
        'User agent with which the actor signed in; null once the session is deleted, and where analysts or API keys read',
      ),
    onBehalf: z.boolean().describe('Whether an owner of the installation acted for the network'),
    action: z.string().describe('The action, such as `user.created`'),
    subjectKind: z.string().nullable().describe('Kind of thing that it was done to, as `guest`; null: none'),
    subjectId: z.string().nullable().describe('Id of that thing; null: none'),
    subjectName: z
      .string()
      .nullable()
      .describe(
        'Present name of a user or network that it was done to; null for other things, and where analysts or API keys read',
      ),
    before: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('Changed values as they were; `[personal data]` stands for personal data'),
    after: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('Changed values as they are since, and other details; `[personal data]` stands for personal data'),
    address: z.string().nullable().describe('IP address of the caller; null where analysts or API keys read'),
    requestId: z.string().nullable().describe('Id of the request (`X-Request-Id`); null: there was none'),
  })
  .meta({ id: 'AuditEntry', description: 'One action in the audit: a change, or a read of personal data.' });
export type AuditEntryAnswer = z.infer<typeof auditEntrySchema>;
export const auditPageSchema = pageOf(auditEntrySchema).meta({ id: 'AuditPage' });
