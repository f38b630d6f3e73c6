import { Injectable } from '@nestjs/common';
import {
  CampaignEditor,
  type ConfigurationSnapshot,
  payoutOfGuest,
  type PayoutOfGuest,
  picturesOf,
  type RunningCampaign,
  type ShownPicture,
  Snapshots,
} from '../../configuration';
import { type Draw, drawOf } from '../../configuration/pure';
import {
  type Badge,
  type CampaignDocument,
  compileSchedule,
  occurrenceAt,
  payoutsOfKind,
  sumOfPayouts,
  variantAt,
  variantSeed,
} from '../../decision';
import { refuseOtherGuests } from '../../identity';
import { calendarOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import type { NamedThing } from '../../platform/language/spoken';
import { networkOf, type Principal } from '../../security';
import { armOf } from './arm-of-guest.rules';
import {
  isPaid,
  progressOf,
  type StepOfGuest,
  stepsOf,
  type TaskProgress,
  type WhyNot,
  whyNot,
} from './eligibility.rules';
import { listCampaignsOfBadges, type GuestForCampaigns } from './guest-campaigns.sql';

export interface CampaignOfGuest {
  readonly campaign: RunningCampaign;
  /** The guest is in a control group and gets nothing of it, whatever `whyNot` says first. */
  readonly isInControl: boolean;
  /** Null: the guest gets it. */
  readonly whyNot: WhyNot | null;
  readonly joined: boolean;
  /** Whether it runs at this moment; with a recurrence only within its occurrences. */
  readonly isOn: boolean;
  /** The local day on which its occurrence of now began; null: it has none now. */
  readonly occurrence: number | null;
  readonly tasks: readonly TaskProgress[];
  readonly isPaid: boolean;
  /** Names of the restaurants where it counts; empty: all. */
  readonly restaurants: readonly NamedThing[];
  /** The gain at a sale, of the guest's variant; null: none. */
  readonly offer: CampaignDocument['offer'];
  /** All that is given once the tasks are done. */
  readonly payouts: readonly PayoutOfGuest[];
  /** Steps of the challenge, by rising share. */
  readonly steps: readonly StepOfGuest[];
}

/** A badge that a campaign gave to the guest, as the latest of its versions among them draws it. */
export interface EarnedBadge {
  readonly campaignId: string;
  readonly campaignCode: string;
  readonly badge: Badge;
  /** Null: the badge is drawn with its icon. */
  readonly picture: ShownPicture | null;
  /** The local day on which the badge was given last. */
  readonly day: number;
  readonly times: number;
}

/** Campaigns as one guest meets them. */
@Injectable()
export class GuestCampaigns {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly campaigns: CampaignEditor,
    private readonly clock: Clock,
  ) {}

  /** All that are scheduled, active or paused. Throws `guest_not_found`. */
  async list(networkId: string, guestId: string): Promise<CampaignOfGuest[]> {
    const snapshot = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) =>
      this.look(tx, snapshot, guestId, await this.campaigns.listRunning(tx, snapshot)),
    );
  }

  /** The same as the caller may see them: a guest never learns of campaigns that hold the guest out. */
  async listFor(principal: Principal, guestId: string): Promise<CampaignOfGuest[]> {
    refuseOtherGuests(principal, guestId);
    const found = await this.list(networkOf(principal), guestId);
    return found.filter((one) => isShownTo(principal, one));
  }

  /** Badges of the guest, the last one first. Throws `guest_not_found`. */
  async listBadges(principal: Principal, guestId: string): Promise<EarnedBadge[]> {
    refuseOtherGuests(principal, guestId);
    const networkId = networkOf(principal);
    return this.database.inNetwork(networkId, async (tx) => {
      const guest = await findGuestForCampaigns(tx, networkId, guestId);
      if (guest === undefined) throw new ProblemError('guest_not_found');
      const latest = new Map((guest.campaigns?.badges ?? []).map((badge) => [badge.campaign, badge]));
      const badges = [...latest.values()].reverse();
      const campaigns = await listCampaignsOfBadges(tx, networkId, badges);
      const ids = campaigns.map(({ id }) => id);
      const pictures = await picturesOf(tx, networkId, 'BADGE', ids);
      return badges.flatMap(({ campaign, day }) => {
        const found = campaigns.find(({ code }) => code === campaign);
        const [payout] = payoutsOfKind(found?.document.challenge?.payouts ?? [], 'badge');
        if (found === undefined || payout === undefined) return [];
        const times = guest.campaigns?.badges?.filter((one) => one.campaign === campaign).length ?? 0;
        const picture = pictures.get(found.id) ?? null;
        return { campaignId: found.id, campaignCode: campaign, badge: payout.badge, picture, day, times };
      });
    });
  }

  /** One as the caller may see it. Throws as `find`; for a guest who is held out of it `not_found`, as if it never ran. */
  async findFor(principal: Principal, guestId: string, campaignId: string): Promise<CampaignOfGuest> {
    refuseOtherGuests(principal, guestId);
    const found = await this.find(networkOf(principal), guestId, campaignId);
    if (!isShownTo(principal, found)) throw new ProblemError('not_found');
    return found;
  }

  /** One that ran or runs. Throws `not_found`, `guest_not_found`. */
  async find(networkId: string, guestId: string, campaignId: string): Promise<CampaignOfGuest> {
    const snapshot = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const campaign = await this.campaigns.getRunning(tx, snapshot, campaignId);
      const [found] = await this.look(tx, snapshot, guestId, [campaign]);
      if (found === undefined) throw new ProblemError('not_found');
      return found;
    });
  }

  private async look(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    guestId: string,
    campaigns: readonly RunningCampaign[],
  ): Promise<CampaignOfGuest[]> {
    const { id: networkId, timeZone, settings } = snapshot.profile;
    const guest = await findGuestForCampaigns(tx, networkId, guestId);
    if (guest === undefined) throw new ProblemError('guest_not_found');
    const now = this.clock.now();
    const calendar = calendarOf(timeZone, settings.dayStart);
    const at = now.getTime();
    const today = calendar.localDay(at);
    const lowestTier = snapshot.programInForce(now)?.program.document.tiers[0]?.code ?? '';
    const draw = drawOf(guestId);
    const documents = campaigns.map(({ document }) => document);
    const places = documents.flatMap(({ where }) => where.restaurantIds);
    const restaurantNames = await findRestaurantNames(tx, networkId, [...new Set(places)]);
    const rewardNames = await findRewardNames(tx, networkId, [...new Set(documents.flatMap(rewardsOf))]);
    const pictures = await picturesOf(tx, networkId, 'BADGE', idsWithBadges(campaigns));
    return campaigns.map((campaign) => {
      const occurrence = occurrenceAt(compileSchedule(campaign.document.schedule), today, calendar.minuteOfDay(at));
      const isInControl = armOf(draw, snapshot, campaign.document) !== 'TREATED';
      return {
        campaign,
        isInControl,
        whyNot: whyNot(campaign, guest, lowestTier, isInControl, occurrence),
        joined: guest.campaigns?.joined.includes(campaign.code) === true,
        isOn: campaign.state === 'ACTIVE' && occurrence !== null,
        occurrence,
        tasks: progressOf(campaign, guest.campaigns, occurrence, today),
        isPaid: isPaid(guest.campaigns, campaign.code, occurrence),
        restaurants: campaign.document.where.restaurantIds.flatMap((id) => restaurantNames.get(id) ?? []),
        offer: offerOf(campaign, draw),
        payouts: (campaign.document.challenge?.payouts ?? []).map((payout) =>
          payoutOfGuest(payout, { rewardNames, picture: pictures.get(campaign.id) ?? null }),
        ),
        steps: stepsOf(campaign, guest.campaigns, occurrence),
      };
    });
  }
}

