import type { StaffMember } from './staff';
import type { UserAnswer } from './staff.dto';

/** A member of staff as the API answers. */
export function userAnswerOf({ createdAt, disabledAt, restaurantIds, ...user }: StaffMember): UserAnswer {
  return {
    ...user,
    restaurantIds: [...restaurantIds],
    createdAt: createdAt.toISOString(),
    disabledAt: disabledAt?.toISOString() ?? null,
  };
}
