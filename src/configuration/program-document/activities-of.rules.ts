import type { Activity, ProgramDocument } from '../../decision';

type DocumentPath = readonly (string | number)[];

/** The activities that give points, each with its path in the document. */
export function activitiesOf({ activities }: Pick<ProgramDocument, 'activities'>): [DocumentPath, Activity][] {
  const { registration, firstSale, birthday, reported, referral } = activities;
  const all = [
    ...Object.entries({ registration, firstSale, birthday }).map(([name, activity]) => [[name], activity] as const),
    ...reported.map((activity, index) => [['reported', index], activity] as const),
    [['referral'], referral && { ...referral, points: referral.referrerPoints }] as const,
  ];
  return all.flatMap(([place, activity]): [DocumentPath, Activity][] =>
    activity == null ? [] : [[['activities', ...place], activity]],
  );
}
