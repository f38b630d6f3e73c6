import type { Tx } from '../../platform/database/database';
import type { RequestContext } from '../../security';

/** Sets partners' limits. The integrations layer implements it under the token PARTNER_LIMITS. */
export interface PartnerLimits {
  /** Sets a partner's requested limits. @throws ProblemError `not_found` */
  applyLimits(tx: Tx, context: RequestContext, partnerId: string, change: unknown): Promise<void>;
}

export const PARTNER_LIMITS = Symbol('PARTNER_LIMITS');
