import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import type * as dto from './webhook.dto';
import { WebhookEditor } from './webhook-editor';

/** Removes a webhook with its secrets and the deliveries that wait. The others stay until they are deleted by age. */
export class RemoveWebhook extends UseCase<dto.WebhookAnswer, { readonly id: string }> {}

@CommandHandler(RemoveWebhook)
export class RemoveWebhookHandler implements ICommandHandler<RemoveWebhook> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly editor: WebhookEditor,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found` */
  execute({ context, input: { id } }: RemoveWebhook): Promise<dto.WebhookAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await this.editor.lock(tx, networkId);
      const before = await this.editor.answerOf(tx, await this.editor.get(tx, networkId, id));
      await tx.prisma.webhook.update({
        where: { networkId_id: { networkId, id } },
        data: {
          removedAt: this.clock.now(),
          secretEncrypted: null,
          oldSecretEncrypted: null,
          oldSecretUntil: null,
        },
      });
      await tx.prisma.webhookDelivery.deleteMany({ where: { networkId, webhookId: id, status: 'WAITING' } });
      await this.editor.note(tx, context, 'removed', id, { before });
      return before;
    });
  }
}
