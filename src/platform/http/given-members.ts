export type Given<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The members that a client sent, so that members left out do not overwrite stored values. */
export function givenMembers<T extends object>(body: T): Given<T> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Given<T>;
}
