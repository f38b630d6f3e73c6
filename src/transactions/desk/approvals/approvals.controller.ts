import { Query } from '@nestjs/common';
import { CurrentLanguage } from '../../../platform/http/languages';
import { pageOfSlice, sliceOf } from '../../../platform/http/list-query';
import type { Language } from '../../../platform/language/language';
import { CurrentPrincipal, type Principal, Route, Routes } from '../../../security';
import * as dto from './approvals.dto';
import { ApprovalRequests } from './approvals.query';

const LIST = 'approval-requests';

/** Requests of every kind that wait for a second person, in one list. */
@Routes('approvals', 'Approvals', 'approvals.decide')
export class ApprovalsController {
  constructor(private readonly requests: ApprovalRequests) {}

  @Route('GET', {
    id: 'listApprovalRequests',
    summary: 'List requests of every kind that need a second person',
    description:
      'Points by hand and refunds above a limit, versions of the programme that take something from guests, changes of ' +
      'people, limits and keys, and starts of campaigns with large budgets, the newest first. Each request says what it will do and whether the caller may ' +
      'approve, reject or withdraw it. Decide it by the call of its kind: `approveTransaction`, ' +
      '`approveProgramPublication` or `approveChangeRequest`, and those that reject.',
    ok: dto.requestPageSchema,
  })
  async list(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Query({ schema: dto.requestListQuery }) query: dto.RequestListQuery,
  ): Promise<{ items: dto.RequestAnswer[]; nextCursor: string | null }> {
    const list = `${LIST} ${query.status}`;
    const items = await this.requests.list(principal, query.status, sliceOf(list, query), language);
    return pageOfSlice(list, query, items, ({ id }) => id);
  }

  @Route('GET count', {
    id: 'countApprovalRequests',
    summary: 'Count the requests that wait',
    description: 'Those that the caller may decide, and those of the caller.',
    ok: dto.requestCountSchema,
  })
  count(@CurrentPrincipal() principal: Principal): Promise<dto.RequestCount> {
    return this.requests.count(principal);
  }
}
