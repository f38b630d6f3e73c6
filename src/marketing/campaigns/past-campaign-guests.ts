import { Injectable } from '@nestjs/common';
import { type RunningCampaign, Snapshots } from '../../configuration';
import { drawOf } from '../../configuration/pure';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { variantOf } from './announcement.rules';
import { NOTHING_TOLD } from './announcements';
import { armOf } from './arm-of-guest.rules';
import { listGuestsRegisteredBefore } from './audience.sql';
import { claimGuests } from './campaign-pass.sql';

const MOST_GUESTS = 10_000;

/** Guests of a campaign that is over and that no pass has looked at. Only for a demonstration, which tells of the past. */
@Injectable()
export class PastCampaignGuests {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  /** Assigns the arms of the start to those guests of the audience who had joined when the campaign started. Sends no message. */
  async assign(tx: Tx, networkId: string, campaign: RunningCampaign): Promise<void> {
    const { id, document, startedAt } = campaign;
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const lowestTier = snapshot.programInForce(this.clock.now())?.program.document.tiers[0]?.code ?? '';
    const { audience } = document;
    const guests = await listGuestsRegisteredBefore(tx, networkId, audience, lowestTier, startedAt, MOST_GUESTS);
    const met = guests.map((guestId) => ({
      guestId,
      arm: armOf(drawOf(guestId), snapshot, document),
      variant: variantOf(campaign, guestId),
      ...NOTHING_TOLD,
    }));
    await claimGuests(tx, networkId, id, met, startedAt);
  }
}
