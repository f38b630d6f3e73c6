import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { type IdSlice, pickSlice } from '../../platform/http/list-query';
import { ProblemError } from '../../platform/problems/problem';
import * as dto from './webhook.dto';
import { WebhookEditor } from './webhook-editor';

/** A network's webhooks that were not removed, and their deliveries. */
@Injectable()
export class WebhooksQuery {
  constructor(
    private readonly database: Database,
    private readonly editor: WebhookEditor,
  ) {}

  list(networkId: string, slice: IdSlice): Promise<dto.WebhookAnswer[]> {
    const { id, order, take } = pickSlice(slice);
    return this.database.inNetwork(networkId, async (tx) => {
      const rows = await tx.prisma.webhook.findMany({
        where: { networkId, id, removedAt: null },
        orderBy: order,
        take,
      });
      const answers: dto.WebhookAnswer[] = [];
      for (const row of rows) answers.push(await this.editor.answerOf(tx, row));
      return answers;
    });
  }

  /** @throws ProblemError `not_found` */
  get(networkId: string, id: string): Promise<dto.WebhookAnswer> {
    return this.database.inNetwork(networkId, async (tx) =>
      this.editor.answerOf(tx, await this.editor.get(tx, networkId, id)),
    );
  }

  /** @throws ProblemError `not_found` */
  listDeliveries(
    networkId: string,
    webhookId: string,
    { status }: dto.DeliveryListQuery,
    slice: IdSlice,
  ): Promise<dto.DeliveryAnswer[]> {
    const { id, order, take } = pickSlice(slice);
    return this.database.inNetwork(networkId, async (tx) => {
      await this.editor.get(tx, networkId, webhookId);
      const rows = await tx.prisma.webhookDelivery.findMany({
        where: { networkId, webhookId, id, status },
        orderBy: order,
        take,
        omit: { body: true, responseBody: true },
      });
      return rows.map(dto.deliveryAnswer);
    });
  }

  /** @throws ProblemError `not_found` */
  getDelivery(networkId: string, webhookId: string, id: string): Promise<dto.DeliveryWithBodyAnswer> {
    return this.database.inNetwork(networkId, async (tx) => {
      await this.editor.get(tx, networkId, webhookId);
      const row = await tx.prisma.webhookDelivery.findUnique({ where: { networkId_id: { networkId, id }, webhookId } });
      if (row === null) throw new ProblemError('not_found');
      return dto.deliveryWithBody(row);
    });
  }
}
