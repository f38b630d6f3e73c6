import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Connection } from '../../connections/connection';
import { IikoClient } from '../wire/iiko-client';

const settingsSchema = z.looseObject({ webHooksUri: z.string().nullish(), authToken: z.string().nullish() });

/** Changes of an order that loyalty asks for. Open table orders tell which ones to ask for after an outage. */
const FILTER = {
  deliveryOrderFilter: { orderStatuses: ['Closed', 'Cancelled'], itemStatuses: [], errors: false },
  tableOrderFilter: { orderStatuses: ['New', 'Bill', 'Closed', 'Deleted'], itemStatuses: [], errors: false },
};

/** The settings of iiko's webhooks, which are kept for each organisation and API login. */
@Injectable()
export class IikoWebhooks {
  constructor(private readonly client: IikoClient) {}

  /** @throws IikoFailure */
  get(connection: Connection<'IIKO'>, organizationId: string) {
    return this.client.call(connection, 'webhooks/settings', { organizationId }, settingsSchema);
  }

  /** Webhooks of the organisation go to this address with this token from now on. @throws IikoFailure */
  async register(
    connection: Connection<'IIKO'>,
    organizationId: string,
    { address, token }: { readonly address: string; readonly token: string },
  ): Promise<void> {
    const body = { organizationId, webHooksUri: address, authToken: token, webHooksFilter: FILTER };
    await this.client.call(connection, 'webhooks/update_settings', body, z.looseObject({}));
  }
}
