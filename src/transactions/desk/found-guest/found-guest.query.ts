import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Snapshots } from '../../../configuration';
import { LookupGuest, type LookupGuestBody } from '../../../identity';
import { Clock } from '../../../platform/clock/clock';
import type { Statements } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { dueWarningsOf, warningDays } from '../../accounts/warnings/due-warnings';
import { LedgerBalances, type ShownBalance } from '../../till/balances/ledger-balances';
import { GuestBalanceAnswers, MAX_EXPIRING } from '../history/guest-balance-answer';
import type { FoundGuestAnswer } from './found-guest.dto';

/** Points end when a local day of the network ends: once a day, and twice on a day on which the network changed its time zone. */
const ENDS_OF_A_DAY = 2;

/** The guest at the till, with everything that the till shows, read at once. */
@Injectable()
export class FoundGuests {
  constructor(
    private readonly lookup: LookupGuest,
    private readonly snapshots: Snapshots,
    private readonly balances: LedgerBalances,
    private readonly answers: GuestBalanceAnswers,
    private readonly clock: Clock,
  ) {}

  /** Throws as `LookupGuest`. */
  async find(
    network: NetworkProfile,
    body: LookupGuestBody,
    asker: Parameters<LookupGuest['execute']>[2],
    language: Language,
  ): Promise<FoundGuestAnswer> {
    const snapshot = await this.snapshots.current(network.id);
    const days = warningDays(snapshot, this.clock.now().getTime());
    const ends = days === null ? MAX_EXPIRING : Math.max(MAX_EXPIRING, (days + 1) * ENDS_OF_A_DAY);
    const { guest, shown } = await this.lookup.execute(network, body, asker, {
      read: async (tx, guestId) => {
        const status = await this.balances.findWithExpiring(tx, network.id, guestId, MAX_EXPIRING, language, ends);
        if (status === undefined) throw new Error(`the guest ${guestId} has no state`);
        return this.shownOf(tx, guestId, status, language);
      },
      find: async (tx, name) => {
        const found = await this.balances.findByNameWithExpiring(tx, network.id, name, MAX_EXPIRING, language, ends);
        return found && { row: found.row, shown: await this.shownOf(tx, found.row.id, found.shown, language) };
      },
    });
    return { ...guest, rewards: [], account: shown.account, dueWarnings: shown.dueWarnings };
  }

  private async shownOf(tx: Statements, guestId: string, status: ShownBalance, language: Language) {
    return {
      status,
      account: await this.answers.answer(tx, guestId, status, language),
      dueWarnings: dueWarningsOf(status.snapshot, status.state, status.now),
    };
  }
}
