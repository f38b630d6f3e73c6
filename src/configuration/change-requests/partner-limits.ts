import type { Tx } from '../../platform/database/database';
import type { RequestContext } from '../../security';

/** The limits of partners. Implemented by the layer of integrations under the token PARTNER_LIMITS. */
export interface PartnerLimits {
  /** Gives a partner the limits that were asked for. @throws ProblemError `not_found` */
  applyLimits(tx: Tx, context: RequestContext, partnerId: string, change: unknown): Promise<void>;
}

export const PARTNER_LIMITS = Symbol('PARTNER_LIMITS');
