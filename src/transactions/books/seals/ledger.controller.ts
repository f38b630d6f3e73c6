import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, networkOf, type Principal, RequirePermission } from '../../../security';
import { type LedgerAccounts, ledgerAccountsSchema } from './accounts.dto';
import { AccountsQuery } from './accounts.query';
import { type Proof, type ProofQueryDto, proofQuerySchema, proofSchema } from './proof.dto';
import { ProofQuery } from './proof.query';

/** The ledger as it can be checked from outside. */
@ApiTags('ledger')
@ApiBearerAuth()
@Controller('ledger')
export class LedgerController {
  constructor(
    private readonly proofs: ProofQuery,
    private readonly accounts: AccountsQuery,
  ) {}

  /** Staff ask for any transaction of the network, a guest for the own ones. */
  @Get('proof')
  @RequirePermission('transaction.read', 'guest.self', 'ledger.read')
  @ApiOkResponse({ standardSchema: proofSchema })
  proof(
    @Query({ schema: proofQuerySchema }) query: ProofQueryDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Proof> {
    return this.proofs.proofOf(principal, query.transactionId);
  }

  @Get('accounts')
  @RequirePermission('reports.read', 'ledger.read')
  @ApiOkResponse({ standardSchema: ledgerAccountsSchema })
  list(@CurrentPrincipal() principal: Principal): Promise<LedgerAccounts> {
    return this.accounts.accountsOf(networkOf(principal));
  }
}
