import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../configuration';
import { IdentityModule } from '../identity';
import { SecurityModule } from '../security';
import { MERGED_LISTS, TransactionsModule } from '../transactions';
import { GuestSegments } from './segments/guest-segments.query';
import { MergedPlaces } from './segments/merged-places';
import { SegmentEvaluation } from './segments/segment-evaluation';
import { SegmentLists } from './segments/segment-lists';
import { SegmentPreview } from './segments/segment-preview.query';
import { Segments } from './segments/segments';
import { SegmentsController } from './segments/segments.controller';
import { SegmentsJob } from './segments/segments.job';
import { ArchiveSegmentHandler } from './segments/archive-segment.command';
import { ChangeMembersByFileHandler } from './segments/change-members-by-file.command';
import { ChangeMembersHandler } from './segments/change-members.command';
import { ChangeSegmentHandler } from './segments/change-segment.command';
import { CreateSegmentHandler } from './segments/create-segment.command';

/** Whom a network speaks to and rewards together. */
@Module({
  imports: [CqrsModule, SecurityModule, IdentityModule, ConfigurationModule, TransactionsModule],
  controllers: [SegmentsController],
  providers: [
    ArchiveSegmentHandler,
    ChangeMembersByFileHandler,
    ChangeMembersHandler,
    ChangeSegmentHandler,
    CreateSegmentHandler,
    Segments,
    SegmentLists,
    SegmentPreview,
    GuestSegments,
    SegmentEvaluation,
    SegmentsJob,
    MergedPlaces,
    { provide: MERGED_LISTS, useExisting: MergedPlaces },
  ],
})
export class MarketingModule {}
