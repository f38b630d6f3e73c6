import { z } from 'zod';
import { newestFirst } from '../../platform/http/list-query';
import { line, pageOf, uuid, objectNamed, openObjectNamed } from '../../platform/http/schemas';
import type { ChangeRequestAnswer } from '../second-person/change-request.dto';
import { STAFF_ROLES } from './staff.rules';

const RESTAURANTS_MAX = 1_000;

const role = z.enum(STAFF_ROLES).describe('Role of the employee, which says what they may do');
const ownRoleId = uuid
  .nullable()
  .describe('Own role of the network, for an employee with the role `cashier`: replaces its permissions; null: none');
const name = line(200).describe('Name of the employee');
const locale = z
  .enum(['ru', 'en'])
  .nullable()
  .describe('Language of pages and messages for the employee; null: not chosen');
const restaurantIds = z
  .array(uuid)
  .max(RESTAURANTS_MAX)
  .describe('Restaurants where a cashier works; ignored for other roles, which work in all restaurants');
const restaurantGroupId = uuid
  .nullable()
  .describe(
    'Group of restaurants in which a manager works, whichever restaurants it has; ignored for other roles. Null: the whole network',
  );
const guestId = uuid
  .nullable()
  .describe('Guest record of this employee, for which they may not record operations themselves; null: none');

const invitation = z
  .enum(['LINK', 'EMAIL'])
  .describe(
    'How a cashier or an analyst gets the link: `LINK`: the response shows it once; `EMAIL`: it goes to their address. The link of a manager is never shown',
  );

export const createUserSchema = objectNamed('CreateUser', {
  email: z.email().max(320).describe('E-mail address to sign in with, unique in the network'),
  role,
  ownRoleId: ownRoleId.optional(),
  name: name.optional(),
  restaurantIds: restaurantIds.optional(),
  restaurantGroupId: restaurantGroupId.optional(),
  locale: locale.optional(),
  guestId: guestId.optional(),
  invitation: invitation.default('LINK'),
});
export const userListQuery = z.strictObject({
  ...newestFirst,
  status: z.enum(['ACTIVE', 'DISABLED']).optional().describe('Only employees who may sign in, or only disabled ones'),
});
export type UserListQuery = z.infer<typeof userListQuery>;

export type CreateUserBody = z.infer<typeof createUserSchema>;

export const passwordLinkQuery = z.strictObject({ invitation: invitation.default('LINK') });
export type PasswordLinkQuery = z.infer<typeof passwordLinkQuery>;

export const changeUserSchema = objectNamed('ChangeUser', 'Fields that are left out stay as they are.', {
  role: role.optional(),
  ownRoleId: ownRoleId.optional(),
  name: name.optional(),
  restaurantIds: restaurantIds.optional(),
  restaurantGroupId: restaurantGroupId.optional(),
  locale: locale.optional(),
  guestId: guestId.optional(),
  disabled: z.boolean().optional().describe('True: the employee can no longer sign in; false: they can again'),
});
export type ChangeUserBody = z.infer<typeof changeUserSchema>;

const user = z.object({
  id: z.uuid().describe('User'),
  email: z.string().describe('E-mail address to sign in with'),
  name: z.string().describe('Name of the employee; empty if none was given'),
  role,
  ownRoleId: z
    .uuid()
    .nullable()
    .describe('Own role of the network, which replaces the permissions of a cashier; null: none'),
  restaurantIds: z
    .array(z.uuid())
    .describe(
      'Restaurants where a cashier or the manager of a group works; for the others all restaurants of the network',
    ),
  restaurantGroupId,
  locale,
  guestId: z
    .uuid()
    .nullable()
    .describe('Guest record of this employee, for which they may not record operations themselves; null: none'),
  createdAt: z.iso.datetime().describe('Moment at which the employee was created'),
  disabledAt: z.iso.datetime().nullable().describe('Moment at which the employee was disabled; null: not disabled'),
  hasPassword: z.boolean().describe('False: the employee has not used the link to set the first password yet'),
  secondFactor: z.boolean().describe('Whether a second factor is in force for the employee'),
  hasPin: z.boolean().describe('Whether the employee can sign in at bound tills by a PIN'),
  hasCard: z.boolean().describe('Whether the employee can sign in at bound tills by a card'),
  openSessions: z.number().int().describe('How many devices are signed in'),
  lastSeenAt: z.iso
    .datetime()
    .nullable()
    .describe('Last sign-in or renewal of a session; null: none, or more than a month before the last of them ended'),
});
export const userSchema = user.meta({ id: 'User', description: 'An employee of the network.' });
export type UserAnswer = z.infer<typeof userSchema>;
export const userPageSchema = pageOf(userSchema).meta({ id: 'UserPage' });

const passwordLink = z.object({
  url: z.string().describe('Address of the page where the password is set; has the token after `#`'),
  token: z.string().describe('Token for `setPassword`, good once'),
  expiresAt: z.iso.datetime().describe('Moment at which the link ends, 72 hours after it was made'),
});
export const passwordLinkSchema = passwordLink.meta({ id: 'PasswordLink', description: 'Shown once; good once' });
/** The answer when the link went to the employee's own address. */
export const linkSentSchema = openObjectNamed('PasswordLinkSent', {
  status: z.literal('SENT').describe("The link was sent to the employee's own e-mail address"),
});
export type LinkSent = z.infer<typeof linkSentSchema>;

export type PasswordLinkAnswer = z.infer<typeof passwordLinkSchema>;

export const createdUserSchema = user
  .extend({
    passwordLink: passwordLink
      .nullable()
      .describe(
        'Link to set the first password, shown once. Null where it went by e-mail, for a new manager, who waits for a second person, and where a colleague repeats the call',
      ),
  })
  .meta({ id: 'CreatedUser', description: 'The new employee, with the link to set the first password.' });
export type CreatedUserAnswer = z.infer<typeof createdUserSchema>;

/** The fields that `changeUserSchema` can change. Only a cashier's restaurants are their own; the others work in all there are. */
export const changeableOfUser = (answer: Changeable | ChangeRequestAnswer): object | null => {
  if ('kind' in answer) return null;
  const { id, role, ownRoleId, name, locale, guestId, disabledAt, restaurantIds, restaurantGroupId } = answer;
  const places = role === 'cashier' ? [...restaurantIds].sort() : [];
  return { id, role, ownRoleId, name, locale, guestId, disabled: disabledAt !== null, places, restaurantGroupId };
};

interface Changeable {
  readonly id: string;
  readonly role: UserAnswer['role'];
  readonly ownRoleId: string | null;
  readonly name: string;
  readonly locale: string | null;
  readonly guestId: string | null;
  readonly disabledAt: Date | string | null;
  readonly restaurantIds: readonly string[];
  readonly restaurantGroupId: string | null;
}
