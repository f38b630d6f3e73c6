import { Injectable } from '@nestjs/common';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Audit } from '../audit/audit';
import { ownerOf } from '../principal/principal';
import { UseCase } from '../principal/request-context';
import type { ActingPeriodAnswer } from './acting.dto';
import { appendActingPeriod, endActingPeriods, findActing } from './acting-periods.sql';
import { Database } from '../../platform/database/database';
import { Handles } from '../../platform/http/handlers-of';

/** How long an owner may act for a network before giving a reason again. */
const ACTING_SECONDS = 60 * 60;

/** An owner begins to act for a network; an earlier period there ends. */
export class BeginActing extends UseCase<ActingPeriodAnswer, { networkId: string; reason: string }> {}

/** An owner stops acting for a network, on all devices and at once in every process. */
export class EndActing extends UseCase<void, { networkId: string }> {}

@Injectable()
export class ActingHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly database: Database,
  ) {}

  /** Throws `not_found` for an unknown network. */
  @Handles(BeginActing)
  beginActing({ context, input: { networkId, reason } }: BeginActing): Promise<ActingPeriodAnswer> {
    const { id: ownerId, sessionId } = ownerOf(context.principal);
    return this.keyed.runOfOwner(ownerId, networkId, context.call, 201, async (tx) => {
      if ((await findActing(tx, networkId, ownerId, sessionId)) === undefined) throw new ProblemError('not_found');
      await endActingPeriods(tx, networkId, ownerId);
      const period = { id: newId(), networkId, ownerId, sessionId, reason, lifeSeconds: ACTING_SECONDS };
      const { begunAt, expiresAt } = await appendActingPeriod(tx, period);
      const times = { begunAt: begunAt.toISOString(), expiresAt: expiresAt.toISOString() };
      await this.audit.appendToBoth(tx, networkId, {
        ...context.author,
        action: 'network.acting_begun',
        after: { reason, expiresAt: times.expiresAt },
      });
      return { networkId, reason, ...times };
    });
  }

  /** Throws `not_found` for an unknown network; does nothing where the owner is not acting. */
  @Handles(EndActing)
  endActing({ context, input: { networkId } }: EndActing): Promise<void> {
    const { id, sessionId } = ownerOf(context.principal);
    return this.database.inNetwork(networkId, async (tx) => {
      if ((await findActing(tx, networkId, id, sessionId)) === undefined) throw new ProblemError('not_found');
      if (!(await endActingPeriods(tx, networkId, id))) return;
      await this.audit.appendToBoth(tx, networkId, { ...context.author, action: 'network.acting_ended' });
    });
  }
}
