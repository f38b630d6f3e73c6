import { Injectable } from '@nestjs/common';
import type { NetworkPlans } from '../../configuration';
import { Database, type Tx } from '../../platform/database/database';
import { type Author, NO_ORIGIN } from '../../security';
import { localDateOf } from '../invoices/invoice.dto';
import { endWithNetwork } from '../life/life.rules';
import { SubscriptionDesk } from './subscription-desk';
import { lockLiveSubscription } from './subscription.sql';

const MOST_AT_ONCE = 1_000;

/** Plans end with their networks: nothing is billed for a closed one, and one that opens again gets a plan by hand. */
@Injectable()
export class ClosedNetworkPlans implements NetworkPlans {
  constructor(
    private readonly database: Database,
    private readonly desk: SubscriptionDesk,
  ) {}

  async end(
    tx: Tx,
    { id, timeZone, closedAt }: { readonly id: string; readonly timeZone: string; readonly closedAt: Date },
    author: Author,
  ): Promise<void> {
    const row = await lockLiveSubscription(tx, id);
    if (row === undefined) return;
    const step = endWithNetwork(row, localDateOf(timeZone, closedAt.getTime()));
    if (step !== null) await this.desk.record(tx, row, step, author);
  }

  /** Ends the plans of networks that were closed without it, as of the day on which they closed. */
  async endAll(): Promise<void> {
    // Closed networks whose plan has not ended.
    const networks = await this.database.asPlatform(
      (tx) => tx.query<{ id: string; timeZone: string; closedAt: Date }>`
      SELECT n.id, n.time_zone, n.closed_at FROM networks n
       WHERE n.closed_at IS NOT NULL
         AND EXISTS (SELECT FROM subscriptions s WHERE s.network_id = n.id AND s.state <> 'CANCELLED')
       ORDER BY n.id LIMIT ${MOST_AT_ONCE}`,
    );
    for (const network of networks)
      await this.database.inNetwork(network.id, (tx) => this.end(tx, network, { actor: 'system', origin: NO_ORIGIN }));
  }
}
