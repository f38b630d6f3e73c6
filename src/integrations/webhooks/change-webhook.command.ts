import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import { EventLog } from '../events/event-log';
import * as dto from './webhook.dto';
import { WebhookEditor } from './webhook-editor';

/**
 * Members that are left out stay as they are. Turned on, the receiver is called again at once, and gets the events since
 * it was turned off as far back as they are kept.
 */
export class ChangeWebhook extends UseCase<
  dto.WebhookAnswer,
  { readonly id: string; readonly body: dto.ChangeWebhookBody }
> {}

@CommandHandler(ChangeWebhook)
export class ChangeWebhookHandler implements ICommandHandler<ChangeWebhook> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly editor: WebhookEditor,
    private readonly log: EventLog,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found`, `changed_meanwhile` */
  execute({ context, input: { id, body } }: ChangeWebhook): Promise<dto.WebhookAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await this.editor.lock(tx, networkId);
      const known = await this.editor.get(tx, networkId, id);
      const before = await this.editor.answerOf(tx, known);
      await requireUnchanged(call, () => dto.taggedWebhook(before));
      const at = { epoch: known.epoch, xid: Number(known.xid), id: known.eventId };
      const mark = turnsOn(body, before) ? await this.log.findMarkAhead(tx, networkId, at) : undefined;
      const data = {
        ...this.columnsOf(body, before),
        ...(mark && { epoch: mark.epoch, xid: mark.xid, eventId: mark.id, skippedBefore: mark.keptFrom }),
      };
      const row = await tx.prisma.webhook.update({ where: { networkId_id: { networkId, id } }, data });
      const after = await this.editor.answerOf(tx, row);
      await this.editor.note(tx, context, 'changed', id, { before, after });
      await this.editor.deliverSoon(tx, networkId);
      return after;
    });
  }

  private columnsOf(body: dto.ChangeWebhookBody, before: dto.WebhookAnswer) {
    const { name, url, events, enabled } = body;
    const isTurnedOn = turnsOn(body, before);
    return {
      ...(name === undefined ? {} : { name }),
      ...(url === undefined ? {} : { url }),
      ...(events === undefined ? {} : { events }),
      ...(isTurnedOn ? { disabledReason: null, disabledAt: null } : {}),
      // Another address has no failures yet.
      ...(isTurnedOn || (url !== undefined && url !== before.url) ? this.editor.fresh() : {}),
      ...(enabled === false && before.enabled ? { disabledReason: 'MANUAL', disabledAt: this.clock.now() } : {}),
    };
  }
}

function turnsOn({ enabled }: dto.ChangeWebhookBody, before: dto.WebhookAnswer): boolean {
  return enabled === true && !before.enabled;
}
