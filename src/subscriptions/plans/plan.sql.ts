import type { Tx } from '../../platform/database/database';
import type { LocalDate } from '../life/periods.rules';
import { type Feature, PLAN_CODES, type PlanCode, type SupportLine } from '../life/terms';

// SQL by hand: the next number within an insert, and prices and days as numbers and text.

/** The highest version of a plan: a network that renews looks at every version. */
export const MAX_VERSION = 40;
const MOST_VERSIONS = MAX_VERSION * PLAN_CODES.length;

export interface PlanVersion {
  readonly code: PlanCode;
  readonly version: number;
  readonly effectiveFrom: LocalDate;
  readonly existingFrom: LocalDate | null;
  readonly currency: string;
  readonly price: number;
  readonly restaurants: number | null;
  readonly guests: number | null;
  readonly features: readonly Feature[];
  readonly support: SupportLine;
}

const COLUMNS = `code, version, effective_from AS "effectiveFrom", existing_from AS "existingFrom", currency, price,
  restaurants, guests, features, support`;

/** Every version, the newest of each plan first; plans by price. */
export function listPlanVersions(tx: Tx): Promise<PlanVersion[]> {
  return tx.query<PlanVersion>(
    `SELECT ${COLUMNS} FROM plan_versions
      ORDER BY array_position(ARRAY['FREE', 'STANDARD', 'PRO', 'ULTIMA', 'CUSTOM'], code), version DESC LIMIT $1`,
    [MOST_VERSIONS],
  );
}

/** The version that is there under this number, which may be one of other terms; undefined: its number is not the next. */
export async function addPlanVersion(tx: Tx, plan: PlanVersion): Promise<PlanVersion | undefined> {
  await tx.query(
    `INSERT INTO plan_versions (code, version, effective_from, existing_from, currency, price, restaurants, guests, features, support)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
      WHERE $2 = (SELECT coalesce(max(version), 0) + 1 FROM plan_versions WHERE code = $1)
     ON CONFLICT (code, version) DO NOTHING`,
    [
      plan.code,
      plan.version,
      plan.effectiveFrom,
      plan.existingFrom,
      plan.currency,
      plan.price,
      plan.restaurants,
      plan.guests,
      plan.features,
      plan.support,
    ],
  );
  return tx.maybe<PlanVersion>(`SELECT ${COLUMNS} FROM plan_versions WHERE code = $1 AND version = $2`, [
    plan.code,
    plan.version,
  ]);
}
