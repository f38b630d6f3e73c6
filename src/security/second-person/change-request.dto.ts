import { z } from 'zod';
import { pageOf } from '../../platform/http/schemas';
import type { ChangeRequestRow } from './change-requests.prisma';

export const CHANGE_KINDS = [
  'MANAGER_RIGHTS',
  'PASSWORD_LINK',
  'SECOND_FACTOR',
  'SETTINGS',
  'API_KEY',
  'API_KEY_ROTATION',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

const changeRequest = z.object({
  id: z.uuid(),
  kind: z.enum(CHANGE_KINDS),
  status: z.enum(['WAITING', 'APPROVED', 'REJECTED']),
  subjectId: z
    .uuid()
    .meta({ description: 'The user, the key to rotate, or the network whose settings or new key it is about' }),
  change: z.record(z.string(), z.unknown()).meta({
    description: 'What was asked for, as the body of the call said it; of a rotation also name and scopes of the key',
  }),
  requestedBy: z.uuid(),
  requestedAt: z.iso.datetime(),
});
export const changeRequestSchema = changeRequest.meta({
  id: 'ChangeRequest',
  description: 'A change that one manager alone may not make; it waits for a second person.',
});
export type ChangeRequestAnswer = z.infer<typeof changeRequestSchema>;
export const changeRequestPageSchema = pageOf(changeRequestSchema).meta({ id: 'ChangeRequestPage' });

export function changeRequestAnswer({ requestedAt, ...row }: ChangeRequestRow): ChangeRequestAnswer {
  return { ...row, requestedAt: requestedAt.toISOString() };
}
