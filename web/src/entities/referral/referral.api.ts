import { ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Referral = Schemas['Referral'];
export type ReferralInvitation = Schemas['ReferralInvitation'];
/** A new guest's registration by a link, which waits for the code that was sent. */
export type SentRegistration = Schemas['Registration'];
export type JoinedGuest = Schemas['Verified'];

const LOOK_EVERY_MS = 30_000;
export const LISTED_STATES = ['IN_REVIEW', 'REGISTERED', 'PAID'] as const;

/** How many wait for a manager. */
export const referralCountQuery = ask('/api/referrals/count', {}, { refetchInterval: LOOK_EVERY_MS });
