import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { TIME_LIMITS } from '../../platform/database/time-limits';
import { Pii } from '../../security';
import * as sql from './wheel-verification.sql';
import { commitmentOf, drawTicket, prizeOfTicket, type Ticket } from './wheel-draw.rules';
import { fallbackOf, oddsOf } from './wheel-odds';

const EPOCHS_AT_ONCE = 100;
const DRAWS_AT_ONCE = 5_000;
const MOST_FINDINGS = 100;

export interface WheelVerification {
  readonly epochs: number;
  readonly draws: number;
  /** At most 100. */
  readonly findings: readonly sql.WheelFinding[];
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
    const findings: sql.WheelFinding[] = [];
    let epochs = 0;
    let draws = 0;
    let after: string | null = null;
    for (;;) {
      const page: sql.CheckedEpoch[] = await sql.listCheckedEpochs(tx, networkId, after, EPOCHS_AT_ONCE);
      for (const epoch of page) {
        const seed = this.openSeed(networkId, epoch);
        findings.push(...wrongTerms(epoch, seed));
        draws += await this.checkDraws(tx, networkId, epoch, seed, findings);
      }
      epochs += page.length;
      after = page.at(-1)?.id ?? null;
      if (page.length < EPOCHS_AT_ONCE) break;
    }
    findings.push(...(await sql.listWrongCounts(tx, networkId, MOST_FINDINGS)));
    return { epochs, draws, findings: findings.slice(0, MOST_FINDINGS) };
  }

  /** Null: the sealed seed was changed. */
  private openSeed(networkId: string, { seedEncrypted }: sql.CheckedEpoch): string | null {
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
    epoch: sql.CheckedEpoch,
    seed: string | null,
    findings: sql.WheelFinding[],
  ): Promise<number> {
    let count = 0;
    let after: string | null = null;
    for (;;) {
      const page: sql.CheckedDraw[] = await sql.listCheckedDraws(tx, networkId, epoch.id, after, DRAWS_AT_ONCE);
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

function wrongTerms(epoch: sql.CheckedEpoch, seed: string | null): sql.WheelFinding[] {
  const found = (problem: string): sql.WheelFinding[] => [{ row: 'wheel_epochs', id: epoch.id, problem }];
  if (seed === null) return found('the sealed seed can not be opened');
  if (commitmentOf(epoch.id, seed, epoch.odds) !== epoch.commitment)
    return found('seed and odds are not those of the commitment');
  const { endsAt, budgetPoints } = oddsOf(epoch);
  const isOther = endsAt !== (epoch.endsAt?.toISOString() ?? null) || budgetPoints !== epoch.budgetPoints;
  return isOther ? found('its end or budget is not that of the odds') : [];
}

/** Null: the draw is as seed, odds and the number of the guest make it. */
function wrongDraw(epoch: sql.CheckedEpoch, seed: string, draw: sql.CheckedDraw): string | null {
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
