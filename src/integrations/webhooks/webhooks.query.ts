import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { getRow, listRows } from '../../platform/http/plain-rows';
import * as dto from './webhook.dto';
import { WebhookEditor } from './webhook-editor';

/** A network's webhooks that were not removed, and their deliveries. */
@Injectable()
export class WebhooksQuery {
  constructor(
    private readonly database: Database,
    private readonly editor: WebhookEditor,
  ) {}

  list(networkId: string, query: dto.WebhookListQuery) {
    return this.database.inNetwork(networkId, (tx) =>
      listRows(tx, {
        name: 'webhooks',
        model: 'webhook',
        query,
        where: { networkId, removedAt: null },
        answer: (row) => this.editor.answerOf(tx, row),
      }),
    );
  }

  /** @throws ProblemError `not_found` */
  get(networkId: string, id: string): Promise<dto.WebhookAnswer> {
    return this.database.inNetwork(networkId, async (tx) =>
      this.editor.answerOf(tx, await this.editor.get(tx, networkId, id)),
    );
  }

  /** @throws ProblemError `not_found` */
  listDeliveries(networkId: string, webhookId: string, query: dto.DeliveryListQuery) {
    return this.database.inNetwork(networkId, async (tx) => {
      await this.editor.get(tx, networkId, webhookId);
      return listRows(tx, {
        name: 'webhook-deliveries',
        model: 'webhookDelivery',
        query,
        where: { networkId, webhookId, status: query.status },
        shape: { omit: { body: true, responseBody: true } },
        answer: dto.deliveryAnswer,
      });
    });
  }

  /** @throws ProblemError `not_found` */
  getDelivery(networkId: string, webhookId: string, id: string): Promise<dto.DeliveryWithBodyAnswer> {
    return this.database.inNetwork(networkId, async (tx) => {
      await this.editor.get(tx, networkId, webhookId);
      return dto.deliveryWithBody(await getRow(tx, 'webhookDelivery', { networkId, id, webhookId }));
    });
  }
}
