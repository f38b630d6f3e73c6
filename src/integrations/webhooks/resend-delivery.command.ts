import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import * as dto from './webhook.dto';
import { WebhookEditor } from './webhook-editor';

/** Sends a delivery once more, whatever became of it, with the same id and body. */
export class ResendDelivery extends UseCase<
  dto.DeliveryAnswer,
  { readonly webhookId: string; readonly deliveryId: string }
> {}

@CommandHandler(ResendDelivery)
export class ResendDeliveryHandler implements ICommandHandler<ResendDelivery> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly editor: WebhookEditor,
  ) {}

  /** @throws ProblemError `not_found` */
  execute({ context, input: { webhookId, deliveryId } }: ResendDelivery): Promise<dto.DeliveryAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await this.editor.get(tx, networkId, webhookId);
      // A manager who resends expects the call now.
      const { dueAt } = this.editor.fresh();
      const { count } = await tx.prisma.webhookDelivery.updateMany({
        where: { networkId, webhookId, id: deliveryId },
        data: { status: 'WAITING', attempts: 0, dueAt, finishedAt: null },
      });
      if (count === 0) throw new ProblemError('not_found');
      const where = { networkId_id: { networkId, id: webhookId } };
      await tx.prisma.webhook.update({ where, data: { dueAt } });
      await this.editor.note(tx, context, 'delivery_resent', webhookId);
      await this.editor.deliverSoon(tx, networkId);
      return dto.deliveryAnswer(
        await tx.prisma.webhookDelivery.findUniqueOrThrow({ where: { networkId_id: { networkId, id: deliveryId } } }),
      );
    });
  }
}
