import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import { requestJob } from '../../../platform/queue/request-job.sql';
import { Audit, UseCase } from '../../../security';
import type { DecideReferralDto, ReferralDecisionAnswer } from './referral.dto';
import { decideRound, lockRound } from './referral-rounds.sql';
import { REFERRALS_JOB } from './referrals.job';

/** A manager decides a referral that is in review. */
export class DecideReferral extends UseCase<
  ReferralDecisionAnswer,
  { readonly roundId: string; readonly body: DecideReferralDto }
> {}

@CommandHandler(DecideReferral)
export class DecideReferralHandler implements ICommandHandler<DecideReferral> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found`, `already_decided` */
  execute({
    context,
    input: {
      roundId,
      body: { decision, comment },
    },
  }: DecideReferral): Promise<ReferralDecisionAnswer> {
    const { networkId, call, author, principal } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      if ((await lockRound(tx, networkId, roundId)) === undefined) throw new ProblemError('not_found');
      const state = decision === 'PAY' ? 'QUALIFIED' : 'REFUSED';
      if (!(await decideRound(tx, networkId, roundId, state, principal.id, comment)))
        throw new ProblemError('already_decided');
      await this.audit.appendChange(tx, networkId, author, 'referral.decided', roundId, { after: { decision } });
      await requestJob(tx, REFERRALS_JOB, networkId);
      return { id: roundId, state };
    });
  }
}
