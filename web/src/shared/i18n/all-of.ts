/** One type with the members of all kinds of a union: arguments for sentences of which the value's kind chooses one. */
export type AllOf<Union> = {
  readonly [Member in Union extends unknown ? keyof Union : never]: Union extends Readonly<Record<Member, infer Value>>
    ? Value
    : never;
};
