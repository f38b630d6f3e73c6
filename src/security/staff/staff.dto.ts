import { z } from 'zod';
import { line, pageOf, uuid } from '../../platform/http/schemas';
import { STAFF_ROLES } from './staff.rules';

const RESTAURANTS_MAX = 1_000;

const role = z.enum(STAFF_ROLES);
const name = line(200);
const locale = z.enum(['ru', 'en']).nullable();
const restaurantIds = z
  .array(uuid)
  .max(RESTAURANTS_MAX)
  .meta({ description: 'Of a cashier; the others work in all restaurants' });
const guestId = uuid.nullable().meta({ description: 'The guest that this person is, on whom they may not act' });

export const createUserSchema = z
  .strictObject({
    email: z.email().max(320),
    role,
    name: name.optional(),
    restaurantIds: restaurantIds.optional(),
    locale: locale.optional(),
    guestId: guestId.optional(),
  })
  .meta({ id: 'CreateUser' });
export type CreateUserBody = z.infer<typeof createUserSchema>;

export const changeUserSchema = z
  .strictObject({
    role: role.optional(),
    name: name.optional(),
    restaurantIds: restaurantIds.optional(),
    locale: locale.optional(),
    guestId: guestId.optional(),
    disabled: z.boolean().optional(),
  })
  .meta({ id: 'ChangeUser' });
export type ChangeUserBody = z.infer<typeof changeUserSchema>;

const user = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role,
  restaurantIds: z.array(z.uuid()),
  locale,
  guestId: z.uuid().nullable(),
  createdAt: z.iso.datetime(),
  disabledAt: z.iso.datetime().nullable(),
});
export const userSchema = user.meta({ id: 'User' });
export type UserAnswer = z.infer<typeof userSchema>;
export const userPageSchema = pageOf(userSchema).meta({ id: 'UserPage' });

const passwordLink = z.object({ url: z.string(), token: z.string(), expiresAt: z.iso.datetime() });
export const passwordLinkSchema = passwordLink.meta({ id: 'PasswordLink', description: 'Shown once; good once' });
/** The link went to the person's own address. */
export const linkSentSchema = z.object({ status: z.literal('SENT') }).meta({ id: 'PasswordLinkSent' });
export type LinkSent = z.infer<typeof linkSentSchema>;

export type PasswordLinkAnswer = z.infer<typeof passwordLinkSchema>;

export const createdUserSchema = user
  .extend({
    passwordLink: passwordLink.nullable().meta({
      description:
        'Shown once, to the manager who asked. Null for a new manager, whose link goes to their own address, or waits for a second person (`/api/change-requests`), and in a replay to a colleague',
    }),
  })
  .meta({ id: 'CreatedUser' });
export type CreatedUserAnswer = z.infer<typeof createdUserSchema>;
