import { Query } from '@nestjs/common';
import { CurrentPrincipal, type Principal, Route, Routes, WholeNetworkId } from '../../../security';
import { type LedgerAccounts, ledgerAccountsSchema } from './accounts.dto';
import { AccountsQuery } from './accounts.query';
import { type ProofQueryDto, proofQuerySchema, proofSchema } from './proof.dto';
import { ProofQuery } from './proof.query';

/** Data for checking the ledger from outside. */
@Routes('ledger', 'Ledger')
export class LedgerController {
  constructor(
    private readonly proofs: ProofQuery,
    private readonly accounts: AccountsQuery,
  ) {}

  @Route('GET proof', {
    id: 'getLedgerProof',
    permission: ['transaction.read', 'guest.self', 'ledger.read'],
    summary: 'Get the proof that a transaction is sealed',
    description:
      'The bytes of the transaction, its path in the Merkle tree, and the signed seal. While the transaction is younger ' +
      'than the last seal, `sealed` is false and there is no seal. Guests can prove their own transactions.',
    ok: proofSchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found'],
  })
  proof(@Query({ schema: proofQuerySchema }) query: ProofQueryDto, @CurrentPrincipal() principal: Principal) {
    return this.proofs.proofOf(principal, query.transactionId);
  }

  @Route('GET accounts', {
    id: 'listLedgerAccounts',
    permission: ['reports.read', 'ledger.read'],
    summary: 'List the balances of ledger accounts',
    description: 'Accounts of restaurants, partners and the network, as of now. Accounts of guests are not among them.',
    ok: ledgerAccountsSchema,
  })
  list(@WholeNetworkId() networkId: string): Promise<LedgerAccounts> {
    return this.accounts.accountsOf(networkId);
  }
}
