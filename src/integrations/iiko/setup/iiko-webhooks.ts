import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Connection } from '../../connections/connection';
import { IikoClient } from '../wire/iiko-client';

const settingsSchema = z.looseObject({ webHooksUri: z.string().nullish(), authToken: z.string().nullish() });

/** The order changes for which iiko sends webhooks. Open table orders are included: they show which orders and tables to request after an outage. */
const FILTER = {
  deliveryOrderFilter: { orderStatuses: ['Closed', 'Cancelled'], itemStatuses: [], errors: false },
  tableOrderFilter: { orderStatuses: ['New', 'Bill', 'Closed', 'Deleted'], itemStatuses: [], errors: false },
};

/** iiko's webhook settings, one for each organisation and API login. */
@Injectable()
export class IikoWebhooks {
  constructor(private readonly client: IikoClient) {}

  /** @throws IikoFailure */
  get(connection: Connection<'IIKO'>, organizationId: string) {
    return this.client.call(connection, 'webhooks/settings', { organizationId }, settingsSchema);
  }

  /** Makes iiko send the organisation's webhooks to this address with this token. @throws IikoFailure */
  async register(
    connection: Connection<'IIKO'>,
    organizationId: string,
    { address, token }: { readonly address: string; readonly token: string },
  ): Promise<void> {
    const body = { organizationId, webHooksUri: address, authToken: token, webHooksFilter: FILTER };
    await this.client.call(connection, 'webhooks/update_settings', body, z.looseObject({}));
  }
}
