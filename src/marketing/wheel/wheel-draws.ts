import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, type GiftSource, Snapshots } from '../../configuration';
import { Database, type Tx, type Statements } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import type { ProblemCode } from '../../platform/problems/problem-codes';
import { Pii } from '../../security';
import { type ActBody, listMergedGuests, lockGuests, refusing, systemActOf, Till } from '../../transactions';
import type * as dto from './wheel.dto';
import { type DrawRow, type EpochRow, type ShownDraw, findPlayer, shownDraws } from './wheel.sql';
import { drawTicket, type Odds, type OddsPrize, prizeOfTicket, type Ticket, type SourceKind } from './wheel-draw.rules';
import { fallbackOf, oddsOf } from './wheel-odds';
import { SOURCES, type SpinSource } from './wheel-sources';
import { drawAnswer, Wheels } from './wheels.query';
import { sql } from '../../platform/database/sql';

/** `reason_code` in the journal of points that a wheel gives. */
export const WHEEL_REASON = 'WHEEL';
/** The till refuses the act of a prize with this code where the draw cannot be made; the refusal is not recorded. */
const NOT_MADE = 'already_decided';

/** A draw whose result is known and whose prize was not given yet. */
interface DrawResult {
  readonly snapshot: ConfigurationSnapshot;
  readonly guestId: string;
  readonly spin: dto.DrawWheelBody;
  readonly epoch: EpochRow;
  readonly odds: Odds;
  readonly ticket: Ticket;
  readonly prize: OddsPrize;
}

/** One try to give a prize. */
interface PrizeAttempt {
  readonly prize: OddsPrize;
  /** Null: it is the prize that was drawn. */
  readonly fallbackReason: DrawRow['fallbackReason'];
}

type Failure =
  | { readonly kind: 'DRAWN' }
  | { readonly kind: 'REFUSED'; readonly code: ProblemCode }
  | { readonly kind: 'USED_UP'; readonly reason: NonNullable<DrawRow['fallbackReason']> };

/** The source of a draw whose epoch and stock are locked. */
interface Ready {
  readonly source: SpinSource;
  readonly hasBudget: boolean;
}

/**
 * Draws of the wheel. The transaction of a draw locks the guest, then the epoch, then the stock of the prize, and gives the prize
 * in the same transaction, so a source is drawn once and the last prize is given once.
 */
