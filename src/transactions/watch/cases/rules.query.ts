import { Injectable } from '@nestjs/common';
import { ProblemError } from '../../../platform/problems/problem';
import type { RequestContext } from '../../../security';
import type { FraudRuleList, FraudTrial } from './fraud.dto';

/** Rules as a network uses them. */
@Injectable()
export class RulesQuery {
  list(_networkId: string): Promise<FraudRuleList> {
    return Promise.resolve({ items: [] });
  }

  /** @throws ProblemError `not_found` */
  tryOut(_context: RequestContext, _key: string, _params: Readonly<Record<string, number>>): Promise<FraudTrial> {
    return Promise.reject(new ProblemError('not_found'));
  }
}
