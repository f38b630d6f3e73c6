export const PLAN_CODES = ['FREE', 'STANDARD', 'PRO', 'ULTIMA', 'CUSTOM'] as const;
export type PlanCode = (typeof PLAN_CODES)[number];

/** `BASIC` is the loyalty programme at the till, which every plan has. */
export const FEATURES = ['BASIC', 'POS_SYNC', 'MARKETING', 'API'] as const;
type Feature = (typeof FEATURES)[number];

export const SUPPORT_LINES = ['EMAIL', 'STANDARD', 'PRIORITY'] as const;
type SupportLine = (typeof SUPPORT_LINES)[number];

/** The conditions of a subscription: a copy of a version of a plan, or the ones agreed for CUSTOM. */
export type PlanTerms = {
  readonly planCode: PlanCode;
  readonly planVersion: number;
  /** ISO 4217. */
  readonly currency: string;
  /** A month in minor units, VAT included. */
  readonly price: number;
  /** How much of each a network may have; null: unlimited. */
  readonly limits: { readonly restaurants: number | null; readonly guests: number | null };
  readonly features: Feature[];
  readonly support: SupportLine;
};

export function isSameTerms(a: PlanTerms, b: PlanTerms): boolean {
  return (
    a.planCode === b.planCode &&
    a.planVersion === b.planVersion &&
    a.currency === b.currency &&
    a.price === b.price &&
    a.limits.restaurants === b.limits.restaurants &&
    a.limits.guests === b.limits.guests &&
    a.support === b.support &&
    [...a.features].sort().join() === [...b.features].sort().join()
  );
}
