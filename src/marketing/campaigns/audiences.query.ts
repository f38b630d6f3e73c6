import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { MARKETING_CONSENT } from '../../identity';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import { smallestEffectSeen } from '../results/sample-size.rules';
import { type Audience, isInAudience } from './audience.sql';

const CONSENTS = sql`coalesce((SELECT c.given FROM consents c
  WHERE c.network_id = s.network_id AND c.guest_id = s.guest_id AND c.kind = ${MARKETING_CONSENT}
  ORDER BY c.id DESC LIMIT 1), false)`;

interface AudienceCount {
  readonly guests: number;
  readonly of: number;
  readonly consenting: number;
}

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

function countAudience(tx: Tx, networkId: string, audience: Audience, lowestTier: string): Promise<AudienceCount> {
  return tx.one<AudienceCount>`
    SELECT count(*) FILTER (WHERE meant) AS guests, count(*) AS of, count(*) FILTER (WHERE meant AND consents) AS consenting
      FROM (SELECT m.meant, m.meant AND ${CONSENTS} AS consents
              FROM guest_states s CROSS JOIN LATERAL (SELECT ${isInAudience(audience, lowestTier)} AS meant) m
             WHERE s.network_id = ${networkId}) counted`;
}

/** The mean and the standard deviation of what a guest of an audience paid in the last `days` days, from a sample of guests. A guest without a purchase counts as 0. */
function measureSpending(
  tx: Tx,
  networkId: string,
  audience: Audience,
  lowestTier: string,
  days: number,
  sample: number,
): Promise<{ readonly mean: number; readonly deviation: number }> {
  return tx.one<{ mean: number; deviation: number }>`
    SELECT coalesce(avg(money), 0)::double precision AS mean, coalesce(stddev_samp(money), 0)::double precision AS deviation
      FROM (SELECT s.network_id, s.guest_id FROM guest_states s
             WHERE s.network_id = ${networkId} AND ${isInAudience(audience, lowestTier)}
             ORDER BY uuid_hash(s.guest_id) LIMIT ${sample}) s
     CROSS JOIN LATERAL (SELECT coalesce(sum(t.payable), 0)::double precision AS money FROM transactions t
              WHERE t.network_id = s.network_id AND t.guest_id = s.guest_id AND t.type = 'SALE'
                AND t.occurred_at >= now() - ${days} * interval '1 day' OFFSET 0) t`;
}
