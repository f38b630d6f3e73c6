import { invariant } from '../../../decision';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock';
import type { ConfigurationSnapshot } from '../../../configuration';
import { endConfirmation, endFace, findOpenConfirmation, isFaceGood } from '../../../identity/sale';
import type { Statements } from '../../../platform/database/database';
import { identificationOf } from '../../ledger/act/identification';
import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import type { TillAct, ConfirmedBy } from '../../ledger/act/till-act';
import type { DecidedTogether } from '../decide/decide-group';
import { kindOf } from '../kinds/kinds';
import type { ActCall, Locks, ActPart } from '../participants/participant';
import { leftOf, limitOf } from './spend-limits.rules';

/** The guest's row that the decision is based on. */
type StoredGuest = DecidedTogether['stored'];

const CONFIRM_WITH = ['qr', 'code', 'oneTimeCode', 'tap'] as const;

/**
 * How many points of a guest may be spent without the guest's confirmation, by how the guest was identified. The points
 * of the receipt and of the day are summed up under the guest's lock. Above the limit the guest has to confirm.
 */
@Injectable()
export class SpendLimits {
  static readonly locks = {} satisfies Locks;

  constructor(private readonly clock: Clock) {}

  begin({ tx, act, snapshot, locked }: ActCall): ActPart {
    const { spending } = act;
    if (spending === undefined) return {};
    if (locked === null) {
      return {
        quote: async (_prepared, outcome, stored) => {
          if (outcome.kind !== 'POSTED') return outcome;
          const identifiedBy = endedWay(act, shownWay(act, outcome.row.identifiedBy ?? undefined), stored);
          return { ...outcome, confirmAbove: await this.leftFor(tx, { ...act, identifiedBy }, snapshot, stored) };
        },
      };
    }
    return {
      read: async (reading) => {
        const confirmedBy = await this.findConfirmed(tx, act);
        const way = shownWay(act, identificationOf(act, locked.guest)?.way ?? act.identifiedBy);
        const identifiedBy = confirmedBy === null ? endedWay(act, way, locked.guest) : way;
        const known = { identifiedBy, lookedUpAs: null, confirmedBy: confirmedBy ?? undefined };
        return { ...reading, act: { ...reading.act, ...known } };
      },
      decide: async (prepared, decided, again) => {
        const { outcome } = decided;
        if (outcome.kind !== 'POSTED') return decided;
        const wanted = kindOf(act.body).wants?.(act.body, prepared.rewards) ?? outcome.row.pointsRedeemed;
        const refused = await this.refuse(tx, prepared.act, snapshot, wanted, decided.stored);
        return refused === null ? decided : again({ ...prepared, refused });
      },
      record: async () => {
        const { confirmation } = spending;
        if (confirmation === null) return;
        if (confirmation.by === 'ASKED') await endConfirmation(tx, act.networkId, confirmation.id);
        else await endFace(tx, act.networkId, { way: confirmation.by, use: confirmation.use }, act.actor.id ?? '');
      },
    };
  }

  private async refuse(
    tx: Statements,
    act: TillAct,
    snapshot: ConfigurationSnapshot,
    wanted: number,
    stored: StoredGuest,
  ): Promise<RefusalReason | null> {
    if (wanted === 0) return null;
    const confirmation = act.spending?.confirmation ?? null;
    if (act.confirmedBy !== undefined) {
      if (confirmation?.by !== 'ASKED') return null;
      const asked = await findOpenConfirmation(tx, act.networkId, confirmation.id);
      if (asked !== undefined && asked.points >= wanted) return null;
      return refusing('confirmation_failed', { max: asked?.points ?? 0, wanted });
    }
    if (confirmation !== null) return refusing('confirmation_failed', { wanted });
    const left = await this.leftFor(tx, act, snapshot, stored);
    if (left === null || wanted <= left) return null;
    return refusing('confirmation_required', { max: left, wanted, ways: CONFIRM_WITH });
  }

  private async leftFor(
    tx: Statements,
    act: TillAct,
    snapshot: ConfigurationSnapshot,
    stored: StoredGuest,
  ): Promise<number | null> {
    const { networkId, guestId, allowance } = act;
    if (guestId === null) return null;
    const isLive = act.identifiedBy === 'QR' || act.identifiedBy === 'CODE';
    // A guest whom fraud watch limited confirms each spending, even where a till has an allowance.
    if (!isLive && snapshot.limitOf(guestId, this.clock.now()) !== undefined) return 0;
    const limit = limitOf(snapshot.profile.settings, act.identifiedBy);
    if (limit.perReceipt === null && limit.perDay === null) return null;
    invariant(stored.spent !== null, 'the points that the guest spent are read where a limit counts them');
    const [today, onReceipt] = stored.spent;
    invariant(today >= 0 && onReceipt >= 0, 'points that count below a limit are not below zero');
    const left = leftOf(limit, { today, onReceipt });
    if (left === null || allowance === undefined || 'refused' in allowance) return left;
    // A till without network cannot ask for a confirmation, so the limit is at least its allowance.
    const row = await tx.maybe<{ points: number }>`
      SELECT points FROM till_allowances WHERE network_id = ${networkId} AND id = ${allowance.id}`;
    return Math.max(left, (row?.points ?? 0) - today);
  }

  private async findConfirmed(
    tx: Statements,
    { networkId, guestId, actor, spending }: TillAct,
  ): Promise<ConfirmedBy | null> {
    const confirmation = spending?.confirmation ?? null;
    if (confirmation === null) return null;
    if (confirmation.by !== 'ASKED') {
      return (await isFaceGood(tx, networkId, { way: confirmation.by, use: confirmation.use }))
        ? confirmation.by
        : null;
    }
    const asked = await findOpenConfirmation(tx, networkId, confirmation.id);
    return asked?.guestId === guestId && asked.actorId === actor.id ? asked.confirmedBy : null;
  }
}

/** The way of the live QR or code that came with the act, or else the given way. */
function shownWay({ spending }: TillAct, way: TillAct['identifiedBy']): TillAct['identifiedBy'] {
  const shown = spending?.confirmation ?? null;
  return shown !== null && shown.by !== 'ASKED' ? shown.by : way;
}

/** A live QR or code is good for one sale; after it, the guest counts as identified by card number. */
function endedWay(act: TillAct, way: TillAct['identifiedBy'], stored: StoredGuest): TillAct['identifiedBy'] {
  const isLive = way === 'QR' || way === 'CODE';
  return isLive && identificationOf(act, stored)?.isOver === true ? 'CARD' : way;
}
