import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { TIME_LIMITS } from '../../platform/database/time-limits';
import { Pii } from '../../security';
import { commitmentOf, drawTicket, prizeOfTicket, type Ticket } from './wheel-draw.rules';
import { fallbackOf, oddsOf } from './wheel-odds';
import { sql, when } from '../../platform/database/sql';
import type { EpochRow, DrawRow } from './wheel.sql';

type CheckedEpoch = Pick<EpochRow, 'id' | 'commitment' | 'seedEncrypted' | 'odds' | 'budgetPoints' | 'endsAt'>;

type CheckedDraw = Pick<
  DrawRow,
  'id' | 'sourceKind' | 'sourceId' | 'counter' | 'ticket' | 'drawn' | 'given' | 'fallbackReason' | 'points'
> & {
  /** Null: the guest was erased, so the ticket can not be computed again. */
  readonly number: string | null;
  /** Whether the journal has the act that gave the prize, where one was due. */
  readonly isActRight: boolean;
};

/** A row that is not as its draw must have made it. */
interface WheelFinding {
  readonly row: 'wheel_epochs' | 'wheel_stocks' | 'wheel_draws';
  readonly id: string;
  readonly problem: string;
}

const EPOCHS_AT_ONCE = 100;
const DRAWS_AT_ONCE = 5_000;
const MOST_FINDINGS = 100;

export interface WheelVerification {
  readonly epochs: number;
  readonly draws: number;
  /** At most 100. */
  readonly findings: readonly WheelFinding[];
}

/** Computes all draws of a network again, from the sealed seeds and the committed odds. */
@Injectable()
export class VerifyWheel {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  verify(networkId: string): Promise<WheelVerification> {
    return this.database.snapshotOfNetwork(networkId, (tx) => this.check(tx, networkId), TIME_LIMITS.check);
  }

  private async check(tx: Tx, networkId: string): Promise<WheelVerification> {
    const findings: WheelFinding[] = [];
    let epochs = 0;
    let draws = 0;
    let after: string | null = null;
    for (;;) {
      // Epochs by id. @param after only epochs after this one; null: from the first
      const page: CheckedEpoch[] = await tx.query<CheckedEpoch>`
        SELECT id, commitment, seed_encrypted, odds, budget_points, ends_at
         FROM wheel_epochs WHERE network_id = ${networkId} ${when(after !== null, sql`AND id > ${after}`)}
           ORDER BY id LIMIT ${EPOCHS_AT_ONCE}`;
      for (const epoch of page) {
        const seed = this.openSeed(networkId, epoch);
        findings.push(...wrongTerms(epoch, seed));
        draws += await this.checkDraws(tx, networkId, epoch, seed, findings);
      }
      epochs += page.length;
      after = page.at(-1)?.id ?? null;
      if (page.length < EPOCHS_AT_ONCE) break;
    }
    findings.push(...(await listWrongCounts(tx, networkId, MOST_FINDINGS)));
    return { epochs, draws, findings: findings.slice(0, MOST_FINDINGS) };
  }

  /** Null: the sealed seed was changed. */
  private openSeed(networkId: string, { seedEncrypted }: CheckedEpoch): string | null {
    try {
      return this.pii.decrypt(networkId, 'secret', seedEncrypted);
    } catch {
      return null;
    }
  }

  /** Returns how many there are. */
  private async checkDraws(
    tx: Tx,
    networkId: string,
    epoch: CheckedEpoch,
    seed: string | null,
    findings: WheelFinding[],
  ): Promise<number> {
    let count = 0;
    let after: string | null = null;
    for (;;) {
      // Draws of an epoch by id. @param after only draws after this one; null: from the first
      const page: CheckedDraw[] = await tx.query<CheckedDraw>`
        SELECT d.id, d.source_kind, d.source_id, d.number, d.counter, d.ticket, d.drawn, d.given,
               d.fallback_reason, d.points,
               CASE WHEN d.act_id IS NULL THEN d.points = 0
                    WHEN d.points = 0 THEN coalesce(t.type = 'REDEMPTION', false)
                    ELSE coalesce(t.type = 'MANUAL' AND t.reason_code = 'WHEEL' AND t.points_earned = d.points, false)
               END AS is_act_right
          FROM wheel_draws d LEFT JOIN transactions t ON t.network_id = ${networkId} AND t.id = d.act_id
         WHERE d.network_id = ${networkId} AND d.epoch_id = ${epoch.id} ${when(after !== null, sql`AND d.id > ${after}`)}
           ORDER BY d.id LIMIT ${DRAWS_AT_ONCE}`;
      for (const draw of page) {
        const problem = seed === null ? null : wrongDraw(epoch, seed, draw);
        if (problem !== null && findings.length < MOST_FINDINGS)
          findings.push({ row: 'wheel_draws', id: draw.id, problem });
      }
      count += page.length;
      after = page.at(-1)?.id ?? null;
      if (page.length < DRAWS_AT_ONCE) return count;
    }
  }
}

