import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { Handles } from '../../platform/http/handlers-of';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { type BodyFault, ProblemError } from '../../platform/problems/problem';
import { Audit, Pii, type RequestContext, UseCase } from '../../security';
import type * as dto from './wheel.dto';
import { type EpochRow, findEpoch, EPOCH } from './wheel.sql';
import { commitmentOf, type Odds, SEED_BYTES } from './wheel-draw.rules';
import { WheelDraws } from './wheel-draws';
import { textOfOdds } from './wheel-odds';
import { Wheels } from './wheels.query';

interface NewEpoch {
  readonly id: string;
  readonly commitment: string;
  readonly seedEncrypted: Buffer;
  readonly odds: string;
  readonly budgetPoints: number | null;
  /** Null: from now on. */
  readonly spinsSince: Date | null;
  /** The user, or the key. */
  readonly openedBy: string;
  readonly endsAt: Date | null;
  readonly stocks: readonly { readonly prize: number; readonly stock: number }[];
}

/** A manager opens the wheel with new odds, which ends the running epoch. */
export class OpenWheel extends UseCase<dto.OpenedWheelAnswer, { body: dto.OpenWheelBody }> {}

/** A manager ends the running epoch. */
export class CloseWheel extends UseCase<dto.WheelEpochAnswer, object> {}

/** The signed-in guest uses a spin. */
export class DrawWheel extends UseCase<dto.WheelDrawAnswer, { body: dto.DrawWheelBody }> {}

@Injectable()
export class WheelHandlers {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly wheels: Wheels,
    private readonly draws: WheelDraws,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly pii: Pii,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `invalid_body` for a reward that the catalogue does not have, or an end that is past */
  @Handles(OpenWheel)
  async openWheel({ context, input: { body } }: OpenWheel): Promise<dto.OpenedWheelAnswer> {
    const { networkId, call, principal } = context;
    await this.refuseUnknownRewards(networkId, body);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      await lockOpening(tx, networkId);
      const ended = await this.end(tx, context);
      const id = newId();
      const seed = randomBytes(SEED_BYTES).toString('hex');
      const odds = oddsOfBody(body);
      const text = textOfOdds(odds);
      await insertEpoch(tx, networkId, {
        id,
        commitment: commitmentOf(id, seed, text),
        seedEncrypted: this.pii.encrypt(networkId, 'secret', seed),
        odds: text,
        budgetPoints: odds.budgetPoints,
        // Guests keep the spins that they have not used.
        spinsSince: ended === undefined || ended.isPast ? null : ended.spinsSince,
        openedBy: principal.id,
        endsAt: odds.endsAt === null ? null : new Date(odds.endsAt),
        stocks: odds.prizes.flatMap(({ number, stock }) => (stock === null ? [] : [{ prize: number, stock }])),
      });
      await this.audit.appendChange(tx, networkId, context.author, 'wheel.opened', id, { after: { odds: text } });
      return {
        epoch: await this.answer(tx, networkId, id),
        ended: ended === undefined ? null : await this.answer(tx, networkId, ended.id),
      };
    });
  }

  /** @throws ProblemError `wheel_closed` */
  @Handles(CloseWheel)
  closeWheel({ context }: CloseWheel): Promise<dto.WheelEpochAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await lockOpening(tx, networkId);
      const ended = await this.end(tx, context);
      if (ended === undefined) throw new ProblemError('wheel_closed');
      return this.answer(tx, networkId, ended.id);
    });
  }

  /** @throws ProblemError as `WheelDraws.draw` */
  @Handles(DrawWheel)
  drawWheel({ context: { networkId, principal }, input: { body } }: DrawWheel): Promise<dto.WheelDrawAnswer> {
    return this.draws.draw(networkId, principal.id, body);
  }

  private async end(tx: Tx, { networkId, author }: RequestContext): Promise<EpochRow | undefined> {
    // Ends the open epoch, once the draws that are under way with it have committed.
    const ended = await tx.maybe<EpochRow>`
      UPDATE wheel_epochs e SET ended_at = greatest(e.opened_at, least(e.ends_at, ledger_now()))
       WHERE e.network_id = ${networkId} AND e.ended_at IS NULL RETURNING ${EPOCH}`;
    if (ended !== undefined) await this.audit.appendChange(tx, networkId, author, 'wheel.ended', ended.id, {});
    return ended;
  }

  private async answer(tx: Tx, networkId: string, id: string): Promise<dto.WheelEpochAnswer> {
    const epoch = await findEpoch(tx, networkId, id);
    if (epoch === undefined) throw new Error('an epoch is missing after its change');
    return this.wheels.withFigures(tx, networkId, epoch);
  }

  private async refuseUnknownRewards(networkId: string, { prizes, endsAt }: dto.OpenWheelBody): Promise<void> {
    const snapshot = await this.snapshots.current(networkId);
    const known = new Set([...snapshot.rewards.values()].filter(({ archived }) => !archived).map(({ code }) => code));
    const faults: BodyFault[] = prizes.flatMap(({ reward }, i) =>
      reward === null || known.has(reward) ? [] : [faultAt(`prizes[${String(i)}].reward`, 'noSuchReward')],
    );
    if (endsAt !== null && Date.parse(endsAt) <= this.clock.now().getTime())
      faults.push(faultAt('endsAt', 'endsInThePast'));
    if (faults.length > 0) throw new ProblemError('invalid_body', {}, faults);
  }
}

function faultAt(path: string, reason: string): BodyFault {
  return { path, code: 'not_valid', message: '', arguments: { reason } };
}

function oddsOfBody({ prizes, total, leastSale, useDays, endsAt, budgetPoints }: dto.OpenWheelBody): Odds {
  return {
    prizes: prizes.map((prize, i) => ({ number: i + 1, ...prize })),
    total,
    leastSale,
    useDays,
    budgetPoints,
    endsAt: endsAt === null ? null : new Date(endsAt).toISOString(),
  };
}

/** Lets only one transaction of the network open a wheel at a time; another waits until this one ends. */
async function lockOpening(tx: Tx, networkId: string): Promise<void> {
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended('wheel ' || ${networkId}, 0))`;
}

async function insertEpoch(tx: Tx, networkId: string, epoch: NewEpoch): Promise<void> {
  await tx.query`
    INSERT INTO wheel_epochs (network_id, id, commitment, seed_encrypted, odds, budget_points, spins_since, opened_at,
     opened_by, ends_at)
     VALUES (${networkId}, ${epoch.id}, ${epoch.commitment}, ${epoch.seedEncrypted}, ${epoch.odds}, ${epoch.budgetPoints},
     coalesce(${epoch.spinsSince}, ledger_now()), ledger_now(),
       coalesce((SELECT k.created_by FROM api_keys k WHERE k.network_id = ${networkId}
         AND k.id = ${epoch.openedBy}), ${epoch.openedBy}), ${epoch.endsAt})`;
  if (epoch.stocks.length === 0) return;
  await tx.query`INSERT INTO wheel_stocks (network_id, epoch_id, prize, stock)
      SELECT ${networkId}, ${epoch.id}, s.prize, s.stock
      FROM unnest(${epoch.stocks.map(({ prize }) => prize)}::integer[], ${epoch.stocks.map(({ stock }) => stock)}::integer[]) s(prize, stock)`;
}
