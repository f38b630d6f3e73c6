import { isUtf8 } from 'node:buffer';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { getRow, listRows } from '../../platform/http/plain-rows';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, Pii, type RequestContext, UseCase } from '../../security';
import * as dto from './inbox-event.dto';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { requestJob } from '../../platform/queue/request-job.sql';
import { INBOX_JOB, WITHOUT_PROMO_CODE } from './inbox';
import { Handles } from '../../platform/http/handlers-of';

/** Works on an event once more, whatever became of it. An act that was recorded already is not recorded again. */
export class RetryEvent extends UseCase<dto.EventAnswer, { id: string; options: dto.RetryEventBody }> {}

/** Events of till systems, for managers. */
@Injectable()
export class InboxEvents {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `not_found` */
  @Handles(RetryEvent)
  retryEvent({ context: { networkId, call, author }, input: { id, options } }: RetryEvent): Promise<dto.EventAnswer> {
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const { withoutPromoCode = false } = options ?? {};
      const reason = withoutPromoCode ? WITHOUT_PROMO_CODE : null;
      if (!(await restartEvent(tx, networkId, id, reason))) throw new ProblemError('not_found');
      await requestJob(tx, INBOX_JOB, networkId);
      await this.audit.appendChange(tx, networkId, author, 'inbox_event.retried', id, {
        ...(withoutPromoCode && { after: { withoutPromoCode } }),
      });
      const where = { networkId_id: { networkId, id } };
      return dto.eventAnswer(await tx.prisma.inboxEvent.findUniqueOrThrow({ where }));
    });
  }

  list(networkId: string, query: dto.EventListQuery) {
    const { connectionId, status, subject } = query;
    return this.database.inNetwork(networkId, (tx) =>
      listRows(tx, {
        name: 'inbox-events',
        model: 'inboxEvent',
        query,
        where: { networkId, connectionId, status, subject },
        shape: { omit: { bodyEncrypted: true, answerEncrypted: true } },
        answer: dto.eventAnswer,
      }),
    );
  }

  /** The body may hold personal data, so reading it is audited. @throws ProblemError `not_found` */
  async get({ networkId, author }: RequestContext, id: string): Promise<dto.EventWithBodyAnswer> {
    const row = await this.database.inNetwork(networkId, async (tx) => {
      const event = await getRow(tx, 'inboxEvent', { networkId, id });
      await this.audit.appendChange(tx, networkId, author, 'inbox_event.read', id, {});
      return event;
    });
    const { bodyEncrypted, answerEncrypted } = row;
    const body = Buffer.from(this.pii.decrypt(networkId, 'event', Buffer.from(bodyEncrypted)), 'latin1');
    return {
      ...dto.eventAnswer(row),
      body: textOf(body),
      answer: answerEncrypted === null ? null : this.pii.decrypt(networkId, 'event', Buffer.from(answerEncrypted)),
    };
  }
}

function textOf(body: Buffer): string {
  return isUtf8(body) ? body.toString('utf8') : new TextDecoder('windows-1251').decode(body);
}

/** Makes an event due now, for this reason and whatever its outcome was; false: the network has no such event. */
async function restartEvent(tx: Tx, networkId: string, id: string, reason: string | null): Promise<boolean> {
  const rows = await tx.query<{ id: string }>`
    UPDATE inbox_events SET status = 'WAITING', reason = ${reason}, finished_at = NULL, attempts = 0,
     due_at = clock_timestamp()
      WHERE network_id = ${networkId} AND id = ${id} RETURNING id`;
  return rows.length > 0;
}
