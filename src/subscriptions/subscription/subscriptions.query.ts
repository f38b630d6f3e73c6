import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { ConfiguredProvider } from '../provider/configured-provider';
import * as dto from './subscription.dto';
import { type AskedPlan, SubscriptionDesk } from './subscription-desk';
import type { State } from '../life/life.rules';
import { sql, when } from '../../platform/database/sql';

/** Reads the plans of networks. */
@Injectable()
export class Subscriptions {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly desk: SubscriptionDesk,
    private readonly provider: ConfiguredProvider,
  ) {}

  /** A page and one more. Usage is counted within each network, because the platform's role sees no guests. */
  async list({ state, limit }: dto.SubscriptionListQuery, before: string | null): Promise<dto.SubscriptionAnswer[]> {
    const rows = await this.database.asPlatform((tx) =>
      listSubscriptions(tx, { state: state ?? null, before, limit: limit + 1 }),
    );
    const answers: dto.SubscriptionAnswer[] = [];
    for (const { networkId } of rows) answers.push(await this.get(networkId));
    return answers;
  }

  /** @throws ProblemError `not_found` for a network that has had no plan */
  async get(networkId: string): Promise<dto.SubscriptionAnswer> {
    await this.networks.getProfile(networkId);
    return this.database.inNetwork(networkId, (tx) => this.desk.getWithin(tx, networkId));
  }

  /** The own plan of a manager, and the plans to choose from. */
  getOwn(networkId: string): Promise<dto.OwnSubscriptionAnswer> {
    return this.database.inNetwork(networkId, async (tx) => ({
      subscription: await this.desk.findWithin(tx, networkId),
      plans: await this.desk.listOffered(tx, networkId),
      paysOnline: this.provider.current !== undefined,
    }));
  }

  /** @throws ProblemError `not_found`, and as the change itself */
  async preview(networkId: string, asked: dto.PreviewSubscriptionBody): Promise<dto.ChangePreviewAnswer> {
    await this.networks.getProfile(networkId);
    return this.database.inNetwork(networkId, (tx) => this.desk.preview(tx, networkId, asked));
  }

  /** As a manager may ask. @throws ProblemError `plan_not_offered` for CUSTOM, and as the change itself */
  async previewOwn(networkId: string, asked: Pick<AskedPlan, 'planCode'>): Promise<dto.ChangePreviewAnswer> {
    if (asked.planCode === 'CUSTOM') throw new ProblemError('plan_not_offered');
    return this.database.inNetwork(networkId, (tx) => this.desk.previewOwn(tx, networkId, asked));
  }
}

/** The newest subscription of each network that has had one, newest first, after this one. */
function listSubscriptions(
  tx: Tx,
  { state, before, limit }: { readonly state: State | null; readonly before: string | null; readonly limit: number },
): Promise<{ readonly id: string; readonly networkId: string }[]> {
  return tx.query<{ id: string; networkId: string }>`SELECT id, network_id FROM (
       SELECT DISTINCT ON (network_id) id, network_id, state FROM subscriptions
        ORDER BY network_id, (state = 'CANCELLED'), id DESC) newest
      WHERE true ${when(state !== null, sql`AND state = ${state}`)} ${when(before !== null, sql`AND id < ${before}`)}
      ORDER BY id DESC LIMIT ${limit}`;
}
