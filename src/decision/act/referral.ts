/** The activities of a referral by the side that is awarded. A reported activity cannot have such a code: it has no dot. */
export const REFERRAL_ACTIVITIES = { REFERRER: 'referral.referrer', FRIEND: 'referral.friend' } as const;

export type ReferralSide = keyof typeof REFERRAL_ACTIVITIES;

export const REFERRAL_SIDES = ['REFERRER', 'FRIEND'] as const satisfies readonly ReferralSide[];
