import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../platform/http/operation.decorator';
import { RequirePermission } from '../../security';
import { type MetricsAnswer, type MetricsQuery, metricsQuery, metricsSchema } from './metrics.dto';
import { PlatformMetrics } from './platform-metrics.query';

@ApiTags('Billing')
@Controller('platform/metrics')
export class PlatformMetricsController {
  constructor(private readonly metrics: PlatformMetrics) {}

  @Get()
  @Operation({
    id: 'getPlatformMetrics',
    summary: 'Get revenue, churn, cohorts and receivables of the installation',
    description:
      'Monthly recurring revenue comes from the changes of plans, not from invoices, so the movements of any months add up ' +
      'to the difference of their ends. A month belongs to the local days of each network.',
  })
  @RequirePermission('billing.manage')
  @ApiOkResponse({ standardSchema: metricsSchema })
  get(@Query({ schema: metricsQuery }) query: MetricsQuery): Promise<MetricsAnswer> {
    return this.metrics.get(query);
  }
}
