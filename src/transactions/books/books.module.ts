import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { SecurityModule } from '../../security/security.module';
import { handlersOf } from '../../platform/http/handlers-of';
import { JobsModule } from '../jobs/jobs.module';
import { ForecastQuery } from './liability/forecast.query';
import { LiabilityController } from './liability/liability.controller';
import { LiabilityQuery } from './liability/liability.query';
import { LiabilityRelay } from './liability/liability-relay';
import { Periods } from './liability/periods';
import { BudgetsController } from './budgets/budgets.controller';
import { BudgetsQuery } from './budgets/budgets.query';
import { AccountsQuery } from './seals/accounts.query';
import { JournalEnds } from './seals/journal-ends.query';
import { LedgerController } from './seals/ledger.controller';
import { ProofQuery } from './seals/proof.query';
import { PublicationPlaces } from './seals/publications/places';
import { PublicationMetrics } from './seals/publications/publication-metrics';
import { PublicationsJob } from './seals/publications/publications.job';
import { SealChain } from './seals/seal-chain.query';
import { SealJob } from './seals/seal.job';
import { SealHandover } from './seals/seal-handover';
import { Sealer } from './seals/sealer';
import { Settlements } from './settlements/settlements';
import { SettlementsController } from './settlements/settlements.controller';
import { LedgerVerification } from './verification/ledger-verification';

/** Books for auditors and accountants: seals, verification, liability, settlements, budgets. */
@Module({
  imports: [CqrsModule, ConfigurationModule, SecurityModule, JobsModule],
  controllers: [LedgerController, LiabilityController, BudgetsController, SettlementsController],
  providers: [
    ...handlersOf(Settlements, Periods),
    Sealer,
    SealJob,
    ProofQuery,
    AccountsQuery,
    JournalEnds,
    SealChain,
    SealHandover,
    PublicationPlaces,
    PublicationMetrics,
    PublicationsJob,
    LedgerVerification,
    LiabilityQuery,
    LiabilityRelay,
    ForecastQuery,
    BudgetsQuery,
  ],
  exports: [AccountsQuery, Sealer, SealHandover, LedgerVerification, LiabilityQuery],
})
export class BooksModule {}