@Injectable()
export class WheelDraws {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly wheels: Wheels,
    private readonly till: Till,
    private readonly pii: Pii,
  ) {}

  /**
   * Draws the spin of a source; one that was drawn before is returned as it was.
   * @throws ProblemError `guest_not_found`, `guest_blocked`, `wheel_closed`, `no_such_spin`, and what the till refuses
   */
  async draw(networkId: string, guestId: string, spin: dto.DrawWheelBody): Promise<dto.WheelDrawAnswer> {
    const snapshot = await this.snapshots.current(networkId);
    const earlier = await this.findOwn(networkId, guestId, spin);
    if (earlier !== undefined) return drawAnswer(earlier);
    const drawn = await this.prepare(snapshot, guestId, spin);
    let giving: PrizeAttempt = { prize: drawn.prize, fallbackReason: null };
    let failure = await this.give(drawn, giving);
    if (failure?.kind === 'USED_UP') {
      giving = { prize: fallbackOf(drawn.odds), fallbackReason: failure.reason };
      failure = await this.give(drawn, giving);
    }
    if (failure?.kind === 'REFUSED') throw new ProblemError(failure.code);
    const made = await this.findOwn(networkId, guestId, spin);
    if (made === undefined) throw new ProblemError('version_conflict');
    return drawAnswer(made);
  }

  /** @throws ProblemError `no_such_spin` for the draw of another guest */
  private async findOwn(
    networkId: string,
    guestId: string,
    { sourceKind, sourceId }: dto.DrawWheelBody,
  ): Promise<ShownDraw | undefined> {
    return this.database.inNetwork(networkId, async (tx) => {
      const draw = await findDrawOfSource(tx, networkId, sourceKind, sourceId);
      if (draw === undefined) return undefined;
      const own = await listMergedGuests(tx, networkId, guestId);
      if (!own.includes(draw.guestId)) throw new ProblemError('no_such_spin');
      return draw;
    });
  }

  private async prepare(
    snapshot: ConfigurationSnapshot,
    guestId: string,
    spin: dto.DrawWheelBody,
  ): Promise<DrawResult> {
    const networkId = snapshot.profile.id;
    const tx = this.database.readsOf(networkId);
    const player = await findPlayer(tx, networkId, guestId);
    if (player === undefined) throw new ProblemError('guest_not_found');
    if (player.isBlocked) throw new ProblemError('guest_blocked');
    const epoch = await this.wheels.findEpochFor(tx, snapshot, guestId);
    // Odds that the guest did not see are not drawn: their commitment was made before the guest's number, and shown after it.
    if (epoch?.id !== spin.epochId) throw new ProblemError('wheel_closed');
    const odds = oddsOf(epoch);
    const seed = this.pii.decrypt(networkId, 'secret', epoch.seedEncrypted);
    const ticket = drawTicket(seed, spin, odds.total);
    return { snapshot, guestId, spin, epoch, odds, ticket, prize: prizeOfTicket(odds.prizes, ticket.ticket) };
  }

  /** Gives a prize and records the draw; null: done. */
  private async give(drawn: DrawResult, giving: PrizeAttempt): Promise<Failure | null> {
    const { snapshot, guestId } = drawn;
    const networkId = snapshot.profile.id;
    const body = bodyOf(snapshot, giving.prize);
    if (body === 'UNKNOWN') return { kind: 'USED_UP', reason: 'REWARD' };
    if (body === null)
      return this.database.inNetwork(networkId, async (tx) => {
        await lockGuests(tx, networkId, [guestId]);
        const ready = await this.lock(tx, drawn, giving);
        if ('kind' in ready) return ready;
        await this.record(tx, drawn, giving, ready, null);
        return null;
      });
    const source: GiftSource = { name: `WHEEL ${drawn.epoch.id}`, decidedBy: drawn.epoch.openedBy };
    const locked: { found: Ready | Failure | null } = { found: null };
    const outcome = await this.till.submit(systemActOf(networkId, guestId, body, { source }), {
      before: async (tx) => {
        locked.found = await this.lock(tx, drawn, giving);
        return 'kind' in locked.found ? refusing(NOT_MADE) : null;
      },
      after: async (tx, row) => {
        if (locked.found === null || 'kind' in locked.found)
          throw new Error('a prize was given before its draw was locked');
        await this.record(tx, drawn, giving, locked.found, { id: row.id, points: row.pointsEarned });
      },
    });
    if (outcome.kind !== 'REFUSED') return null;
    if (locked.found !== null && 'kind' in locked.found) return locked.found;
    if (giving.prize.kind === 'REWARD' && outcome.code !== 'guest_blocked')
      return { kind: 'USED_UP', reason: 'REWARD' };
    return { kind: 'REFUSED', code: outcome.code };
  }

  /** Locks what the draw takes from, with the guest locked already. */
  private async lock(tx: Tx, drawn: DrawResult, { prize }: PrizeAttempt): Promise<Ready | Failure> {
    const { snapshot, guestId, spin, epoch, odds } = drawn;
    const networkId = snapshot.profile.id;
    const spent = prize.points ?? 0;
    const hasBudget = odds.budgetPoints !== null;
    // Locks an epoch for a draw; undefined: it is not open any more. Its end waits until the draw
    // has committed, and draws that spend its budget wait for each other.
    const open = await tx.maybe<{ spinsSince: Date; budgetLeft: number | null }>`
      SELECT spins_since, budget_points - spent_points AS budget_left FROM wheel_epochs
       WHERE network_id = ${networkId} AND id = ${epoch.id} AND ended_at IS NULL AND (ends_at IS NULL OR ends_at > ledger_now())
         FOR ${hasBudget && spent > 0 ? sql`NO KEY UPDATE` : sql`SHARE`}`;
    if (open === undefined) return { kind: 'REFUSED', code: 'wheel_closed' };
    if ((await findDrawOfSource(tx, networkId, spin.sourceKind, spin.sourceId)) !== undefined) return { kind: 'DRAWN' };
    const guestIds = await listMergedGuests(tx, networkId, guestId);
    const sources = await SOURCES[spin.sourceKind].list(
      tx,
      this.wheels.sourcesOf(snapshot, { ...open, odds }, guestIds),
    );
    const source = sources.find(({ sourceId }) => sourceId === spin.sourceId);
    if (source === undefined) return { kind: 'REFUSED', code: 'no_such_spin' };
    if (open.budgetLeft !== null && spent > open.budgetLeft) return { kind: 'USED_UP', reason: 'BUDGET' };
    const left = await lockStock(tx, networkId, epoch.id, prize.number);
    return left === 0 ? { kind: 'USED_UP', reason: 'STOCK' } : { source, hasBudget };
  }

  private async record(
    tx: Tx,
    { snapshot, guestId, spin, ticket, prize: drawn }: DrawResult,
    { prize, fallbackReason }: PrizeAttempt,
    { source, hasBudget }: Ready,
    act: { readonly id: string; readonly points: number } | null,
  ): Promise<void> {
    const draw = {
      id: newId(),
      guestId,
      ...spin,
      ...ticket,
      sourceTransactionId: source.transactionId,
      drawn: drawn.number,
      given: prize.number,
      fallbackReason,
      points: prize.kind === 'POINTS' ? (act?.points ?? 0) : 0,
      actId: act?.id ?? null,
    };
    await insertDraw(tx, snapshot.profile.id, draw, hasBudget);
  }
}

