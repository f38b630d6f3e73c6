import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { Database } from '../../../platform/database/database';
import { networkOf, type Principal } from '../../../security';
import { listBudgetRests } from '../../till/spending/campaigns/budget-rests.sql';
import { holdoutSeed } from '../../../configuration/pure';
import { transactionTill } from '../../ledger/write/till-statements';
import { asOfNow } from '../../till/balances/as-of-now';
import { readNow } from '../../till/family/transfer-parties.sql';
import { Allowances, type TillPlace } from './allowances';
import { campaignsForCopy, copiedCampaign } from './copied-campaigns.rules';
import type { AskCopyDto, TillCopyAnswer } from './till-copy.dto';

/** The data that a till stores for its time offline: the programme in force, campaigns, and guests with everything that decisions read. */
@Injectable()
export class TillCopies {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly allowances: Allowances,
  ) {}

  /** @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async copyFor(principal: Principal, place: TillPlace, { guestIds }: AskCopyDto): Promise<TillCopyAnswer> {
    const networkId = networkOf(principal);
    await this.allowances.requirePlace(principal, place);
    const asked = [...new Set(guestIds)];
    return this.database.inNetwork(networkId, async (tx) => {
      const snapshot = await this.snapshots.currentWithin(tx, networkId);
      const now = await readNow(tx);
      const rows =
        asked.length === 0
          ? []
          : await transactionTill(tx).read(
              networkId,
              asked.map((guestId) => ({ guestId, needLots: true })),
            );
      const campaigns = campaignsForCopy(snapshot.campaigns, place.restaurantId, now);
      const withBudgets = (campaigns ?? []).filter(({ document }) => document.budgets.length > 0);
      const codes = withBudgets.map(({ code }) => code);
      const rests = await listBudgetRests(tx, networkId, codes, place.restaurantId);
      const published = snapshot.programInForce(new Date(now));
      const { timeZone, settings } = snapshot.profile;
      return {
        serverTime: new Date(now).toISOString(),
        timeZone,
        dayStart: settings.dayStart,
        offlineWindowHours: settings.offlineWindowHours,
        captureGraceMinutes: settings.captureGraceMinutes,
        restoreGraceDays: settings.restoreGraceDays,
        program:
          published === undefined
            ? null
            : {
                version: published.version,
                form: published.program.form,
                document: { ...published.program.document },
              },
        campaigns: campaigns?.map((campaign) => copiedCampaign(campaign, place.restaurantId, rests)) ?? null,
        holdout: { seed: holdoutSeed(networkId), sharePpm: settings.campaignHoldoutPpm },
        guests: rows.flatMap((row, index) => {
          const state = asOfNow(row, snapshot);
          const guestId = asked[index];
          return state === undefined || guestId === undefined ? [] : [{ guestId, state: { ...state } }];
        }),
      };
    });
  }
}