function wrongTerms(epoch: CheckedEpoch, seed: string | null): WheelFinding[] {
  const found = (problem: string): WheelFinding[] => [{ row: 'wheel_epochs', id: epoch.id, problem }];
  if (seed === null) return found('the sealed seed can not be opened');
  if (commitmentOf(epoch.id, seed, epoch.odds) !== epoch.commitment)
    return found('seed and odds are not those of the commitment');
  const { endsAt, budgetPoints } = oddsOf(epoch);
  const isOther = endsAt !== (epoch.endsAt?.toISOString() ?? null) || budgetPoints !== epoch.budgetPoints;
  return isOther ? found('its end or budget is not that of the odds') : [];
}

/** Null: the draw is as seed, odds and the number of the guest make it. */
function wrongDraw(epoch: CheckedEpoch, seed: string, draw: CheckedDraw): string | null {
  const odds = oddsOf(epoch);
  const { number } = draw;
  const due = number === null ? draw : drawTicket(seed, { ...draw, number, epochId: epoch.id }, odds.total);
  const nameOf = ({ ticket, counter }: Ticket) => `ticket ${String(ticket)} at counter ${String(counter)}`;
  if (nameOf(due) !== nameOf(draw)) return `the draw gives ${nameOf(due)}, not ${nameOf(draw)}`;
  if (draw.ticket >= odds.total) return 'the ticket is above the total of the weights';
  const prize = prizeOfTicket(odds.prizes, draw.ticket);
  if (draw.drawn !== prize.number)
    return `the ticket is that of prize ${String(prize.number)}, not ${String(draw.drawn)}`;
  const given = draw.fallbackReason === null ? prize : fallbackOf(odds);
  if (draw.given !== given.number) return `prize ${String(given.number)} is due, and ${String(draw.given)} was given`;
  const points = given.points ?? 0;
  if (draw.points !== points) return `the prize is ${String(points)} points, and ${String(draw.points)} were given`;
  return draw.isActRight ? null : 'no act of the journal gave the prize';
}

/** Stocks and budgets that are not the sum of the draws. */
function listWrongCounts(tx: Tx, networkId: string, limit: number): Promise<WheelFinding[]> {
  return tx.query<WheelFinding>`SELECT 'wheel_stocks' AS row, s.epoch_id AS id,
             format('prize %s was given %s times, and its stock says %s', s.prize, coalesce(c.draws, 0), s.given) AS problem
        FROM wheel_stocks s
        LEFT JOIN (SELECT epoch_id, given, count(*) AS draws FROM wheel_draws
          WHERE network_id = ${networkId} GROUP BY epoch_id, given) c
          ON c.epoch_id = s.epoch_id AND c.given = s.prize
       WHERE s.network_id = ${networkId} AND s.given <> coalesce(c.draws, 0)
      UNION ALL
      SELECT 'wheel_epochs', e.id, format('%s points were given, and the epoch says %s', coalesce(c.points, 0), e.spent_points)
        FROM wheel_epochs e
        LEFT JOIN (SELECT epoch_id, sum(points) AS points FROM wheel_draws WHERE network_id = ${networkId} GROUP BY epoch_id) c
          ON c.epoch_id = e.id
       WHERE e.network_id = ${networkId} AND e.budget_points IS NOT NULL AND e.spent_points <> coalesce(c.points, 0)
       LIMIT ${limit}`;
}
