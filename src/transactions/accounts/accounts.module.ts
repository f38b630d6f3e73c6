import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../../platform/http/handlers-of';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { SecurityModule } from '../../security/security.module';
import { JobsModule } from '../jobs/jobs.module';
import { TillModule } from '../till/till.module';
import * as blockingCommands from './blocking/blocking.commands';
import { BlockingController } from './blocking/blocking.controller';
import { FamilyChanges } from './families/family-changes';
import { ReadFamily } from './families/families.query';
import { MergeRounds } from './merges/merge-rounds';
import { ReadMerges } from './merges/merges.query';
import { GuestActs } from './acts/guest-acts';
import * as familiesCommands from './families/families.commands';
import * as mergesCommands from './merges/merges.commands';
import { ReferralsController } from './referrals/referrals.controller';
import { ReferralsJob } from './referrals/referrals.job';
import { ReferralDesk } from './referrals/referral-desk';
import * as warningsCommands from './warnings/warnings.commands';
import { FamiliesController } from './families/families.controller';
import { FamilyAnswers } from './families/family-answers';
import { ListFamilies } from './families/list-families.query';
import { OwnFamilyController } from './families/own-family.controller';
import { MergesController } from './merges/merges.controller';
import { MessageTexts } from './message-values/message-texts';
import { GuestTiers } from './tiers/guest-tiers';
import { GuestTiersController } from './tiers/guest-tiers.controller';
import { TierRevisionJob } from './tiers/tier-revision.job';
import { TiersController } from './tiers/tiers.controller';
import * as transfersCommands from './transfers/transfers.commands';
import { TwoGuestTransfer } from './transfers/two-guest-transfer';
import { TransfersController } from './transfers/transfers.controller';
import { ExtendedController } from './warnings/extended.controller';
import { ExtendedQuery } from './warnings/extended.query';
import { GuestWarningsController } from './warnings/guest-warnings.controller';
import { InboxController } from './warnings/inbox.controller';
import { DueWarnings } from './warnings/due-warnings';
import { UnreadWarningsController } from './warnings/unread-warnings.controller';
import { UnreadWarnings } from './warnings/unread-warnings.query';
import { WarningDeliveries } from './warnings/warning-deliveries';
import { WarningReceiptsJob } from './warnings/warning-receipts.job';
import { WarningsJob } from './warnings/warnings.job';

/** A guest's account over time: families, transfers, merges, tiers, warnings of expiring points. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule, TillModule, JobsModule],
  controllers: [
    GuestTiersController,
    TiersController,
    InboxController,
    ExtendedController,
    GuestWarningsController,
    UnreadWarningsController,
    TransfersController,
    MergesController,
    BlockingController,
    FamiliesController,
    OwnFamilyController,
    ReferralsController,
  ],
  providers: [
    ...handlersOf(
      blockingCommands,
      familiesCommands,
      mergesCommands,
      GuestTiers,
      ReferralDesk,
      warningsCommands,
      transfersCommands,
    ),
    MessageTexts,
    TierRevisionJob,
    TwoGuestTransfer,
    MergeRounds,
    ReadMerges,
    GuestActs,
    FamilyChanges,
    ReadFamily,
    FamilyAnswers,
    ListFamilies,
    ExtendedQuery,
    WarningDeliveries,
    DueWarnings,
    UnreadWarnings,
    WarningReceiptsJob,
    WarningsJob,
    ReferralsJob,
  ],
  exports: [GuestActs, GuestTiers, FamilyAnswers, MessageTexts],
})
export class AccountsModule {}
