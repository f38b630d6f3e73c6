import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import * as dto from './webhook.dto';
import { WebhookEditor } from './webhook-editor';

/** Members that are left out stay as they are. Turned on, the receiver is called again at once. */
export class ChangeWebhook extends UseCase<
  dto.WebhookAnswer,
  { readonly id: string; readonly body: dto.ChangeWebhookBody }
> {}

@CommandHandler(ChangeWebhook)
export class ChangeWebhookHandler implements ICommandHandler<ChangeWebhook> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly editor: WebhookEditor,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found`, `changed_meanwhile` */
  execute({ context, input: { id, body } }: ChangeWebhook): Promise<dto.WebhookAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await this.editor.lock(tx, networkId);
      const before = await this.editor.answerOf(tx, await this.editor.get(tx, networkId, id));
      await requireUnchanged(call, () => dto.taggedWebhook(before));
      const data = this.columnsOf(body, before);
      const row = await tx.prisma.webhook.update({ where: { networkId_id: { networkId, id } }, data });
      const after = await this.editor.answerOf(tx, row);
      await this.editor.note(tx, context, 'changed', id, { before, after });
      await this.editor.deliverSoon(tx, networkId);
      return after;
    });
  }

  private columnsOf({ name, url, events, enabled }: dto.ChangeWebhookBody, before: dto.WebhookAnswer) {
    const turnsOn = enabled === true && !before.enabled;
    return {
      ...(name === undefined ? {} : { name }),
      ...(url === undefined ? {} : { url }),
      ...(events === undefined ? {} : { events }),
      ...(turnsOn ? { disabledReason: null, disabledAt: null } : {}),
      // Another address has no failures yet.
      ...(turnsOn || (url !== undefined && url !== before.url) ? this.editor.fresh() : {}),
      ...(enabled === false && before.enabled ? { disabledReason: 'MANUAL', disabledAt: this.clock.now() } : {}),
    };
  }
}