function idsWithBadges(campaigns: readonly RunningCampaign[]): string[] {
  return campaigns.flatMap(({ id, document: { challenge } }) =>
    payoutsOfKind(challenge?.payouts ?? [], 'badge').length > 0 ? [id] : [],
  );
}

function rewardsOf({ challenge }: CampaignDocument): string[] {
  return [...sumOfPayouts(challenge?.payouts ?? []).rewards];
}

/** The offer of the variant that the guest of a draw has, else that of the campaign. */
function offerOf({ code, document: { variants, offer } }: RunningCampaign, draw: Draw): CampaignDocument['offer'] {
  return variants === undefined ? offer : (variantAt(variants, draw(variantSeed(code))).offer ?? offer);
}

function isShownTo(principal: Principal, { isInControl }: CampaignOfGuest): boolean {
  return principal.kind !== 'guest' || !isInControl;
}

/** Names of restaurants by id. */
async function findRestaurantNames(
  tx: Tx,
  networkId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NamedThing>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<NamedThing & { id: string }>`
    SELECT id, name, names FROM restaurants WHERE network_id = ${networkId} AND id = ANY (${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Names of rewards, each by language, by the code of the reward. */
async function findRewardNames(
  tx: Tx,
  networkId: string,
  codes: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  if (codes.length === 0) return new Map();
  const rows = await tx.query<{ code: string; name: Readonly<Record<string, string>> }>`
    SELECT code, document->'name' AS name FROM rewards WHERE network_id = ${networkId} AND code = ANY (${codes}::text[])`;
  return new Map(rows.map(({ code, name }) => [code, name]));
}

function findGuestForCampaigns(tx: Tx, networkId: string, guestId: string): Promise<GuestForCampaigns | undefined> {
  return tx.maybe<GuestForCampaigns>`
    SELECT segments, tier, blocked, counters->'campaigns' AS campaigns FROM guest_states
     WHERE network_id = ${networkId} AND guest_id = ${guestId}`;
}
