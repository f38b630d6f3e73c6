import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { type ApproverJudge, Approvers, type RequestContext } from '../../../security';
import { findGiftsOfCase } from '../one-person/sole-gifts.sql';

/** Judges whether a caller may be the second person of a case about what one person gave. */
@Injectable()
export class CaseJudges {
  constructor(
    private readonly database: Database,
    private readonly approvers: Approvers,
  ) {}

  /** Null: the case is not about gifts of one person, so it needs no second one. */
  async find(context: RequestContext, caseId: string): Promise<ApproverJudge | null> {
    const { networkId } = context;
    const gifts = await findGiftsOfCase(this.database.readsOf(networkId), networkId, caseId);
    return gifts === undefined ? null : this.approvers.judgeFor(context);
  }
}
