import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { requestJob } from '../../platform/queue/request-job.sql';
import { Audit, UseCase } from '../../security';
import * as dto from './inbox-event.dto';
import { INBOX_JOB } from './inbox';
import { restartEvent } from './inbox.sql';

/** Works on an event once more, whatever became of it. An act that was recorded already is not recorded again. */
export class RetryEvent extends UseCase<dto.EventAnswer, { readonly id: string }> {}

@CommandHandler(RetryEvent)
export class RetryEventHandler implements ICommandHandler<RetryEvent> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found` */
  execute({ context: { networkId, call, author }, input: { id } }: RetryEvent): Promise<dto.EventAnswer> {
    return this.keyed.run(networkId, call, 200, async (tx) => {
      if (!(await restartEvent(tx, networkId, id))) throw new ProblemError('not_found');
      await requestJob(tx, INBOX_JOB, networkId);
      await this.audit.appendChange(tx, networkId, author, 'inbox_event.retried', id, {});
      const where = { networkId_id: { networkId, id } };
      return dto.eventAnswer(await tx.prisma.inboxEvent.findUniqueOrThrow({ where }));
    });
  }
}
