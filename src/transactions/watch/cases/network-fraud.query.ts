import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { type IdSlice, orderOf } from '../../../platform/http/list-query';
import type { NetworkFraud } from './fraud.dto';

/** Figures of cases by network. */
@Injectable()
export class NetworkFraudQuery {
  constructor(private readonly database: Database) {}

  async list(slice: IdSlice): Promise<NetworkFraud[]> {
    const networks = await this.database.asPlatform(
      (tx) =>
        tx.query<{ id: string; name: string }>`
        SELECT id, name FROM networks WHERE closed_at IS NULL AND id > ${slice.after} AND id < ${slice.before} ORDER BY id ${orderOf(slice)} LIMIT ${slice.limit}`,
    );
    const items: NetworkFraud[] = [];
    for (const { id, name } of networks) {
      const figures = await this.database.readsOf(id).one<{
        open: number;
        confirmed: number;
        dismissed: number;
        medianDaysToDecide: number | null;
      }>`
        SELECT count(*) FILTER (WHERE decided_at IS NULL)::integer AS open,
           count(*) FILTER (WHERE state = 'CONFIRMED')::integer AS confirmed,
           count(*) FILTER (WHERE state = 'DISMISSED')::integer AS dismissed,
           round((percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - opened_at) / 86400)
             FILTER (WHERE decided_at IS NOT NULL))::numeric, 2)::double precision AS median_days_to_decide
         FROM fraud_cases WHERE network_id = ${id}`;
      items.push({ networkId: id, name, ...figures });
    }
    return items;
  }
}
