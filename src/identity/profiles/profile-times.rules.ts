/** Fields of a profile that people and other systems set, each of which keeps when it was set. */
export const TIMED_FIELDS = ['name', 'phone', 'email', 'birthDate', 'locale'] as const;
export type TimedField = (typeof TIMED_FIELDS)[number];

/** When fields were set, in milliseconds; a field that is left out: at no known time. */
export type ProfileTimes = Partial<Record<TimedField, number>>;

/** The times of the fields that are given; null empties a field, and is given as well. */
export function timesOf(profile: Partial<Record<TimedField, unknown>>, at: number): ProfileTimes {
  return Object.fromEntries(TIMED_FIELDS.filter((field) => profile[field] !== undefined).map((field) => [field, at]));
}

/** The fields of a profile of this time that nothing newer has set; of one time the later to come counts. */
export function notOlder<Profile extends object>(profile: Profile, times: ProfileTimes, asOf: number): Profile {
  const set: Readonly<Record<string, number | undefined>> = times;
  return Object.fromEntries(Object.entries(profile).filter(([field]) => (set[field] ?? asOf) <= asOf)) as Profile;
}
