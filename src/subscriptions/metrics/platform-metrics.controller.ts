import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OfAllHomes } from '../../platform/homes/of-all-homes';
import { Route } from '../../security';
import { type MetricsAnswer, type MetricsQuery, metricsQuery, metricsSchema } from './metrics.dto';
import { sumOfCohorts, sumOfMonths } from './metrics.rules';
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
  @OfAllHomes(metricsOfCells)
  get(@Query({ schema: metricsQuery }) query: MetricsQuery): Promise<MetricsAnswer> {
    return this.metrics.get(query);
  }
}

function metricsOfCells(mine: MetricsAnswer, others: readonly MetricsAnswer[]): MetricsAnswer {
  const all = [mine, ...others];
  const sum = (member: 'total' | 'overdue'): number =>
    all.reduce((total, { receivables }) => total + receivables[member], 0);
  const ages = mine.receivables.ages.map((age) => {
    const same = all.flatMap(({ receivables }) => receivables.ages.filter(({ fromDays }) => fromDays === age.fromDays));
    return {
      ...age,
      amount: same.reduce((total, { amount }) => total + amount, 0),
      invoices: same.reduce((total, { invoices }) => total + invoices, 0),
    };
  });
  return {
    currency: mine.currency,
    months: sumOfMonths(all.map(({ months }) => months)),
    cohorts: sumOfCohorts(all.map(({ cohorts }) => cohorts)).map((cohort) => ({
      ...cohort,
      retained: [...cohort.retained],
    })),
    receivables: { total: sum('total'), overdue: sum('overdue'), ages },
  };
}
