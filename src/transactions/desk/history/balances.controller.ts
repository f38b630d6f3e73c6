import { Query } from '@nestjs/common';
import { Direct } from '../../../platform/http/direct-routes';
import { Id } from '../../../platform/http/id.decorator';
import { refuseOtherGuests } from '../../../identity';
import { Database } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { CurrentLanguage } from '../../../platform/http/languages';
import { ProblemError } from '../../../platform/problems/problem';
import type { WrittenAnswer } from '../../../platform/http/json-answer';
import { pageQuery } from '../../../platform/http/schemas';
import { CurrentPrincipal, networkOf, type Principal, Route, Routes } from '../../../security';
import { GuestBalanceAnswers, MAX_EXPIRING } from './guest-balance-answer';
import { type GuestBalanceAnswer, guestBalanceSchema, type History, historySchema } from './history.dto';
import { TransactionHistory } from './transaction-history';
import { LedgerBalances } from '../../till/balances/ledger-balances';

/** A guest's balance and history. Staff read any guest of their network, a guest reads the own account. */
@Routes('guests', 'Till', ['guest.read', 'guest.self'])
export class BalancesController {
  constructor(
    private readonly database: Database,
    private readonly balances: LedgerBalances,
    private readonly transactions: TransactionHistory,
    private readonly answers: GuestBalanceAnswers,
  ) {}

  @Route('GET :id/balance', {
    id: 'getGuestBalance',
    summary: "Get a guest's points, tier, stamps, campaigns and family",
    description:
      'Everything that is due by now is counted: points that have expired are gone, delayed points are available. ' +
      'Guests can read their own balance.',
    ok: guestBalanceSchema,
    problems: ['guest_not_found'],
  })
  @Direct()
  async balance(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Id() guestId: string,
  ): Promise<GuestBalanceAnswer> {
    refuseOtherGuests(principal, guestId);
    const networkId = networkOf(principal);
    const tx = this.database.readsOf(networkId);
    const status = await this.balances.findWithExpiring(tx, networkId, guestId, MAX_EXPIRING, language);
    if (status === undefined) throw new ProblemError('guest_not_found');
    return this.answers.answer(tx, guestId, status, language);
  }

  @Route('GET :id/history', {
    id: 'listGuestHistory',
    summary: "List a guest's transactions with their reasons",
    description: 'Newest first. Guests can read their own history.',
    ok: historySchema,
    problems: ['guest_not_found'],
  })
  @Direct()
  history(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Id() guestId: string,
    @Query({ schema: pageQuery }) query: { limit: number; cursor?: string | undefined },
  ): Promise<WrittenAnswer<History>> {
    refuseOtherGuests(principal, guestId);
    return this.transactions.list(principal, guestId, query, language);
  }
}
