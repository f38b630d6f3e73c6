import { Injectable } from '@nestjs/common';
import { refuseOtherGuests } from '../../identity';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError, found } from '../../platform/problems/problem';
import { Audit, refuseOwnAccount, UseCase } from '../../security';
import { putErasure, type ErasureRow, COLUMNS } from './erasure.sql';
import { erasureAnswer, type ErasureAnswer } from './privacy.dto';
import { Networks } from '../../configuration';
import { newId } from '../../platform/ids/ids';
import { requestJob } from '../../platform/queue/request-job.sql';
import { ERASURE_JOB } from './erasure.job';
import { Persons } from './person';
import { Handles } from '../../platform/http/handlers-of';
import type { Statements } from '../../platform/database/database';

/** Calls back an erasure that has not begun. */
export class CallBackErasure extends UseCase<ErasureAnswer, { guestId: string }> {}

/** Asks for the erasure of a guest: after the days of the network, or at once by a manager. */
export class RequestErasure extends UseCase<ErasureAnswer, { guestId: string; now: boolean }> {}

@Injectable()
export class PrivacyHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly networks: Networks,
    private readonly persons: Persons,
  ) {}

  /** @throws ProblemError `not_found` where no erasure waits */
  @Handles(CallBackErasure)
  callBackErasure({ context, input: { guestId } }: CallBackErasure): Promise<ErasureAnswer> {
    const { principal, networkId, author, call } = context;
    refuseOtherGuests(principal, guestId);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const row = found(await callBackErasure(tx, networkId, guestId));
      await this.audit.appendChange(tx, networkId, author, 'guest.erasure_called_back', guestId, {});
      return erasureAnswer(row);
    });
  }

  /** @throws ProblemError `guest_not_found`, `own_account`; `forbidden` where a guest asks for erasure at once */
  @Handles(RequestErasure)
  async requestErasure({ context, input: { guestId, now } }: RequestErasure): Promise<ErasureAnswer> {
    const { principal, networkId, author, call } = context;
    refuseOtherGuests(principal, guestId);
    if (principal.kind === 'guest') {
      if (now) throw new ProblemError('forbidden');
    } else refuseOwnAccount(principal, guestId);
    const { erasureDays } = (await this.networks.getProfile(networkId)).settings;
    return this.keyed.run(networkId, call, 202, async (tx) => {
      await this.persons.get(tx, networkId, guestId);
      const afterDays = now ? 0 : erasureDays;
      const row = await putErasure(tx, networkId, {
        id: newId(),
        guestId,
        requestedByKind: principal.kind,
        requestedBy: principal.id,
        afterDays,
      });
      await this.audit.appendChange(tx, networkId, author, 'guest.erasure_requested', guestId, {
        after: { dueAt: row.dueAt.toISOString() },
      });
      if (afterDays === 0) await requestJob(tx, ERASURE_JOB, networkId);
      return erasureAnswer(row);
    });
  }
}

/** Cancels the waiting erasure; undefined: none waits. */
function callBackErasure(tx: Statements, networkId: string, guestId: string) {
  return tx.maybe<ErasureRow>`UPDATE erasures SET status = 'CALLED_BACK', finished_at = now()
      WHERE network_id = ${networkId} AND guest_id = ${guestId} AND status = 'WAITING' RETURNING ${COLUMNS}`;
}
