import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import * as dto from './webhook.dto';
import { WebhookEditor } from './webhook-editor';

const OVERLAP_MS = 24 * 3_600_000;

/** Gives a webhook a new secret. The one before it signs too for 24 hours. */
export class RotateWebhookSecret extends UseCase<dto.WebhookWithSecretAnswer, { readonly id: string }> {}

@CommandHandler(RotateWebhookSecret)
export class RotateWebhookSecretHandler implements ICommandHandler<RotateWebhookSecret> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly editor: WebhookEditor,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found` */
  execute({ context, input: { id } }: RotateWebhookSecret): Promise<dto.WebhookWithSecretAnswer> {
    const { networkId, call } = context;
    const { secret, sealed } = this.editor.makeSecret(networkId);
    return this.keyed.run(
      networkId,
      call,
      200,
      async (tx) => {
        await this.editor.lock(tx, networkId);
        const { secretEncrypted } = await this.editor.get(tx, networkId, id);
        const row = await tx.prisma.webhook.update({
          where: { networkId_id: { networkId, id } },
          data: {
            secretEncrypted: sealed,
            oldSecretEncrypted: secretEncrypted,
            oldSecretUntil: new Date(this.clock.now().getTime() + OVERLAP_MS),
          },
        });
        await this.editor.note(tx, context, 'secret_rotated', id);
        return { ...(await this.editor.answerOf(tx, row)), secret };
      },
      dto.withoutSecret,
    );
  }
}
