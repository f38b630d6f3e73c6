import type { DaysValidity, ProgramDocument } from '../../decision';

type WithDays = { readonly points: number; readonly validity: DaysValidity };

/** The activities whose points have days of their own, each with the place of its days in the document. */
export function activitiesWithDays(activities: ProgramDocument['activities']): [(string | number)[], WithDays][] {
  const { registration, firstSale, birthday, reported, referral } = activities;
  const all = [
    ...Object.entries({ registration, firstSale, birthday }).map(([name, activity]) => [[name], activity] as const),
    ...reported.map((activity, index) => [['reported', index], activity] as const),
    [['referral'], referral && { points: referral.referrerPoints, validity: referral.validity }] as const,
  ];
  return all.flatMap(([place, activity]): [(string | number)[], WithDays][] => {
    const validity = activity?.validity;
    return validity === undefined
      ? []
      : [[['activities', ...place, 'validity'], { points: activity?.points ?? 0, validity }]];
  });
}
