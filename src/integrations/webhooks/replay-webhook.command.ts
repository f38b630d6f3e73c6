import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { lowestIdAt } from '../../platform/ids/ids';
import { UseCase } from '../../security';
import { EventLog } from '../events/event-log';
import type * as dto from './webhook.dto';
import { WebhookEditor } from './webhook-editor';
import { moveWebhook } from './webhooks.sql';

/** Delivers the events of the log from a moment on, again or for the first time. */
export class ReplayWebhook extends UseCase<
  dto.WebhookAnswer,
  { readonly id: string; readonly body: dto.ReplayWebhookBody }
> {}

@CommandHandler(ReplayWebhook)
export class ReplayWebhookHandler implements ICommandHandler<ReplayWebhook> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly editor: WebhookEditor,
    private readonly log: EventLog,
  ) {}

  /** @throws ProblemError `not_found`, `events_not_kept` */
  execute({ context, input: { id, body } }: ReplayWebhook): Promise<dto.WebhookAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await this.editor.lock(tx, networkId);
      const row = await this.editor.get(tx, networkId, id);
      const position = await this.log.before(tx, networkId, lowestIdAt(Date.parse(body.from)));
      await moveWebhook(tx, networkId, id, position);
      await this.editor.note(tx, context, 'replayed', id);
      await this.editor.deliverSoon(tx, networkId);
      return this.editor.answerOf(tx, row);
    });
  }
}
