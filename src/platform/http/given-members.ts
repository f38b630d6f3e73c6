export type GivenMembers<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The body's members that the client sent, so that a change keeps the stored values of all others. */
export function givenMembers<T extends object>(body: T): GivenMembers<T> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as GivenMembers<T>;
}
