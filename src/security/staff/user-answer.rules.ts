import type { StaffMember } from './staff';
import type { UserAnswer } from './staff.dto';

/** The state of an employee's sign-in, which only the platform role may read. */
export interface StaffAccount {
  readonly hasPassword: boolean;
  readonly secondFactor: boolean;
  /** Whether the person can sign in at bound tills by a PIN, and by a card. */
  readonly hasPin: boolean;
  readonly hasCard: boolean;
  readonly openSessions: number;
  /** Null: not signed in, or so long ago that the session is deleted. */
  readonly lastSeenAt: Date | null;
}

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
