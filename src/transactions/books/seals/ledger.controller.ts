import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../platform/http/operation.decorator';
import { CurrentPrincipal, type Principal, RequirePermission, wholeNetworkOf } from '../../../security';
import { type LedgerAccounts, ledgerAccountsSchema } from './accounts.dto';
import { AccountsQuery } from './accounts.query';
import { type Proof, type ProofQueryDto, proofQuerySchema, proofSchema } from './proof.dto';
import { ProofQuery } from './proof.query';

/** The ledger as it can be checked from outside. */
@ApiTags('Ledger')
@ApiBearerAuth()
@Controller('ledger')
export class LedgerController {
  constructor(
    private readonly proofs: ProofQuery,
    private readonly accounts: AccountsQuery,
  ) {}

  @Operation({
    id: 'getLedgerProof',
    summary: 'Get the proof that a transaction is sealed',
    description:
      'The bytes of the transaction, its path in the Merkle tree, and the signed seal. While the transaction is younger ' +
      'than the last seal, `sealed` is false and there is no seal. Guests can prove their own transactions.',
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found'],
  })
  @Get('proof')
  @RequirePermission('transaction.read', 'guest.self', 'ledger.read')
  @ApiOkResponse({ standardSchema: proofSchema })
  proof(
    @Query({ schema: proofQuerySchema }) query: ProofQueryDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Proof> {
    return this.proofs.proofOf(principal, query.transactionId);
  }

  @Operation({
    id: 'listLedgerAccounts',
    summary: 'List the balances of ledger accounts',
    description: 'Accounts of restaurants, partners and the network, as of now. Accounts of guests are not among them.',
  })
  @Get('accounts')
  @RequirePermission('reports.read', 'ledger.read')
  @ApiOkResponse({ standardSchema: ledgerAccountsSchema })
  list(@CurrentPrincipal() principal: Principal): Promise<LedgerAccounts> {
    return this.accounts.accountsOf(wholeNetworkOf(principal));
  }
}
