import { z } from 'zod';
import { programChangeSchema } from '../../../configuration';
import { newestFirst } from '../../../platform/http/list-query';
import { openObjectNamed, openObjectOrNull, pageOf } from '../../../platform/http/schemas';
import { CHANGE_KINDS } from '../../../security';
import { approvalSchema } from '../../till/approvals/approval.dto';

const REQUEST_KINDS = ['MANUAL', 'REFUND', 'PROGRAM', ...CHANGE_KINDS] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

export const requestListQuery = z.strictObject({
  ...newestFirst,
  status: z
    .enum(['WAITING', 'DECIDED'])
    .default('WAITING')
    .describe('Requests that wait, or those that were approved, rejected or withdrawn'),
});
export type RequestListQuery = z.infer<typeof requestListQuery>;

const person = openObjectNamed('RequestPerson', 'The person who asked for something or decided it.', {
  id: z.uuid().describe('Id of the user or the API key'),
  name: z.string().nullable().describe('Name of the user; null: an API key, or a user without a name'),
});

const value = z.union([z.string(), z.number(), z.boolean()]).nullable();

const requestSchema = openObjectNamed('ApprovalRequest', 'A request that one person alone may not decide.', {
  id: z.uuid().describe('Id of the request; that of the act for points by hand and refunds'),
  kind: z
    .enum(REQUEST_KINDS)
    .describe(
      'Points by hand, a refund, a version of the programme to publish, a change of people, roles, limits or keys, or the ' +
        'start of a campaign',
    ),
  status: z
    .enum(['WAITING', 'APPROVED', 'REJECTED', 'WITHDRAWN'])
    .describe('Whether it waits, how it was decided, or that the person who asked took it back'),
  requestedBy: person.nullable().describe('The person who asked; null: the system'),
  requestedAt: z.iso.datetime().describe('When it was asked for (RFC 3339)'),
  firstApprovedBy: person
    .nullable()
    .describe(
      'Points by hand above what one manager approves in 24 hours: who approved them first. Null: nobody, or another kind',
    ),
  decidedBy: person.nullable().describe('The person who decided; null: it waits'),
  decidedAt: z.iso.datetime().nullable().describe('When it was decided (RFC 3339); null: it waits'),
  reason: z.string().nullable().describe('Why it was rejected or taken back; null: no reason was given'),
  mayApprove: z.boolean().describe('Whether the caller may approve it now'),
  mayReject: z.boolean().describe('Whether the caller may reject it now'),
  mayWithdraw: z.boolean().describe('Whether the caller asked for it and may take it back'),
  refusedBecause: z
    .enum(['own_act', 'own_account', 'approver_too_new', 'account_opened', 'forbidden'])
    .nullable()
    .describe('Why the caller may not approve it, as an error code; null: the caller may, or it does not wait'),
  act: approvalSchema.nullable().describe('Points by hand or the refund; null: another kind'),
  program: openObjectOrNull('The version to publish; null: another kind', {
    version: z.int().describe('Number of the version'),
    name: z.string().describe('Name of the version'),
    documentHash: z.string().describe('Hash of its document, for the approval'),
    effectiveFrom: z.iso
      .datetime()
      .nullable()
      .describe('From when it is to decide (RFC 3339); null: as soon as possible'),
    changes: z
      .array(programChangeSchema)
      .describe('Its changes for guests, in the language of the reader; empty once it was decided'),
  }),
  change: openObjectOrNull('The change of people, limits or keys, or the campaign to start; null: another kind', {
    subjectId: z
      .uuid()
      .describe(
        'The user, the API key, the campaign, the own role, the partner, the gift card or the network that it is about',
      ),
    name: z
      .string()
      .nullable()
      .describe(
        'Name of the user, the API key, the own role or the partner, code of the campaign, last four digits of the gift card; null: the network, or a user without a name',
      ),
    scopes: z.array(z.string()).describe('Scopes of the API key; empty for other kinds'),
    settings: z
      .array(
        z.object({
          name: z.string().describe('Setting, with its groups: `limits.cashierRefund`'),
          before: value.describe('Value now; null once the request was decided, or where there is none'),
          after: value.describe('Value that was asked for; a list is JSON'),
        }),
      )
      .describe(
        'Settings of the network, its sign-in or an own role that it changes, or `staff.role`, `staff.ownRole` (name), `staff.disabled` and `staff.restaurantGroup` (name; null: the whole network) of an employee, `partner.earnPerDay`, or `gift.act`, `gift.amount`, `gift.receiptNumber` and `gift.reason` of an act of a gift card; empty for other kinds',
      ),
    budget: openObjectOrNull('Budgets of the campaign to start; null: another kind', {
      worth: z
        .int()
        .nullable()
        .describe('Worth of the budgets of the campaign in minor units; null: no budget bounds it'),
      max: z.int().describe('The most that one person starts alone, in minor units, when it was asked for'),
    }),
  }),
});
export type RequestAnswer = z.infer<typeof requestSchema>;
export const requestPageSchema = pageOf(requestSchema).meta({ id: 'ApprovalRequestPage' });

export const requestCountSchema = openObjectNamed('ApprovalRequestCount', 'How many requests wait.', {
  forMe: z.int().describe('Requests that wait and that the caller may approve or reject; at most 1,000 are counted'),
  mine: z.int().describe('Requests of the caller that wait'),
});
export type RequestCount = z.infer<typeof requestCountSchema>;
