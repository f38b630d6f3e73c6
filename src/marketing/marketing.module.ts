import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../configuration/configuration.module';
import { IdentityModule } from '../identity/identity.module';
import { SecurityModule } from '../security/security.module';
import { MERGED_LISTS } from '../transactions';
import { TransactionsModule } from '../transactions/transactions.module';
import { Announcements } from './campaigns/announcements';
import { Audiences } from './campaigns/audiences.query';
import { CampaignGuestsController } from './campaigns/campaign-guests.controller';
import { CampaignsJob } from './campaigns/campaigns.job';
import { GuestCampaigns } from './campaigns/guest-campaigns.query';
import { CampaignMembership } from './campaigns/campaign-membership';
import { JoinCampaignHandler, LeaveCampaignHandler } from './campaigns/campaigns.commands';
import { PastCampaignGuests } from './campaigns/past-campaign-guests';
import { CampaignResultsQuery } from './results/campaign-results.query';
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
import { SegmentsController } from './segments/segments.controller';
import { SegmentsJob } from './segments/segments.job';
import {
  ArchiveSegmentHandler,
  ChangeMembersByFileHandler,
  ChangeMembersHandler,
  ChangeSegmentHandler,
  CreateSegmentHandler,
} from './segments/segments.commands';

/** Segments, campaigns and messages: the groups of guests that a network writes to and rewards. */
@Module({
  imports: [CqrsModule, SecurityModule, IdentityModule, ConfigurationModule, TransactionsModule],
  controllers: [CampaignGuestsController, SegmentsController],
  providers: [
    ArchiveSegmentHandler,
    ChangeMembersByFileHandler,
    ChangeMembersHandler,
    ChangeSegmentHandler,
    CreateSegmentHandler,
    Announcements,
    Audiences,
    CampaignResultsQuery,
    CampaignsJob,
    GuestCampaigns,
    CampaignMembership,
    JoinCampaignHandler,
    LeaveCampaignHandler,
    PastCampaignGuests,
    Segments,
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
    { provide: MERGED_LISTS, useExisting: MergedPlaces },
  ],
  exports: [GuestCampaigns, GuestSegments, PastCampaignGuests, Segments],
})
export class MarketingModule {}
