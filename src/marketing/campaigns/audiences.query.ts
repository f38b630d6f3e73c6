import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { smallestEffectSeen } from '../results/sample-size.rules';
import { type Audience, type AudienceCount, countAudience, measureSpending } from './audience.sql';

const MILLION = 1_000_000;
/** Days over which the spending of guests is measured. */
const MEASURED_DAYS = 30;
const SAMPLE = 5_000;

export interface AudienceEstimate extends AudienceCount {
  readonly control: number;
  /** Mean of a guest's payments in thirty days, in minor units. */
  readonly meanSpend: number;
  /** The smallest difference in what a guest pays in thirty days that the arms would show; null: without two arms. */
  readonly smallestEffect: number | null;
}

/** How many guests a campaign would mean, and what a control group of this share would show. */
@Injectable()
export class Audiences {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  async estimate(networkId: string, audience: Audience, controlPpm: number): Promise<AudienceEstimate> {
    const snapshot = await this.snapshots.current(networkId);
    const lowestTier = snapshot.programInForce(this.clock.now())?.program.document.tiers[0]?.code ?? '';
    return this.database.snapshotOfNetwork(networkId, async (tx) => {
      const counted = await countAudience(tx, networkId, audience, lowestTier);
      const control = Math.round((counted.guests * controlPpm) / MILLION);
      const { mean, deviation } = await measureSpending(tx, networkId, audience, lowestTier, MEASURED_DAYS, SAMPLE);
      const effect = smallestEffectSeen(deviation, counted.guests - control, control);
      return {
        ...counted,
        control,
        meanSpend: Math.round(mean),
        smallestEffect: effect === null || deviation === 0 ? null : Math.ceil(effect),
      };
    });
  }
}
