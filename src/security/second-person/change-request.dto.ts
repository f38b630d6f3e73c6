import { z } from 'zod';
import { asAnswer, type StoredAs } from '../../platform/http/as-answer';
import { oldestFirst } from '../../platform/http/list-query';
import { pageOf } from '../../platform/http/schemas';
import { CHANGE_KINDS, CHANGE_STATUSES } from './change-kinds';

const changeRequest = z.object({
  id: z.uuid().describe('Change request'),
  kind: z
    .enum(CHANGE_KINDS)
    .describe(
      'To make somebody a manager, take a manager’s rights, block or unblock one, give one another place, or give an employee an own role with more of the permissions that `listRoles` names in `giving` (`MANAGER_RIGHTS`), a password link or the reset of the second factor of a manager, settings of the network or a higher limit of a partner (`SETTINGS`), a new API key, the rotation of one, the start of a campaign with large budgets (`CAMPAIGN`) or of an automation with large gifts (`AUTOMATION`), the sign-in through a provider (`SIGN_IN_PROVIDER`), or an own role with more of them or with higher limits by hand (`OWN_ROLE`), or a rule of fraud watch that is switched off or changed (`FRAUD_RULE`), or an act of a gift card above a limit (`GIFT_CARD`)',
    ),
  status: z
    .enum(CHANGE_STATUSES)
    .describe('Whether it waits for a second person, was decided, or was withdrawn by the person who asked'),
  subjectId: z
    .uuid()
    .describe(
      'Id of what it is about: the user, the API key to rotate, the campaign, the automation, the own role to change, the partner, the gift card, or the network (settings, new API key, sign-in, new own role, rule of fraud watch)',
    ),
  change: z
    .record(z.string(), z.unknown())
    .describe(
      'Body of the call that asked for the change; a rotation adds `name` and `scopes` of the API key, the start of a ' +
        'campaign its `code`, the `worth` of its budgets (null: not bounded) and the `max` that one person starts alone',
    ),
  requestedBy: z.uuid().describe('User who asked for the change'),
  requestedAt: z.iso.datetime().describe('Moment at which the change was asked for'),
  reason: z.string().nullable().describe('Reason of the person who rejected it; null: none was given'),
});
export const changeRequestSchema = changeRequest.meta({
  id: 'ChangeRequest',
  description: 'A change that one manager alone may not make; it waits for a second person.',
});
export type ChangeRequestAnswer = z.infer<typeof changeRequestSchema>;
export const changeRequestListQuery = z.strictObject({
  ...oldestFirst,
  status: z.enum(CHANGE_STATUSES).default('WAITING').describe('Only changes that wait, or only those decided this way'),
});
export type ChangeRequestListQuery = z.infer<typeof changeRequestListQuery>;
/** The body of a rejection, which may be left out. */
export const rejectionSchema = z
  .strictObject({
    reason: z.string().trim().min(1).max(1_000).optional().describe('Why it is rejected, for the person who asked'),
  })
  .optional()
  .meta({ id: 'Rejection', description: 'Why a request is rejected. The body may be left out.' });
export type Rejection = z.infer<typeof rejectionSchema>;
export const changeRequestPageSchema = pageOf(changeRequestSchema).meta({ id: 'ChangeRequestPage' });

export const changeRequestAnswer = (row: StoredAs<ChangeRequestAnswer>): ChangeRequestAnswer =>
  asAnswer(changeRequestSchema, row);

/** The status of a call that answers with what it made (`made`), or with the request for it (202). */
export function statusOr(made: number): (answer: object) => number {
  return (answer) => ('kind' in answer ? 202 : made);
}
