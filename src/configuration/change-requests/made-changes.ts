import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { ApiKeys, SecondFactors, Sessions } from '../../security';
import { AccessRequests } from './access-requests';
import type { ApprovedRequest, MadeChange, MakersOf, RequestKind } from './made-change';
import { ProgramRequests } from './program-requests';
import { StaffRequests } from './staff-requests';

/** Makes an approved change of any kind. */
@Injectable()
export class MadeChanges {
  private readonly makers: MakersOf<RequestKind>;

  constructor(
    staff: StaffRequests,
    access: AccessRequests,
    program: ProgramRequests,
    private readonly sessions: Sessions,
    private readonly secondFactors: SecondFactors,
    private readonly apiKeys: ApiKeys,
  ) {
    this.makers = { ...staff.makers, ...access.makers, ...program.makers };
  }

  make(tx: Tx, approved: ApprovedRequest): Promise<MadeChange> {
    return this.makers[approved.row.kind](tx, approved);
  }

  /** Ends sessions and forgets keys once the change is committed. */
  async afterCommit({ row: { kind, subjectId } }: ApprovedRequest, { endedSessions = [] }: MadeChange): Promise<void> {
    if (kind === 'SECOND_FACTOR') await this.secondFactors.remove(subjectId);
    if (kind === 'API_KEY_ROTATION') this.apiKeys.forget();
    this.sessions.noteEnded(endedSessions);
  }
}
