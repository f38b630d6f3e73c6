import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { Handles } from '../../platform/http/handlers-of';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Audit } from '../audit/audit';
import { ownerOf, type Principal } from '../principal/principal';
import { UseCase } from '../principal/request-context';
import type { ActingPeriodAnswer } from './acting.dto';
import { findActing } from './acting-periods.sql';

/** How long an owner may act for a network before giving a reason again. */
const ACTING_SECONDS = 60 * 60;

/** An owner begins to act for a network; an earlier period there ends. */
export class BeginActing extends UseCase<ActingPeriodAnswer, { networkId: string; reason: string }> {}

/** An owner stops acting for a network, or a manager of the network ends the acting of all owners; on all devices and at once in every process. */
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
      const { begunAt, expiresAt } = await tx.one<{ begunAt: Date; expiresAt: Date }>`
        INSERT INTO acting_periods (network_id, id, owner_id, session_id, reason, expires_at)
         VALUES (${networkId}, ${newId()}, ${ownerId}, ${sessionId}, ${reason}, now() + make_interval(secs => ${ACTING_SECONDS}))
         RETURNING begun_at, expires_at`;
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
    const { principal } = context;
    // The principal of an owner who acts for the network has the network's id too, so the id does not tell owners from managers.
    const isOwner = principal.kind === 'user' && principal.role === 'owner';
    return this.database.inNetwork(networkId, async (tx) => {
      const wasOpen = isOwner ? await endOwn(tx, networkId, principal) : await endActingPeriods(tx, networkId);
      if (!wasOpen) return;
      await this.audit.appendToBoth(tx, networkId, { ...context.author, action: 'network.acting_ended' });
    });
  }
}

/** Ends the open periods of the calling owner for a network. @throws ProblemError `not_found` for an unknown network */
async function endOwn(tx: Tx, networkId: string, principal: Principal): Promise<boolean> {
  const { id, sessionId } = ownerOf(principal);
  if ((await findActing(tx, networkId, id, sessionId)) === undefined) throw new ProblemError('not_found');
  return endActingPeriods(tx, networkId, id);
}

/** Ends the open periods of an owner for a network, or those of all owners, on all devices; false: there was none. */
async function endActingPeriods(tx: Tx, networkId: string, ownerId?: string): Promise<boolean> {
  const ended = await tx.query<{ id: string }>`
    UPDATE acting_periods SET ended_at = now()
     WHERE network_id = ${networkId} ${when(ownerId !== undefined, sql`AND owner_id = ${ownerId ?? null}`)}
       AND ended_at IS NULL AND expires_at > now() RETURNING id`;
  return ended.length > 0;
}
