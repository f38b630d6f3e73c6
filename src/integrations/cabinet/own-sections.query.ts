import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import type { OwnSections } from './own-sections.dto';

/** For each kind of thing, whether the guest has at least one. */
interface OwnBelongings {
  readonly redemptions: boolean;
  readonly friends: boolean;
  readonly family: boolean;
  /** Whether the network has an open partner. */
  readonly partners: boolean;
  /** Whether the network has made gift cards. */
  readonly giftCards: boolean;
  /** Whether the network's wheel is open, or the guest has spun it. */
  readonly wheel: boolean;
}

/** Which pages of the cabinet have something to show to a guest. */
@Injectable()
export class OwnSectionsQuery {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  async of(networkId: string, guestId: string): Promise<OwnSections> {
    const snapshot = await this.snapshots.current(networkId);
    const own = await this.database.readsOf(networkId).one<OwnBelongings>`
      SELECT EXISTS (SELECT 1 FROM redemptions r WHERE r.network_id = ${networkId}
       AND r.guest_id = ${guestId}) AS redemptions,
            EXISTS (SELECT 1 FROM referrals f WHERE f.network_id = ${networkId} AND f.referrer_id = ${guestId}) AS friends,
            EXISTS (SELECT 1 FROM family_members m WHERE m.network_id = ${networkId} AND m.guest_id = ${guestId}) AS family,
            EXISTS (SELECT 1 FROM partners p WHERE p.network_id = ${networkId} AND p.closed_at IS NULL) AS partners,
            EXISTS (SELECT 1 FROM gift_batches b WHERE b.network_id = ${networkId}) AS gift_cards,
            EXISTS (SELECT 1 FROM wheel_epochs e WHERE e.network_id = ${networkId} AND e.ended_at IS NULL)
              OR EXISTS (SELECT 1 FROM wheel_draws d WHERE d.network_id = ${networkId} AND d.guest_id = ${guestId}) AS wheel`;
    const { settings } = snapshot.profile;
    const document = snapshot.programInForce(this.clock.now())?.program.document;
    return {
      rewards: own.redemptions || snapshot.rewardCodes.size > 0,
      receipts: settings.claimWindowHours > 0,
      friends: own.friends || document?.activities.referral !== undefined,
      transfers: settings.transfers.allowed,
      families: own.family || document?.families !== undefined,
      partners: own.partners,
      giftCards: own.giftCards,
      leaderboard: settings.leaderboard,
      wheel: own.wheel,
      tiers: (document?.tiers.length ?? 0) > 1,
      pointValue: document?.pointValue ?? null,
    };
  }
}
