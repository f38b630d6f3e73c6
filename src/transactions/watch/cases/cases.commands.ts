import { Injectable } from '@nestjs/common';
import { ConfigurationChanges, confirmSource, Snapshots } from '../../../configuration';
import { messages } from '../../../generated/words/messages';
import { GuestMessages } from '../../../identity';
import { Database, type Tx } from '../../../platform/database/database';
import { Handles } from '../../../platform/http/handlers-of';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { newId } from '../../../platform/ids/ids';
import { FORMATTERS } from '../../../platform/language/formatters';
import { ProblemError } from '../../../platform/problems/problem';
import { requestJob } from '../../../platform/queue/request-job.sql';
import {
  type ApproverJudge,
  Approvers,
  Audit,
  type Principal,
  requireApprover,
  type RequestContext,
  UseCase,
} from '../../../security';
import { findGiftsOfCase, type GiftsOfCase } from '../one-person/sole-gifts.sql';
import { FRAUD_JOB } from '../kept/fraud-job-name';
import { endReviews } from '../review/review-holds.sql';
import { Reviews } from '../review/reviews';
import { CasesQuery, sightOf } from './cases.query';
import { findCase, insertDecision, limitPerson, lockCase, moveCase } from './cases.sql';
import { Blocks } from './blocks';
import type { CaseState, DecideFraudCase, FraudCaseDetail } from './fraud.dto';
import { actsForNetwork, isOwn } from './subjects';

const STATE_AFTER: Readonly<Record<DecideFraudCase['decision'], CaseState>> = {
  CONFIRM: 'CONFIRMED',
  DISMISS: 'DISMISSED',
  ASK: 'ASKED',
};

/** A manager decides a case, or asks the guest. */
export class DecideCase extends UseCase<FraudCaseDetail, { id: string; body: DecideFraudCase }> {}

/** Ends the limit of a person before its time. Ending it twice is the same as once. */
export class LiftLimit extends UseCase<FraudCaseDetail, { id: string }> {}

@Injectable()
export class CaseHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly changes: ConfigurationChanges,
    private readonly snapshots: Snapshots,
    private readonly guests: GuestMessages,
    private readonly reviews: Reviews,
    private readonly blocks: Blocks,
    private readonly cases: CasesQuery,
    private readonly audit: Audit,
    private readonly database: Database,
    private readonly approvers: Approvers,
  ) {}

  /** @throws ProblemError `not_found`, `already_decided`, `own_fraud_case`, `invalid_body`, those of `Approvers` */
  @Handles(DecideCase)
  async decideCase({ context, input: { id, body } }: DecideCase): Promise<FraudCaseDetail> {
    const { networkId, principal, call, author } = context;
    const { decision, ground, takeBack, block, limitDays, noteToStaff, message } = body;
    const measures = { takeBack, block, limitDays, noteToStaff, message };
    // A second person decides on what one person gave, and a dismissal confirms what it was given by.
    const gifts = await findGiftsOfCase(this.database.readsOf(networkId), networkId, id);
    const judge = gifts === undefined ? null : await this.approvers.judgeFor(context);
    // A limit and a confirmed source belong to the network's configuration.
    const writer = limitDays === null && gifts === undefined ? this.keyed : this.changes;
    await writer.run(networkId, call, 200, async (tx) => {
      const locked = await lockSeen(tx, context, id);
      if (gifts === undefined && actsForNetwork(principal)) throw new ProblemError('forbidden');
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
      await moveCase(tx, networkId, id, STATE_AFTER[decision], block ? principal.id : null);
      if (limitDays !== null) await limitPerson(tx, networkId, id, limitDays);
      if (message !== null) await this.ask(tx, networkId, subject.id, message);
      else await endReviews(tx, networkId, id, takeBack ? 'TAKING' : 'FREEING');
      await this.audit.append(tx, networkId, {
        ...author,
        action: 'fraud_case.decided',
        subjectKind: 'fraud_case',
        subjectId: id,
        before: { state: locked.state },
        after: { state: STATE_AFTER[decision], takeBack, block, limitDays },
      });
      await requestJob(tx, FRAUD_JOB, networkId);
      return { id };
    });
    // If the process dies here, the job does the rest.
    await this.reviews.advance(networkId, id);
    await this.blocks.advance(networkId);
    return this.cases.get(context, id);
  }

  /** @throws ProblemError `not_found`, `own_fraud_case` */
  @Handles(LiftLimit)
  async liftLimit({ context, input: { id } }: LiftLimit): Promise<FraudCaseDetail> {
    const { networkId, call, author } = context;
    await this.changes.run(networkId, call, 200, async (tx) => {
      await lockSeen(tx, context, id);
      await limitPerson(tx, networkId, id, null);
      await this.audit.append(tx, networkId, {
        ...author,
        action: 'fraud_case.limit_lifted',
        subjectKind: 'fraud_case',
        subjectId: id,
      });
      return { id };
    });
    return this.cases.get(context, id);
  }

  private async ask(tx: Tx, networkId: string, guestId: string, text: string): Promise<void> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const { name: network, locale } = snapshot.profile;
    const guest = await tx.maybe<{ locale: 'ru' | 'en' | null }>(
      'SELECT locale FROM guests WHERE network_id = $1 AND id = $2',
      [networkId, guestId],
    );
    const language = guest?.locale ?? locale;
    const id = newId();
    const message = {
      id,
      guestId,
      language,
      text,
      purpose: 'SERVICE',
      source: 'STAFF',
      sourceId: null,
      dedupeKey: `fraud ${id}`,
      subject: messages[language]['feedback.replySubject'](FORMATTERS, { network }),
      withheld: null,
      tried: [],
    } as const;
    await this.guests.append(tx, networkId, await this.guests.route(tx, snapshot, [message]));
  }
}

/** Locks a case that the caller may see and that is not about the caller. @throws ProblemError `not_found`, `own_fraud_case` */
async function lockSeen(tx: Tx, { networkId, principal }: RequestContext, id: string) {
  const locked = await lockCase(tx, networkId, id);
  const seen = await findCase(tx, networkId, sightOf(principal), id);
  if (locked === undefined || seen === undefined) throw new ProblemError('not_found');
  if (isOwn(principal, { kind: locked.subjectKind, id: locked.subjectId })) throw new ProblemError('own_fraud_case');
  return locked;
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
