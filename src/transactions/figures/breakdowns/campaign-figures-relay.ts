import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/database';
import { DayFollower } from './day-follower';

/** Counts what campaigns gave into `campaign_figures`. */
@Injectable()
export class CampaignFiguresRelay extends DayFollower {
  readonly subscriber = 'campaign_figures';
  // A campaign is in its table before the first act that names it.
  readonly condition = 'EXISTS (SELECT FROM campaigns n WHERE n.network_id = $1)';
  protected readonly tables = ['campaign_figures'];

  protected counting(acts: string): string {
    return `campaign_figures_take($1, ${acts})`;
  }

  async deleteDay(tx: Tx, networkId: string, day: string): Promise<void> {
    await tx.query`DELETE FROM campaign_figures WHERE network_id = ${networkId} AND business_date = ${day}::date`;
  }
}
