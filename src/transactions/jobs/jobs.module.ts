import { Module } from '@nestjs/common';
import { GUEST_SUMMARIES } from '../../identity';
import { EventPartitionsJob } from './event-partitions.job';
import { FiguresRelay } from './figures-relay';
import { GuestSummaryRelay } from './guest-summary-relay';
import { LogReader } from './log-reader';
import { PastFigures } from './past-figures';
import { RelayHealth } from './relay-health';
import { RelayMetrics } from './relay-metrics';

/** Work that runs for every network and gives way to the tills. */
@Module({
  providers: [
    LogReader,
    FiguresRelay,
    PastFigures,
    RelayMetrics,
    RelayHealth,
    EventPartitionsJob,
    GuestSummaryRelay,
    { provide: GUEST_SUMMARIES, useExisting: GuestSummaryRelay },
  ],
  exports: [LogReader, FiguresRelay, PastFigures, RelayMetrics, GUEST_SUMMARIES],
})
export class JobsModule {}
