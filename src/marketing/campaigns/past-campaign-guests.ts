import { Injectable } from '@nestjs/common';
import { type RunningCampaign, Snapshots } from '../../configuration';
import { drawOf } from '../../configuration/pure';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { variantOf } from './announcement.rules';
import { NOTHING_TOLD } from './announcements';
import { armOf } from './arm-of-guest.rules';
import { type Audience, isInAudience } from './audience.sql';
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

/** Guests of an audience who were registered before an instant, in the order of their ids. */
async function listGuestsRegisteredBefore(
  tx: Tx,
  networkId: string,
  audience: Audience,
  lowestTier: string,
  before: Date,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ guestId: string }>`
    SELECT s.guest_id FROM guest_states s
     WHERE s.network_id = ${networkId} AND ${isInAudience(audience, lowestTier)}
       AND EXISTS (SELECT FROM guests g WHERE g.network_id = s.network_id AND g.id = s.guest_id AND g.created_at < ${before})
     ORDER BY s.guest_id LIMIT ${limit}`;
  return rows.map(({ guestId }) => guestId);
}
