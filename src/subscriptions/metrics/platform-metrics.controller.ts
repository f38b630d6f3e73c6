import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Route } from '../../security';
import { type MetricsAnswer, type MetricsQuery, metricsQuery, metricsSchema } from './metrics.dto';
import { PlatformMetrics } from './platform-metrics.query';

@ApiTags('Billing')
@Controller('platform/metrics')
export class PlatformMetricsController {
  constructor(private readonly metrics: PlatformMetrics) {}

  @Route('GET', {
    id: 'getPlatformMetrics',
    permission: 'billing.manage',
    summary: 'Get revenue, churn, cohorts and receivables of the installation',
    description:
      'Monthly recurring revenue comes from the changes of plans, not from invoices, so the movements of any months add up ' +
      'to the difference of their ends. A month belongs to the local days of each network.',
    ok: metricsSchema,
  })
  get(@Query({ schema: metricsQuery }) query: MetricsQuery): Promise<MetricsAnswer> {
    return this.metrics.get(query);
  }
}
