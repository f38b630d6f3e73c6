/** The activity of each side of a referral. The code of a reported activity has no dot, so it cannot be one of these. */
export const REFERRAL_ACTIVITIES = { REFERRER: 'referral.referrer', FRIEND: 'referral.friend' } as const;

export type ReferralSide = keyof typeof REFERRAL_ACTIVITIES;

export const REFERRAL_SIDES = ['REFERRER', 'FRIEND'] as const satisfies readonly ReferralSide[];
