/** Profile fields that people and other systems set; the time of each change is stored. */
const TIMED_FIELDS = ['name', 'phone', 'email', 'birthDate', 'locale'] as const;
export type TimedField = (typeof TIMED_FIELDS)[number];

/** When fields were set, in milliseconds; a missing field has no known time. */
export type ProfileTimes = Partial<Record<TimedField, number>>;

/** The time for each given field; null, which empties a field, counts as given. */
export function timesOf(profile: Partial<Record<TimedField, unknown>>, at: number): ProfileTimes {
  return Object.fromEntries(TIMED_FIELDS.filter((field) => profile[field] !== undefined).map((field) => [field, at]));
}

/** The fields of a profile that nothing newer has set; of two changes of the same time the later one to arrive wins. */
export function notOlder<Profile extends object>(profile: Profile, times: ProfileTimes, asOf: number): Profile {
  const set: Readonly<Record<string, number | undefined>> = times;
  return Object.fromEntries(Object.entries(profile).filter(([field]) => (set[field] ?? asOf) <= asOf)) as Profile;
}
