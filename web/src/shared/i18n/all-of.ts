/** The members of every kind of a union, as arguments of a sentence that is chosen by the kind and reads its members alone. */
export type AllOf<Union> = {
  readonly [Member in Union extends unknown ? keyof Union : never]: Union extends Readonly<Record<Member, infer Value>>
    ? Value
    : never;
};
