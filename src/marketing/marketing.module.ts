import { Module } from '@nestjs/common';
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

/** Whom a network speaks to and rewards together. */
@Module({
  imports: [SecurityModule, IdentityModule, ConfigurationModule, TransactionsModule],
  controllers: [SegmentsController],
  providers: [
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
