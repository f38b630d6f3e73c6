import { Injectable } from '@nestjs/common';
import { CampaignEditor, campaignDraftSchema, ConfigurationChanges, Snapshots } from 'loyalty-platform/configuration';
import { CampaignRails, PastCampaignGuests } from 'loyalty-platform/marketing';
import { Database } from 'loyalty-platform/platform/database/database';
import { type Author, NO_ORIGIN } from 'loyalty-platform/security';
import { TillHistory } from 'loyalty-platform/transactions';
import { PAST_CAMPAIGNS, type PastCampaign } from './demo-campaigns';
import { hasSale } from './demo.sql';
import { pastSaleOf, recordPastSales } from './past-sales';
import { type CampaignGuest, type PastVisit, pastVisits } from './past-visits.rules';

const AUTHOR: Author = { actor: 'system', origin: NO_ORIGIN };
const MOST_GUESTS = 10_000;

/** Records the past campaigns with their guests and the sales of these. The till decides each sale by the rules of its time. */
@Injectable()
export class DemoPastCampaign {
  constructor(
    private readonly database: Database,
    private readonly changes: ConfigurationChanges,
    private readonly snapshots: Snapshots,
    private readonly campaigns: CampaignEditor,
    private readonly guests: PastCampaignGuests,
    private readonly till: TillHistory,
    private readonly rails: CampaignRails,
  ) {}

  /** Runs before all sales but the imported ones, in which campaigns have no part. Continues a stopped run. */
  async ensure(networkId: string, today: string): Promise<void> {
    const visits: PastVisit[] = [];
    for (const past of PAST_CAMPAIGNS) visits.push(...pastVisits(await this.guestsOf(networkId, past, today), past));
    if (!(await this.isRecorded(networkId, visits))) await this.record(networkId, visits);
    await this.judge(networkId);
  }

  /** The guests of a past campaign, which is made where it is missing. */
  private async guestsOf(networkId: string, past: PastCampaign, today: string): Promise<CampaignGuest[]> {
    const known = await this.listGuests(networkId, past.code);
    if (known.length > 0) return known;
    const document = campaignDraftSchema.parse(past.document(today));
    await this.changes.apply(networkId, async (tx) => {
      const campaign = await this.campaigns.createPast(tx, networkId, { code: past.code, document }, AUTHOR);
      await this.guests.assign(tx, networkId, campaign);
    });
    return this.listGuests(networkId, past.code);
  }

  /** Judges the rails again after the guests' sales exist, since the daily job may have judged before. */
  private async judge(networkId: string): Promise<void> {
    const snapshot = await this.snapshots.fresh(networkId);
    const running = await this.database.inNetwork(networkId, (tx) => this.campaigns.listStarted(tx, snapshot));
    for (const campaign of running)
      if (campaign.document.rails !== undefined) await this.rails.judge(networkId, campaign);
  }

  private listGuests(networkId: string, code: string): Promise<CampaignGuest[]> {
    return this.database.inNetwork(
      networkId,
      (tx) => tx.query<CampaignGuest>`
        SELECT g.guest_id, g.arm, g.met_at
          FROM campaigns c JOIN campaign_guests g ON g.network_id = c.network_id AND g.campaign_id = c.id
         WHERE c.network_id = ${networkId} AND c.code = ${code} ORDER BY g.guest_id LIMIT ${MOST_GUESTS}`,
    );
  }

  /** Whether the last visit is recorded; then all are, because they are recorded in order. */
  private async isRecorded(networkId: string, visits: readonly PastVisit[]): Promise<boolean> {
    const last = visits.at(-1);
    if (last === undefined) return true;
    return this.database.inNetwork(networkId, (tx) => hasSale(tx, networkId, last.guestId, last.receiptNumber));
  }

  /** Records the visits. Those of a stopped run are refused as the same receipt; a run that continues much later finds visits too old to record. */
  private async record(networkId: string, visits: readonly PastVisit[]): Promise<void> {
    const snapshot = await this.snapshots.current(networkId);
    const tills = [...snapshot.pointOfSaleIds].sort();
    const acts = visits.map((visit, index) => pastSaleOf(visit, tills[index % tills.length] ?? '', snapshot));
    await recordPastSales(this.till, networkId, acts);
  }
}
