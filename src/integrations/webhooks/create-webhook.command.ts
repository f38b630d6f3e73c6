import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import { EventLog } from '../events/event-log';
import * as dto from './webhook.dto';
import { MAX_WEBHOOKS, WebhookEditor } from './webhook-editor';

/** Makes a receiver of the events from now on. */
export class CreateWebhook extends UseCase<dto.WebhookWithSecretAnswer, { readonly body: dto.CreateWebhookBody }> {}

@CommandHandler(CreateWebhook)
export class CreateWebhookHandler implements ICommandHandler<CreateWebhook> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly editor: WebhookEditor,
    private readonly log: EventLog,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `network_full` */
  execute({ context, input: { body } }: CreateWebhook): Promise<dto.WebhookWithSecretAnswer> {
    const { networkId, call } = context;
    const { name, url, events, enabled } = body;
    const { secret, sealed } = this.editor.makeSecret(networkId);
    return this.keyed.run(
      networkId,
      call,
      201,
      async (tx) => {
        await this.editor.lock(tx, networkId);
        const count = await tx.prisma.webhook.count({ where: { networkId, removedAt: null } });
        if (count >= MAX_WEBHOOKS) throw new ProblemError('network_full', { max: MAX_WEBHOOKS });
        const { epoch, xid, id: eventId } = await this.log.end(tx, networkId);
        const disabled = enabled ? {} : { disabledReason: 'MANUAL', disabledAt: this.clock.now() };
        const row = await tx.prisma.webhook.create({
          data: {
            ...disabled,
            networkId,
            id: newId(),
            name,
            url,
            events,
            secretEncrypted: sealed,
            epoch,
            xid,
            eventId,
          },
        });
        const answer = await this.editor.answerOf(tx, row);
        await this.editor.note(tx, context, 'created', row.id, { after: answer });
        return { ...answer, secret };
      },
      dto.withoutSecret,
    );
  }
}
