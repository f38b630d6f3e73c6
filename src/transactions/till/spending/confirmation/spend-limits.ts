import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../../../configuration';
import { Confirmations, FreshCards } from '../../../../identity';
import { Clock } from '../../../../platform/clock/clock';
import type { Statements } from '../../../../platform/database/database';
import { refusing, type Refusing } from '../../../ledger/act/refusing';
import type { TillAct } from '../../../ledger/act/till-act';
import type { ConfirmedBy } from '../../../ledger/journal/stored-json';
import { LedgerBalances } from '../../balances/ledger-balances';
import { kindOf } from '../../kinds/kinds';
import type { ActCall, Locks, Part } from '../../participants/participant';
import { calendarOfNetwork } from '../../queue/till-batch';
import { findAllowancePoints } from '../family-and-allowance/allowances.sql';
import { leftOf, limitOf } from './spend-limits.rules';
import { sumUnconfirmed } from './spent-points.sql';

const CONFIRM_WITH = ['qr', 'code', 'oneTimeCode', 'tap'] as const;

/**
 * How many points may be spent of a guest without the guest's word for it, by how the guest was identified: a sum over
 * the receipt and the day, counted under the guest's lock. Above it the guest confirms.
 */
@Injectable()
export class SpendLimits {
  static readonly locks = {} satisfies Locks;

  constructor(
    private readonly balances: LedgerBalances,
    private readonly cards: FreshCards,
    private readonly confirmations: Confirmations,
    private readonly clock: Clock,
  ) {}

  begin({ tx, act, snapshot, isWritten }: ActCall): Part {
    const { spending } = act;
    if (!isWritten || spending === undefined) return {};
    return {
      read: async (reading) => {
        const confirmedBy = await this.findConfirmed(tx, act);
        const identifiedBy = confirmedBy === null ? await this.findWay(tx, act) : act.identifiedBy;
        return { ...reading, act: { ...reading.act, identifiedBy, confirmedBy: confirmedBy ?? undefined } };
      },
      decide: async (prepared, decided, again) => {
        const { outcome } = decided;
        if (outcome.kind !== 'POSTED') return decided;
        const wanted = kindOf(act.body).wants?.(act.body, prepared.rewards) ?? outcome.row.pointsRedeemed;
        const refused = await this.refuse(tx, prepared.act, snapshot, wanted);
        return refused === null ? decided : again({ ...prepared, refused });
      },
      record: async () => {
        const { confirmation } = spending;
        if (confirmation === null) return;
        if (confirmation.by === 'ASKED') await this.confirmations.end(tx, act.networkId, confirmation.id);
        else
          await this.cards.end(tx, act.networkId, { way: confirmation.by, use: confirmation.use }, act.actor.id ?? '');
      },
    };
  }

  /** Points that a quoted act could spend without a confirmation; null: any number. */
  async findLeft(tx: Statements, act: TillAct, snapshot: ConfigurationSnapshot): Promise<number | null> {
    if (act.spending === undefined || act.guestId === null) return null;
    const way = await this.findWay(tx, act);
    return this.leftFor(tx, { ...act, identifiedBy: way }, snapshot);
  }

  private async refuse(
    tx: Statements,
    act: TillAct,
    snapshot: ConfigurationSnapshot,
    wanted: number,
  ): Promise<Refusing | null> {
    if (wanted === 0) return null;
    const confirmation = act.spending?.confirmation ?? null;
    if (act.confirmedBy !== undefined) {
      if (confirmation?.by !== 'ASKED') return null;
      const asked = await this.confirmations.findOpenWithin(tx, act.networkId, confirmation.id);
      if (asked !== undefined && asked.points >= wanted) return null;
      return refusing('confirmation_failed', { max: asked?.points ?? 0, wanted });
    }
    if (confirmation !== null) return refusing('confirmation_failed', { wanted });
    const left = await this.leftFor(tx, act, snapshot);
    if (left === null || wanted <= left) return null;
    return refusing('confirmation_required', { max: left, wanted, ways: CONFIRM_WITH });
  }

  private async leftFor(tx: Statements, act: TillAct, snapshot: ConfigurationSnapshot): Promise<number | null> {
    const { networkId, guestId, receipt, pointOfSaleId, allowance } = act;
    const limit = limitOf(snapshot.profile.settings, act.identifiedBy);
    if (guestId === null || (limit.perReceipt === null && limit.perDay === null)) return null;
    const calendar = calendarOfNetwork(snapshot);
    const today = calendar.startOfDay(calendar.localDay(this.clock.now().getTime()));
    const spent = await sumUnconfirmed(tx, networkId, guestId, { ...receipt, pointOfSaleId }, today);
    const left = leftOf(limit, spent);
    if (left === null || allowance === undefined || 'refused' in allowance) return left;
    // A till without network cannot ask for a confirmation, so its bound of losses holds as well.
    return Math.max(left, (await findAllowancePoints(tx, networkId, allowance.id)) - spent.today);
  }

  /** A live QR or code is good for one sale; from then on the till knows the guest as by the card's number. */
  private async findWay(
    tx: Statements,
    { networkId, guestId, identifiedBy, spending }: TillAct,
  ): Promise<TillAct['identifiedBy']> {
    if ((identifiedBy !== 'QR' && identifiedBy !== 'CODE') || guestId === null) return identifiedBy;
    const notedAt = spending?.notedAt ?? null;
    if (notedAt === null) return identifiedBy;
    const isOver = await this.balances.hasBoughtSince(tx, networkId, guestId, new Date(notedAt));
    return isOver ? 'CARD' : identifiedBy;
  }

  private async findConfirmed(
    tx: Statements,
    { networkId, guestId, actor, spending }: TillAct,
  ): Promise<ConfirmedBy | null> {
    const confirmation = spending?.confirmation ?? null;
    if (confirmation === null) return null;
    if (confirmation.by !== 'ASKED') {
      return (await this.cards.isGood(tx, networkId, { way: confirmation.by, use: confirmation.use }))
        ? confirmation.by
        : null;
    }
    const asked = await this.confirmations.findOpenWithin(tx, networkId, confirmation.id);
    return asked?.guestId === guestId && asked.actorId === actor.id ? asked.confirmedBy : null;
  }
}
