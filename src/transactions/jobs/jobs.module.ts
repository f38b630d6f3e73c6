import { Module } from '@nestjs/common';
import { EventPartitionsJob } from './event-partitions.job';
import { FiguresRelay } from './figures-relay';
import { RelayHealth } from './relay-health';
import { RelayMetrics } from './relay-metrics';

/** Work that runs for every network and gives way to the tills. */
@Module({
  providers: [FiguresRelay, RelayMetrics, RelayHealth, EventPartitionsJob],
  exports: [FiguresRelay, RelayMetrics],
})
export class JobsModule {}
