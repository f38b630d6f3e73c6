import { z } from 'zod';
import { line, pageOf, points, uuid } from '../../../platform/http/schemas';
import { shownFaceSchema } from '../../till/intake/act.dto';

const joiningRole = z.enum(['ADULT', 'CHILD']);
const period = z.enum(['MONTH', 'ONCE']);

const confirmation = shownFaceSchema.nullish();

export const foundFamilySchema = z.strictObject({ headId: uuid, confirmation }).meta({ id: 'FoundFamily' });
export const addMemberSchema = z
  .strictObject({ guestId: uuid, role: joiningRole, confirmation })
  .meta({ id: 'AddFamilyMember' });
export const inviteSchema = z.strictObject({ role: joiningRole }).meta({ id: 'InviteToFamily' });
export const joinSchema = z.strictObject({ code: line(20) }).meta({ id: 'JoinFamily' });
export const headSchema = z.strictObject({ guestId: uuid }).meta({ id: 'FamilyHead' });
export const allowanceSchema = z
  .strictObject({ points: points.nullable(), period, giverId: uuid, confirmation })
  .meta({ id: 'FamilyAllowance', description: 'What a child may redeem; `points` null takes it away.' });
export const ownAllowanceSchema = z
  .strictObject({ points: points.nullable(), period })
  .meta({ id: 'OwnFamilyAllowance', description: 'The same, of own points.' });

export const invitationSchema = z
  .strictObject({
    code: z.string().nullable().meta({ description: 'Shown once; null in a replay to a colleague' }),
    role: joiningRole,
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'FamilyInvitation', description: 'The code is told once, and lets one guest join.' });

const memberSchema = z.strictObject({
  guestId: z.uuid(),
  name: z.string().nullable(),
  role: z.enum(['HEAD', 'ADULT', 'CHILD']),
  joinedAt: z.iso.datetime(),
  /** Of a child. Nothing was given: null. */
  allowance: z.strictObject({ points: z.int(), period, left: z.int(), giverId: z.uuid() }).nullable(),
});

export const familySchema = z
  .strictObject({ id: z.uuid(), members: z.array(memberSchema) })
  .meta({ id: 'Family', description: 'Without members: it has ended.' });

export const familyBalanceSchema = z.strictObject({ ...familySchema.shape, pooled: z.int() }).meta({
  id: 'FamilyBalance',
  description: '`pooled`: the most points that the guest could redeem now, the family’s included.',
});

export const familyPageSchema = pageOf(
  z.strictObject({
    id: z.uuid(),
    foundedAt: z.iso.datetime(),
    members: z.array(memberSchema.pick({ guestId: true, name: true, role: true })),
    points: z.int().meta({ description: 'What all members together have to spend.' }),
  }),
).meta({ id: 'FamilyPage', description: 'The newest first.' });

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
