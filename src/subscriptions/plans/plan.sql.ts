import type { Tx } from '../../platform/database/database';
import { PLAN_CODES } from '../life/terms';
import { MAX_VERSION, type PlanVersion } from './plan.dto';

// SQL by hand: the job that moves plans on asks for them each minute.

const MOST_VERSIONS = MAX_VERSION * PLAN_CODES.length;

/** Every version, the newest of each plan first; plans by price. */
export function listPlanVersions(tx: Tx): Promise<PlanVersion[]> {
  return tx.query<{
    code: 'FREE' | 'STANDARD' | 'PRO' | 'ULTIMA' | 'CUSTOM';
    version: number;
    effectiveFrom: string;
    existingFrom: string | null;
    currency: string;
    price: number;
    restaurants: number | null;
    guests: number | null;
    features: PlanVersion['features'];
    support: 'EMAIL' | 'STANDARD' | 'PRIORITY';
  }>`
    SELECT code, version, effective_from, existing_from, currency, price, restaurants, guests,
           features, support
      FROM plan_versions
     ORDER BY array_position(ARRAY['FREE', 'STANDARD', 'PRO', 'ULTIMA', 'CUSTOM'], code), version DESC LIMIT ${MOST_VERSIONS}`;
}