/** The act that gives a prize; null: the prize is nothing. UNKNOWN: the catalogue no longer has its reward. */
function bodyOf(snapshot: ConfigurationSnapshot, prize: OddsPrize): ActBody | 'UNKNOWN' | null {
  switch (prize.kind) {
    case 'POINTS':
      return {
        kind: 'MANUAL',
        direction: 'CREDIT',
        points: prize.points ?? 0,
        reasonCode: WHEEL_REASON,
        comment: null,
        expiryId: null,
      };
    case 'REWARD': {
      const reward = [...snapshot.rewards.values()].find(({ code, archived }) => code === prize.reward && !archived);
      if (reward === undefined) return 'UNKNOWN';
      return { kind: 'REWARD', rewardId: reward.id, quantity: 1, slotId: null, coupon: null, isGiven: true };
    }
    case 'NOTHING':
      return null;
  }
}

/** Locks the stock of a prize; undefined: it has none. */
async function lockStock(tx: Tx, networkId: string, epochId: string, prize: number): Promise<number | undefined> {
  const row = await tx.maybe<{ left: number }>`
    SELECT stock - given AS left FROM wheel_stocks WHERE network_id = ${networkId} AND epoch_id = ${epochId}
     AND prize = ${prize} FOR UPDATE`;
  return row?.left;
}

/** The draw of a source; undefined: its spin was not used. */
function findDrawOfSource(
  tx: Statements,
  networkId: string,
  sourceKind: SourceKind,
  sourceId: string,
): Promise<ShownDraw | undefined> {
  return tx.maybe<ShownDraw>`${shownDraws(networkId)} AND d.source_kind = ${sourceKind} AND d.source_id = ${sourceId}`;
}

/** Records a draw whose epoch and stock are locked, and takes its prize off them. */
async function insertDraw(
  tx: Tx,
  networkId: string,
  draw: Omit<DrawRow, 'drawnAt' | 'returnedPoints'>,
  hasBudget: boolean,
): Promise<void> {
  await tx.query`
    INSERT INTO wheel_draws (network_id, id, epoch_id, guest_id, source_kind, source_id, source_transaction_id, number,
     counter,
       ticket, drawn, given, fallback_reason, points, act_id, drawn_at)
     VALUES (${networkId}, ${draw.id}, ${draw.epochId}, ${draw.guestId},
       ${draw.sourceKind}, ${draw.sourceId}, ${draw.sourceTransactionId},
     ${draw.number}, ${draw.counter}, ${draw.ticket}, ${draw.drawn}, ${draw.given},
       ${draw.fallbackReason}, ${draw.points}, ${draw.actId},
     ledger_now())`;
  await tx.query`
    UPDATE wheel_stocks SET given = given + 1 WHERE network_id = ${networkId} AND epoch_id = ${draw.epochId}
     AND prize = ${draw.given}`;
  if (hasBudget && draw.points > 0)
    await tx.query`
      UPDATE wheel_epochs SET spent_points = spent_points + ${draw.points} WHERE network_id = ${networkId}
       AND id = ${draw.epochId}`;
}
