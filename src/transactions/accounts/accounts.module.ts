import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration';
import { IdentityModule } from '../../identity';
import { SecurityModule } from '../../security';
import { TillModule } from '../till/till.module';
import { Families } from './families/families';
import { FamiliesController } from './families/families.controller';
import { FamilyAnswers } from './families/family-answers';
import { ListFamilies } from './families/list-families.query';
import { OwnFamilyController } from './families/own-family.controller';
import { Merges } from './merges/merges';
import { MergesController } from './merges/merges.controller';
import { GuestTiers } from './tiers/guest-tiers';
import { GuestTiersController } from './tiers/guest-tiers.controller';
import { TierRevisionJob } from './tiers/tier-revision.job';
import { TiersController } from './tiers/tiers.controller';
import { GiveOwnPointsHandler } from './transfers/give-own-points.command';
import { GivePointsHandler } from './transfers/give-points.command';
import { TwoGuestTransfer } from './transfers/two-guest-transfer';
import { UndoTransferHandler } from './transfers/undo-transfer.command';
import { TransfersController } from './transfers/transfers.controller';
import { ExtendedController } from './warnings/extended.controller';
import { ExtendedQuery } from './warnings/extended.query';
import { GuestWarningsController } from './warnings/guest-warnings.controller';
import { InboxController } from './warnings/inbox.controller';
import { WarningDeliveries } from './warnings/warning-deliveries';
import { WarningsJob } from './warnings/warnings.job';

/** A guest's account over time: families, transfers, merges, tiers, warnings before points expire. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule, TillModule],
  controllers: [
    GuestTiersController,
    TiersController,
    InboxController,
    ExtendedController,
    GuestWarningsController,
    TransfersController,
    MergesController,
    FamiliesController,
    OwnFamilyController,
  ],
  providers: [
    GuestTiers,
    TierRevisionJob,
    TwoGuestTransfer,
    GivePointsHandler,
    GiveOwnPointsHandler,
    UndoTransferHandler,
    Merges,
    Families,
    FamilyAnswers,
    ListFamilies,
    ExtendedQuery,
    WarningDeliveries,
    WarningsJob,
  ],
  exports: [GuestTiers, FamilyAnswers],
})
export class AccountsModule {}
