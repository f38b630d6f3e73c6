import { type ConfigurationSnapshot, mayGiftCardEnd, Snapshots } from '../../configuration';
import { dayOfIsoDate, isoDateOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { Job, NetworkJob, type PieceOptions, rowsOf } from '../jobs/network-job';
import type { PieceOutcome } from '../jobs/network-turns';
import { calendarOfNetwork } from '../ledger/act/network-calendar';
import { GiftCards } from './gift-cards';
import { lockCards, type LockedCard } from './gift-cards.sql';
import { type GiftNotice, GiftNotices } from './gift-notices';

const AT_ONCE = 100;

/**
 * Warns guests 30 days before a gift card in their cabinet ends, and ends cards after their last day. Where the
 * country's law no longer allows this end, the card loses its end instead. Cards are locked while a piece decides about
 * them, so the job may be killed anywhere and run in several processes.
 */
@Job('gift-ends', { everyMs: 60_000, signs: ['due'], isHourly: true, failure: 'ending gift cards failed' })
export class GiftEndsJob extends NetworkJob {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly cards: GiftCards,
    private readonly notices: GiftNotices,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Handles the network's next due cards, the longest due first. */
  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const atOnce = rowsOf(AT_ONCE, options);
    const snapshot = await this.snapshots.current(networkId);
    const today = isoDateOf(calendarOfNetwork(snapshot).localDay(this.clock.now().getTime()));
    return this.database.inNetwork(networkId, async (tx) => {
      // Cards that can be spent and whose end or warning is due, the longest due first.
      const due = await tx.query<{ id: string }>`
        SELECT id FROM gift_cards WHERE network_id = ${networkId} AND due_on <= ${today} AND state = 'ACTIVE' ORDER BY due_on
         LIMIT ${atOnce}`;
      if (due.length === 0) return 'idle';
      const ids = due.map(({ id }) => id);
      const cards = await lockCards(tx, networkId, ids);
      const still = cards.filter((card) => card.state === 'ACTIVE' && card.dueOn !== null && card.dueOn <= today);
      await this.warn(tx, snapshot, await this.endOrKeep(tx, snapshot, still, today));
      return due.length === atOnce ? 'more' : 'done';
    });
  }

  /** Ends cards whose last day has passed. Returns the cards that have not ended. */
  private async endOrKeep(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    cards: readonly LockedCard[],
    today: string,
  ): Promise<LockedCard[]> {
    const { id: networkId, country } = snapshot.profile;
    const kept: LockedCard[] = [];
    for (const card of cards) {
      if (!mayGiftCardEnd(country, card.termMonths ?? 0))
        await tx.query`
        UPDATE gift_cards SET term_months = NULL, ends_on = NULL, due_on = NULL WHERE network_id = ${networkId} AND id = ${card.id}`;
      else if (card.endsOn !== null && card.endsOn < today) await this.cards.end(tx, snapshot, card);
      else kept.push(card);
    }
    return kept;
  }

  private async warn(tx: Tx, snapshot: ConfigurationSnapshot, cards: readonly LockedCard[]): Promise<void> {
    const warnings = cards.flatMap(({ id, guestId, last4, balance, endsOn }): GiftNotice[] =>
      guestId === null || endsOn === null || balance === 0
        ? []
        : [
            {
              guestId,
              dedupeKey: `gift card ${id} ${endsOn}`,
              text: (words, said) => words.giftCardEnds(said, { last4, amount: balance, day: dayOfIsoDate(endsOn) }),
            },
          ],
    );
    await this.notices.tell(tx, snapshot, warnings);
    for (const { id } of cards)
      await tx.query`
      UPDATE gift_cards SET due_on = ends_on + 1 WHERE network_id = ${snapshot.profile.id} AND id = ${id}`;
  }
}
