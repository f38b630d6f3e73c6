import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../../../configuration';
import { Confirmations, FreshCards, Identifications } from '../../../../identity';
import { Clock } from '../../../../platform/clock/clock';
import type { Statements } from '../../../../platform/database/database';
import { lookUpOf } from '../../../ledger/act/identification';
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

interface Identified {
  readonly way: TillAct['identifiedBy'];
  /** When a look-up was made; null: none within the last half hour, or the way was named. */
  readonly notedAt: Date | null;
}

const NOTHING_SPENT = { onReceipt: 0, today: 0 };
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
    private readonly identifications: Identifications,
    private readonly clock: Clock,
  ) {}

  begin({ tx, act, snapshot, isWritten }: ActCall): Part {
    const { spending } = act;
    if (!isWritten || spending === undefined) return {};
    return {
      read: async (reading) => {
        const confirmedBy = await this.findConfirmed(tx, act);
        const identified = await this.identify(tx, act);
        const identifiedBy = confirmedBy === null ? await this.wayOf(tx, act, identified) : identified.way;
        const known = { identifiedBy, lookedUpAs: null, confirmedBy: confirmedBy ?? undefined };
        return { ...reading, act: { ...reading.act, ...known } };
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

  /**
   * Points that a quoted act could spend without a confirmation; null: any number.
   * @param way how the decision found the guest identified, which a live face or a confirmation may change
   */
  async findLeft(
    tx: Statements,
    act: TillAct,
    way: TillAct['identifiedBy'],
    snapshot: ConfigurationSnapshot,
  ): Promise<number | null> {
    if (act.spending === undefined || act.guestId === null) return null;
    const isSettled = way !== 'QR' && way !== 'CODE' && act.spending.confirmation === null;
    const identifiedBy = isSettled ? way : await this.wayOf(tx, act, await this.identify(tx, act));
    return this.leftFor(tx, { ...act, identifiedBy }, snapshot);
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
    // A limit of nothing leaves nothing, however much was spent.
    if (allowance === undefined && leftOf(limit, NOTHING_SPENT) === 0) return 0;
    const calendar = calendarOfNetwork(snapshot);
    const today = calendar.startOfDay(calendar.localDay(this.clock.now().getTime()));
    const spent = await sumUnconfirmed(tx, networkId, guestId, { ...receipt, pointOfSaleId }, today);
    const left = leftOf(limit, spent);
    if (left === null || allowance === undefined || 'refused' in allowance) return left;
    // A till without network cannot ask for a confirmation, so its bound of losses holds as well.
    return Math.max(left, (await findAllowancePoints(tx, networkId, allowance.id)) - spent.today);
  }

  /** A live QR or code is good for one sale; from then on the till knows the guest as by the card's number. */
  private async wayOf(
    tx: Statements,
    { networkId, guestId }: TillAct,
    { way, notedAt }: Identified,
  ): Promise<TillAct['identifiedBy']> {
    if ((way !== 'QR' && way !== 'CODE') || guestId === null || notedAt === null) return way;
    const isOver = await this.balances.hasBoughtSince(tx, networkId, guestId, notedAt);
    return isOver ? 'CARD' : way;
  }

  /** How the guest is known now: by the live face that came with the act, by a look-up, or as the act says. */
  private async identify(tx: Statements, act: TillAct): Promise<Identified> {
    const asked = lookUpOf(act);
    const found =
      asked === null ? undefined : await this.identifications.find(tx, act.networkId, asked.actorId, asked.guestId);
    const notedAt = found?.notedAt ?? null;
    const confirmation = act.spending?.confirmation ?? null;
    if (confirmation !== null && confirmation.by !== 'ASKED') return { way: confirmation.by, notedAt };
    return { way: found?.way ?? act.identifiedBy, notedAt };
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
