import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ConfigurationChanges, confirmSource } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { newId } from '../../../platform/ids/ids';
import { ProblemError } from '../../../platform/problems/problem';
import { requestJob } from '../../../platform/queue/request-job.sql';
import { type ApproverJudge, Audit, type Principal, requireApprover, UseCase } from '../../../security';
import { findGiftsOfCase, type GiftsOfCase } from '../one-person/sole-gifts.sql';
import { FRAUD_JOB } from '../kept/fraud-job-name';
import { CaseJudges } from './case-judges';
import { CaseMeasures } from './case-measures';
import { CasesQuery } from './cases.query';
import { GuestQuestions } from './guest-questions';
import { lockSeen } from './seen-case';
import { insertDecision, limitPerson } from './cases.sql';
import type { CaseState, DecideFraudCase, FraudCaseDetail } from './fraud.dto';
import { actsForNetwork, isOwn } from './subjects';

const STATE_AFTER: Readonly<Record<DecideFraudCase['decision'], CaseState>> = {
  CONFIRM: 'CONFIRMED',
  DISMISS: 'DISMISSED',
  ASK: 'ASKED',
};

/** A manager decides a case, or asks the guest. */
export class DecideCase extends UseCase<FraudCaseDetail, { id: string; body: DecideFraudCase }> {}

@CommandHandler(DecideCase)
export class DecideCaseHandler implements ICommandHandler<DecideCase> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly changes: ConfigurationChanges,
    private readonly judges: CaseJudges,
    private readonly questions: GuestQuestions,
    private readonly measures: CaseMeasures,
    private readonly cases: CasesQuery,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found`, `already_decided`, `own_fraud_case`, `invalid_body`, those of `Approvers` */
  async execute({ context, input: { id, body } }: DecideCase): Promise<FraudCaseDetail> {
    const { networkId, principal, call, author } = context;
    const { decision, ground, takeBack, block, limitDays, noteToStaff, message } = body;
    const measures = { takeBack, block, limitDays, noteToStaff, message };
    // A case about one person's gifts needs a second person; dismissing it confirms the sources of these gifts.
    const judge = await this.judges.find(context, id);
    // A limit and a confirmed source belong to the network's configuration.
    const writer = limitDays === null && judge === null ? this.keyed : this.changes;
    await writer.run(networkId, call, 200, async (tx) => {
      const locked = await lockSeen(tx, context, id);
      if (judge === null && actsForNetwork(principal)) throw new ProblemError('forbidden');
      const subject = { kind: locked.subjectKind, id: locked.subjectId };
      // Gifts that came meanwhile are read again under the lock.
      const current = await findGiftsOfCase(tx, networkId, id);
      if (current !== undefined) {
        if (judge === null) throw new ProblemError('version_conflict');
        requireSecondPerson(judge, principal, current);
        if (decision === 'DISMISS') await confirmSources(tx, networkId, current, principal.id);
      }
      if (locked.state === 'CONFIRMED' || locked.state === 'DISMISSED')
        throw new ProblemError('already_decided', { decision: locked.state });
      if (subject.kind === 'CASHIER') refuseOfGuests(body);
      await insertDecision(tx, networkId, id, { id: newId(), decision, ground, measures, by: principal.id });
      const state = STATE_AFTER[decision];
      await tx.query`
        UPDATE fraud_cases SET state = ${state}, blocked_by = ${block ? principal.id : null}, decided_at = CASE
         WHEN ${state} IN ('CONFIRMED', 'DISMISSED') THEN ledger_now() END
         WHERE network_id = ${networkId} AND id = ${id}`;
      if (limitDays !== null) await limitPerson(tx, networkId, id, limitDays);
      if (message !== null) await this.questions.ask(tx, networkId, subject.id, message);
      else await endReviews(tx, networkId, id, takeBack ? 'TAKING' : 'FREEING');
      await this.audit.appendChange(tx, networkId, author, 'fraud_case.decided', id, {
        before: { state: locked.state },
        after: { state: STATE_AFTER[decision], takeBack, block, limitDays },
      });
      await requestJob(tx, FRAUD_JOB, networkId);
      return { id };
    });
    // If the process dies here, the job does the rest.
    await this.measures.advance(networkId, id);
    return this.cases.get(context, id);
  }
}

/**
 * The second person is none of those who decided or acted, and none of the guests.
 * @throws ProblemError those of `Approvers`, `own_fraud_case`
 */
function requireSecondPerson(judge: ApproverJudge, principal: Principal, { people, guests }: GiftsOfCase): void {
  if (guests.some((id) => isOwn(principal, { kind: 'GUEST', id }))) throw new ProblemError('own_fraud_case');
  requireApprover(judge, people);
}

/** A version that a second person let through gives without the bound of one person. Each act by hand is decided by itself. */
async function confirmSources(tx: Tx, networkId: string, { sources }: GiftsOfCase, by: string): Promise<void> {
  for (const source of sources) if (source.includes(' ')) await confirmSource(tx, networkId, source, by);
}

/** Refuses decisions that only fit guests, for a case about a member of staff. @throws ProblemError `invalid_body` */
function refuseOfGuests({ decision, block }: DecideFraudCase): void {
  const path = decision === 'ASK' ? 'decision' : block ? 'block' : null;
  if (path !== null) throw new ProblemError('invalid_body', {}, [{ path, code: 'not_allowed', message: '' }]);
}

/** Ends the reviews of a decided case. Points that are in review will be taken from the guests (`TAKING`) or given free (`FREEING`); a review that has not begun is dropped. */
export async function endReviews(tx: Tx, networkId: string, caseId: string, to: 'TAKING' | 'FREEING'): Promise<void> {
  await tx.query`UPDATE review_holds SET state = CASE state WHEN 'WAITING' THEN 'NONE' ELSE ${to} END
      WHERE network_id = ${networkId} AND case_id = ${caseId} AND state IN ('WAITING', 'HELD')`;
}
