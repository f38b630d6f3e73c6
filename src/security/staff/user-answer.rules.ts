import type { StaffAccount } from './accounts.sql';
import type { StaffMember } from './staff';
import type { UserAnswer } from './staff.dto';

/** The account of an employee who was never signed in. */
export const NEW_ACCOUNT: StaffAccount = {
  hasPassword: false,
  secondFactor: false,
  hasPin: false,
  hasCard: false,
  openSessions: 0,
  lastSeenAt: null,
};

/** A member of staff as the API answers. */
export function userAnswerOf(
  { createdAt, disabledAt, restaurantIds, ...user }: StaffMember,
  { lastSeenAt, ...account }: StaffAccount,
): UserAnswer {
  return {
    ...user,
    restaurantIds: [...restaurantIds],
    createdAt: createdAt.toISOString(),
    disabledAt: disabledAt?.toISOString() ?? null,
    hasPassword: account.hasPassword,
    secondFactor: account.secondFactor,
    hasPin: account.hasPin,
    hasCard: account.hasCard,
    openSessions: account.openSessions,
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  };
}
