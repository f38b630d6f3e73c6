import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration';
import { IdentityModule } from '../../identity';
import { SecurityModule } from '../../security';
import { JobsModule } from '../jobs/jobs.module';
import { TillModule } from '../till/till.module';
import { BlockGuestHandler } from './blocking/block-guest.command';
import { BlockingController } from './blocking/blocking.controller';
import { FamilyChanges } from './families/family-changes';
import { ReadFamily } from './families/families.query';
import { MergeRounds } from './merges/merge-rounds';
import { ReadMerges } from './merges/merges.query';
import { GuestActs } from './acts/guest-acts';
import { AddFamilyMemberHandler } from './families/add-family-member.command';
import { FoundFamilyHandler } from './families/found-family.command';
import { InviteToFamilyHandler } from './families/invite-to-family.command';
import { JoinFamilyHandler } from './families/join-family.command';
import { LeaveFamilyHandler } from './families/leave-family.command';
import { PassFamilyHeadHandler } from './families/pass-family-head.command';
import { SetChildAllowanceHandler } from './families/set-child-allowance.command';
import { MergeGuestsHandler } from './merges/merge-guests.command';
import { UndoMergeHandler } from './merges/undo-merge.command';
import { DecideReferralHandler } from './referrals/decide-referral.command';
import { ReferralsController } from './referrals/referrals.controller';
import { ReferralsJob } from './referrals/referrals.job';
import { ReadReferrals } from './referrals/referrals.query';
import { SetTierHandler } from './tiers/set-tier.command';
import { EndTierHandler } from './tiers/end-tier.command';
import { RaiseCounterHandler } from './tiers/raise-counter.command';
import { OpenMessageHandler } from './warnings/open-message.command';
import { FamiliesController } from './families/families.controller';
import { FamilyAnswers } from './families/family-answers';
import { ListFamilies } from './families/list-families.query';
import { OwnFamilyController } from './families/own-family.controller';
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
import { DueWarnings } from './warnings/due-warnings';
import { TellWarningsHandler } from './warnings/tell-warnings.command';
import { UnreadWarningsController } from './warnings/unread-warnings.controller';
import { UnreadWarnings } from './warnings/unread-warnings.query';
import { WarningDeliveries } from './warnings/warning-deliveries';
import { WarningsJob } from './warnings/warnings.job';

/** A guest's account over time: families, transfers, merges, tiers, warnings before points expire. */
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
    GuestTiers,
    TierRevisionJob,
    TwoGuestTransfer,
    GivePointsHandler,
    GiveOwnPointsHandler,
    UndoTransferHandler,
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
    TellWarningsHandler,
    WarningsJob,
    AddFamilyMemberHandler,
    FoundFamilyHandler,
    InviteToFamilyHandler,
    JoinFamilyHandler,
    LeaveFamilyHandler,
    PassFamilyHeadHandler,
    SetChildAllowanceHandler,
    MergeGuestsHandler,
    UndoMergeHandler,
    SetTierHandler,
    EndTierHandler,
    RaiseCounterHandler,
    BlockGuestHandler,
    OpenMessageHandler,
    ReferralsJob,
    ReadReferrals,
    DecideReferralHandler,
  ],
  exports: [GuestActs, GuestTiers, FamilyAnswers],
})
export class AccountsModule {}
