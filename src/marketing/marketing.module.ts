import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../platform/http/handlers-of';
import { AUTOMATION_STARTS } from '../configuration';
import { ConfigurationModule } from '../configuration/configuration.module';
import { IdentityModule } from '../identity/identity.module';
import { SecurityModule } from '../security/security.module';
import { MERGE_FOLLOWERS, type MergeFollower } from '../transactions';
import { TransactionsModule } from '../transactions/transactions.module';
import { AutomationDocuments } from './automations/runs/automation-documents';
import { AutomationEffects } from './automations/runs/automation-effects';
import { AutomationEvents } from './automations/events/automation-events';
import { AutomationTending } from './automations/runs/automation-tending';
import { AutomationsJob } from './automations/runs/automations.job';
import { AutomationTexts } from './automations/runs/automation-texts';
import { AutomationEventFacts } from './automations/events/event-facts';
import { AutomationChecks } from './automations/document/automation-checks';
import { AutomationEditor } from './automations/automation-editor';
import { AutomationStates } from './automations/document/automation-states';
import { AutomationDraftsHandlers } from './automations/automation-drafts.commands';
import { SetAutomationStateHandler } from './automations/set-automation-state.command';
import { ArchiveAutomationHandler } from './automations/archive-automation.command';
import { AutomationsQuery } from './automations/automations.query';
import { AutomationEstimates } from './automations/automation-estimates.query';
import { AutomationRuns } from './automations/runs/automation-runs.query';
import { AutomationsController, GuestAutomationsController } from './automations/automations.controller';
import { Announcements } from './campaigns/announcements';
import { Audiences } from './campaigns/audiences.query';
import { CampaignGuestsController } from './campaigns/campaign-guests.controller';
import { CampaignTableController } from './campaigns/campaign-table.controller';
import { CampaignsJob } from './campaigns/campaigns.job';
import { GuestCampaigns } from './campaigns/guest-campaigns.query';
import { CampaignMembership } from './campaigns/campaign-membership';
import { ForgivenWeeks } from './campaigns/forgiven-weeks';
import { PastCampaignGuests } from './campaigns/past-campaign-guests';
import * as leaderboardsCommands from './leaderboards/leaderboards.commands';
import { Leaderboards } from './leaderboards/leaderboards';
import { LeaderboardController, OwnLeaderboardController } from './leaderboards/leaderboards.controller';
import { ExampleTexts } from './message-preview/example-texts';
import { SendTestMessageHandler } from './message-preview/send-test-message.command';
import { MessagePreview } from './message-preview/message-preview';
import { ShownChannels } from './message-preview/shown-channels';
import { MessagePreviewController } from './message-preview/message-preview.controller';
import { AnswerQuestionHandlers } from './feedback/answer-question.commands';
import { ReplyToGuestHandler } from './feedback/reply-to-guest.command';
import { GiveGoodwillHandler } from './feedback/give-goodwill.command';
import { FeedbackController } from './feedback/feedback.controller';
import { FeedbackJob } from './feedback/feedback.job';
import { FeedbackLinks } from './feedback/feedback-links';
import { FeedbackRelay } from './feedback/feedback-relay';
import { Feedback } from './feedback/feedback.query';
import { GoodwillBonuses } from './feedback/goodwill-bonuses';
import { MergedQuestions } from './feedback/merged-questions';
import { PastFeedback } from './feedback/past-feedback';
import { Questions } from './feedback/questions';
import { QuestionsController } from './feedback/questions.controller';
import { CampaignRails } from './campaigns/campaign-rails';
import { CampaignRailsJob } from './campaigns/rails.job';
import { CampaignResultsQuery } from './results/campaign-results.query';
import { HeldSends } from './restores/held-sends';
import { RestoresController } from './restores/restores.controller';
import { GuestSegments } from './segments/guest-segments.query';
import { MergedPlaces } from './segments/merged-places';
import { SegmentEvaluation } from './segments/segment-evaluation';
import { RfmBoundaries } from './segments/rfm-boundaries';
import { RfmJob } from './segments/rfm.job';
import { RfmGrid } from './segments/rfm.query';
import { SegmentGuests } from './segments/segment-guests.query';
import { SegmentLists } from './segments/segment-lists';
import { SegmentOverlap } from './segments/segment-overlap.query';
import { SegmentPreview } from './segments/segment-preview.query';
import { Segments } from './segments/segments';
import * as staffMessagesCommands from './staff-messages/staff-messages.commands';
import { StaffMessagesController } from './staff-messages/staff-messages.controller';
import { OwnWheelController, PublicWheelController, WheelController } from './wheel/wheel.controller';
import * as wheelCommands from './wheel/wheel.commands';
import { WheelDraws } from './wheel/wheel-draws';
import { VerifyWheel } from './wheel/wheel-verification';
import { WheelJob } from './wheel/wheel.job';
import { Wheels } from './wheel/wheels.query';
import { SegmentsController } from './segments/segments.controller';
import { SegmentsJob } from './segments/segments.job';

