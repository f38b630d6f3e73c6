import { z } from 'zod';
import { line, pageOf, points, uuid, objectNamed, objectOrNull } from '../../../platform/http/schemas';
import { shownFaceSchema } from '../../till/intake/act.dto';

const joiningRole = z
  .enum(['ADULT', 'CHILD'])
  .describe('Role in the family: an adult spends from the pool, a child within its allowance');
const period = z
  .enum(['MONTH', 'ONCE'])
  .describe('Whether `points` are for each calendar month of the network, or in all');

const confirmation = shownFaceSchema.nullish();
const confirmationOf = (whose: string) =>
  confirmation.describe(`Live QR or code of the card of ${whose}; a cashier must send it`);

export const foundFamilySchema = objectNamed('FoundFamily', 'The head of a new family.', {
  headId: uuid.describe('Guest who becomes the head'),
  confirmation: confirmationOf('this guest'),
});
export const addMemberSchema = objectNamed('AddFamilyMember', 'A guest who joins a family.', {
  guestId: uuid.describe('Guest who joins'),
  role: joiningRole,
  confirmation: confirmationOf('this guest'),
});
export const inviteSchema = objectNamed('InviteToFamily', 'The role of the guest who joins with the invitation.', {
  role: joiningRole,
});
export const joinSchema = objectNamed('JoinFamily', 'The invitation with which the guest joins.', {
  code: line(20).describe('Code of the invitation; case, spaces and hyphens do not matter'),
});
export const headSchema = objectNamed('FamilyHead', 'The new head of the family.', {
  guestId: uuid.describe('Adult member who becomes the head'),
});

const allowedPoints = points.nullable().describe('Points that the child can redeem; null takes the allowance away');

export const allowanceSchema = objectNamed('FamilyAllowance', 'How many points a child of the family can redeem.', {
  points: allowedPoints,
  period,
  giverId: uuid.describe('Head or adult of the family who lends points that the child does not have'),
  confirmation: confirmationOf('the giver, unless the allowance is taken away'),
});
export const ownAllowanceSchema = z
  .strictObject({ points: allowedPoints, period })
  .meta({ id: 'OwnFamilyAllowance', description: 'How many points a child can redeem, with the caller as the giver.' });

export const invitationSchema = objectNamed('FamilyInvitation', 'A code with which one guest can join the family.', {
  code: z.string().nullable().describe('Code to join with; null in a replay to another person than its maker'),
  role: joiningRole,
  expiresAt: z.iso.datetime().describe('When the invitation ends (RFC 3339)'),
});

const memberSchema = z.strictObject({
  guestId: z.uuid().describe('The guest'),
  name: z.string().nullable().describe('Name of the guest; null: not known'),
  role: z.enum(['HEAD', 'ADULT', 'CHILD']).describe('Role in the family'),
  joinedAt: z.iso.datetime().describe('When the guest joined (RFC 3339)'),
  allowance: objectOrNull('How many points a child can redeem; null: not a child, or a child without an allowance', {
    points: z.int().describe('Points that the child can redeem, by month or in all'),
    period,
    left: z.int().describe('Points of it that are left now'),
    giverId: z.uuid().describe('Member who lends points that the child does not have'),
  }),
});

const members = z.array(memberSchema).describe('The members; empty: the family has ended');

export const familySchema = objectNamed('Family', 'Guests who spend from one pool of points.', {
  id: z.uuid().describe('Id of the family'),
  members,
});

export const familyBalanceSchema = z
  .strictObject({
    ...familySchema.shape,
    pooled: z.int().describe("Most points that the guest could redeem now, the family's included"),
  })
  .meta({ id: 'FamilyBalance', description: "The guest's family, with what the guest could redeem from its pool." });

export const familyPageSchema = pageOf(
  z.strictObject({
    id: z.uuid().describe('Id of the family'),
    foundedAt: z.iso.datetime().describe('When it was founded (RFC 3339)'),
    members: z.array(memberSchema.pick({ guestId: true, name: true, role: true })).describe('The members'),
    points: z.int().describe('Points that all members together can spend; a member below zero counts as 0'),
  }),
).meta({ id: 'FamilyPage', description: 'A page of families, newest first.' });

export type FoundFamilyDto = z.infer<typeof foundFamilySchema>;
export type AddMemberDto = z.infer<typeof addMemberSchema>;
export type InviteDto = z.infer<typeof inviteSchema>;
export type JoinDto = z.infer<typeof joinSchema>;
export type HeadDto = z.infer<typeof headSchema>;
export type AllowanceDto = z.infer<typeof allowanceSchema>;
export type OwnAllowanceDto = z.infer<typeof ownAllowanceSchema>;
export type InvitationAnswer = z.infer<typeof invitationSchema>;
export type FamilyAnswer = z.infer<typeof familySchema>;
export type FamilyBalance = z.infer<typeof familyBalanceSchema>;
export type FamilyPage = z.infer<typeof familyPageSchema>;
