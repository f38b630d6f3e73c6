import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Snapshots } from '../../../configuration';
import { LookupGuest, type LookupGuestBody } from '../../../identity';
import { Clock } from '../../../platform/clock/clock';
import type { Statements } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { dueWarningsOf, warningDays } from '../../accounts/warnings/due-warnings';
import { LedgerBalances, type Shown } from '../../till/balances/ledger-balances';
import { GuestBalanceAnswers, MAX_EXPIRING } from '../history/guest-balance-answer';
import type { FoundGuestAnswer } from './found-guest.dto';

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
    // Only warnings need each lot, and most networks have no warnings.
    const snapshot = await this.snapshots.current(network.id);
    const eachLot = warningDays(snapshot, this.clock.now().getTime()) !== null;
    const { guest, shown } = await this.lookup.execute(network, body, asker, {
      read: async (tx, guestId) => {
        const status = await this.balances.findWithExpiring(tx, network.id, guestId, MAX_EXPIRING, language, {
          eachLot,
        });
        if (status === undefined) throw new Error(`the guest ${guestId} has no state`);
        return this.shownOf(tx, guestId, status, { eachLot, language });
      },
      find: async (tx, name) => {
        const options = { eachLot };
        const found = await this.balances.findByNameWithExpiring(tx, network.id, name, MAX_EXPIRING, language, options);
        return (
          found && { row: found.row, shown: await this.shownOf(tx, found.row.id, found.shown, { eachLot, language }) }
        );
      },
    });
    return { ...guest, rewards: [], account: shown.account, dueWarnings: shown.dueWarnings };
  }

  private async shownOf(
    tx: Statements,
    guestId: string,
    status: Shown,
    { eachLot, language }: { readonly eachLot: boolean; readonly language: Language },
  ) {
    return {
      status,
      account: await this.answers.answer(tx, guestId, status, language),
      dueWarnings: eachLot ? dueWarningsOf(status.snapshot, status.state, status.now) : [],
    };
  }
}
