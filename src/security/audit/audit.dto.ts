import { z } from 'zod';
import { pageFields, pageOf, uuid } from '../../platform/http/schemas';

export const auditQuerySchema = z.strictObject({
  ...pageFields,
  action: z.string().min(1).max(100).optional().meta({ description: 'As `user.created`' }),
  actorId: uuid.optional(),
  subjectKind: z.string().min(1).max(100).optional(),
  subjectId: z.string().min(1).max(200).optional(),
});
export type AuditQuery = z.infer<typeof auditQuerySchema>;

export const auditEntrySchema = z
  .object({
    id: z.uuid(),
    recordedAt: z.iso.datetime(),
    actorKind: z.enum(['user', 'guest', 'key', 'system']),
    actorId: z.uuid().nullable(),
    actorName: z.string().nullable().meta({
      description:
        'Of a colleague or a service, as it is called now. Null for a guest, and for a reader without personal data',
    }),
    device: z.string().nullable().meta({
      description:
        'The user agent with which the actor signed in, for as long as the session is kept. For the same readers',
    }),
    onBehalf: z.boolean().meta({ description: 'An owner of the installation who acted for the network' }),
    action: z.string(),
    subjectKind: z.string().nullable(),
    subjectId: z.string().nullable(),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
    address: z.string().nullable().meta({ description: 'Personal data: null for whoever reads without it' }),
    requestId: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntryAnswer = z.infer<typeof auditEntrySchema>;
export const auditPageSchema = pageOf(auditEntrySchema).meta({ id: 'AuditPage' });
