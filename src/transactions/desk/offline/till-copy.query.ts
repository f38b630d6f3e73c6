import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, noRegretUntil, type PublishedProgram, Snapshots } from '../../../configuration';
import { Database, type Statements } from '../../../platform/database/database';
import { networkOf, type Principal } from '../../../security';
import { termsOfNoRegret } from '../../till/decide/no-regret.rules';
import { holdoutSeed } from '../../../configuration/pure';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';
import { transactionTill } from '../../ledger/write/till-statements';
import { asOfNow } from '../../till/balances/as-of-now';
import { readNow } from '../../till/family/transfer-parties.sql';
import { Allowances, type TillPlace } from './allowances';
import { type BudgetRest, campaignsForCopy, copiedCampaign } from './copied-campaigns.rules';
import type { AskCopyDto, TillCopyAnswer } from './till-copy.dto';

/** The most budgets of a campaign that apply at one restaurant: one for each unit, of the network and of the restaurant. */
const MOST_AT_ONE_PLACE = 6;

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
      const published = snapshot.programInForce(new Date(now));
      const before = published && besideOf(published, snapshot, now);
      const asksRests = before ? [...codes, before.budget] : codes;
      const rests = await listBudgetRests(tx, networkId, asksRests, place.restaurantId);
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
                before: before ? before.copied(rests) : null,
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

/** The version that decides beside the one in force, with the name of its budget. The rest of the budget is read with those of campaigns. */
function besideOf(published: PublishedProgram, snapshot: ConfigurationSnapshot, now: number) {
  const calendar = calendarOfNetwork(snapshot);
  const before = snapshot.besideInForce(published, now, calendar);
  if (before === null) return null;
  const { campaign: budget, limit } = termsOfNoRegret(published);
  const { version, program } = before;
  return {
    budget,
    copied: (rests: readonly BudgetRest[]) => ({
      version,
      form: program.form,
      document: { ...program.document },
      until: new Date(noRegretUntil(published, calendar) ?? now).toISOString(),
      left: limit - (rests.find(({ campaign }) => campaign === budget)?.given ?? 0),
    }),
  };
}

/** The budgets that a sale in this restaurant uses. A budget that has given nothing yet has no row. */
async function listBudgetRests(
  tx: Statements,
  networkId: string,
  campaigns: readonly string[],
  restaurantId: string,
): Promise<readonly BudgetRest[]> {
  if (campaigns.length === 0) return [];
  return tx.query<BudgetRest>`
    SELECT b.campaign, b.unit, b.restaurant_id, b.version, b.most,
           (b.spent - b.returned + coalesce((SELECT sum(l.used) FROM budget_leases l
              WHERE l.network_id = b.network_id AND l.budget_id = b.id AND l.is_open), 0))::bigint AS given
      FROM budgets b
     WHERE b.network_id = ${networkId} AND b.campaign = ANY (${campaigns}) AND (b.restaurant_id IS NULL OR b.restaurant_id = ${restaurantId})
     LIMIT ${campaigns.length * MOST_AT_ONE_PLACE}`;
}