/** Segments, campaigns and messages: the groups of guests that a network writes to and rewards. */
@Module({
  imports: [CqrsModule, SecurityModule, IdentityModule, ConfigurationModule, TransactionsModule],
  controllers: [
    FeedbackController,
    QuestionsController,
    CampaignGuestsController,
    CampaignTableController,
    LeaderboardController,
    OwnLeaderboardController,
    WheelController,
    OwnWheelController,
    PublicWheelController,
    MessagePreviewController,
    RestoresController,
    SegmentsController,
    StaffMessagesController,
    AutomationsController,
    GuestAutomationsController,
  ],
  providers: [
    ...handlersOf(
      AutomationDraftsHandlers,
      SetAutomationStateHandler,
      ArchiveAutomationHandler,
      CampaignMembership,
      ForgivenWeeks,
      AnswerQuestionHandlers,
      ReplyToGuestHandler,
      GiveGoodwillHandler,
      leaderboardsCommands,
      Segments,
      staffMessagesCommands,
      HeldSends,
      SendTestMessageHandler,
      wheelCommands,
    ),
    ExampleTexts,
    MessagePreview,
    ShownChannels,
    Announcements,
    Audiences,
    CampaignResultsQuery,
    CampaignsJob,
    CampaignRails,
    CampaignRailsJob,
    GuestCampaigns,
    PastCampaignGuests,
    SegmentLists,
    SegmentGuests,
    SegmentPreview,
    SegmentOverlap,
    RfmBoundaries,
    RfmGrid,
    RfmJob,
    GuestSegments,
    SegmentEvaluation,
    SegmentsJob,
    MergedPlaces,
    AutomationChecks,
    AutomationDocuments,
    AutomationEditor,
    AutomationStates,
    AutomationsQuery,
    AutomationEffects,
    AutomationEventFacts,
    AutomationTexts,
    AutomationEvents,
    AutomationsJob,
    AutomationTending,
    AutomationEstimates,
    AutomationRuns,
    { provide: AUTOMATION_STARTS, useExisting: AutomationStates },
    Leaderboards,
    Wheels,
    WheelDraws,
    WheelJob,
    VerifyWheel,
    Feedback,
    FeedbackJob,
    FeedbackLinks,
    FeedbackRelay,
    GoodwillBonuses,
    MergedQuestions,
    PastFeedback,
    Questions,
    {
      provide: MERGE_FOLLOWERS,
      useFactory: (...followers: MergeFollower[]) => followers,
      inject: [MergedPlaces, MergedQuestions],
    },
  ],
  exports: [
    AutomationEventFacts,
    CampaignRails,
    GuestCampaigns,
    GuestSegments,
    PastCampaignGuests,
    PastFeedback,
    RfmBoundaries,
    Segments,
    WheelDraws,
    Wheels,
  ],
})
export class MarketingModule {}
