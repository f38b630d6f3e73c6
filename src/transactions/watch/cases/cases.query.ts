import { Injectable } from '@nestjs/common';
import type { IdSlice } from '../../../platform/http/list-query';
import { ProblemError } from '../../../platform/problems/problem';
import type { RequestContext } from '../../../security';
import type { FraudCase, FraudCaseDetail, FraudCaseQuery, FraudSummary } from './fraud.dto';

/** Cases as staff read them. */
@Injectable()
export class CasesQuery {
  summary(_context: RequestContext): Promise<FraudSummary> {
    return Promise.resolve({ open: 0, stake: 0, confirmed: 0, dismissed: 0, restaurants: [] });
  }

  list(_context: RequestContext, _query: FraudCaseQuery, _slice: IdSlice): Promise<FraudCase[]> {
    return Promise.resolve([]);
  }

  /** @throws ProblemError `not_found` */
  read(_context: RequestContext, _id: string): Promise<FraudCaseDetail> {
    return Promise.reject(new ProblemError('not_found'));
  }
}
