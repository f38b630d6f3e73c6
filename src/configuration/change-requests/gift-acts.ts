import type { Tx } from '../../platform/database/database';
import type { ChangeRequestRow, RequestContext } from '../../security';

/** Acts of gift cards. The transactions layer implements it under the token GIFT_ACTS. */
export interface GiftActs {
  /** Records a requested act. @throws ProblemError that refuses the act now */
  applyRequested(tx: Tx, context: RequestContext, request: ChangeRequestRow): Promise<void>;
}

export const GIFT_ACTS = Symbol('GIFT_ACTS');
