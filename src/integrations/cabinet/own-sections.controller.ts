import { Snapshots } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { Context, type RequestContext, Route, Routes } from '../../security';
import { type OwnSections, ownSectionsSchema } from './own-sections.dto';
import { findOwnBelongings } from './own-sections.sql';

/** Tells which pages of the cabinet have something to show to the guest. */
@Routes('auth/me/sections', 'Guests')
export class OwnSectionsController {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  @Route('GET', {
    id: 'getOwnSections',
    permission: 'guest.self',
    summary: 'Get the parts of the cabinet that a guest has',
    description:
      'A part that the network has switched off, or has nothing in, is `false`, so that no page leads there.',
    ok: ownSectionsSchema,
  })
  async read(@Context() { networkId, principal }: RequestContext): Promise<OwnSections> {
    const snapshot = await this.snapshots.current(networkId);
    const own = await findOwnBelongings(this.database.readsOf(networkId), networkId, principal.id);
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
