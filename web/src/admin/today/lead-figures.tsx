import { useQuery } from '@tanstack/react-query';
import { type DayFigures, dailyQuery, type PeriodReport } from '../../entities/report/report.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Sparkline } from '../../shared/ui/sparkline';
import { chartSpan, shareOf, trendOf } from '../../entities/report/comparison.rules';
import { useSpanWords } from '../../entities/report/period-figures';
import classes from './today.module.css';

interface LeadFigure {
  readonly label: string;
  readonly read: (figures: DayFigures) => number | null;
  readonly write: (value: number) => string;
}

interface LeadFiguresProps {
  readonly report: PeriodReport;
  readonly restaurantId: string | undefined;
}

/** The four figures of the period that a director reads first, each with its days as a line. */
export function LeadFigures({ report, restaurantId }: LeadFiguresProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const spanWords = useSpanWords();
  const isToday = report.from === report.businessDate;
  const span = chartSpan(report.from, report.to);
  // Without its answer, which the charts below ask for too and whose failure they report, there are figures without lines.
  const days = useQuery(dailyQuery(span.from, span.to, restaurantId));
  const figures: readonly LeadFigure[] = [
    {
      label: isToday ? t('today.netSoFar') : t('reports.net'),
      read: ({ net }) => net,
      write: (value) => format.money(value),
    },
    { label: t('reports.receipts'), read: ({ sales }) => sales, write: (value) => format.number(value) },
    {
      label: t('today.guestShare'),
      read: ({ guestNet, net }) => shareOf(guestNet, net),
      write: (value) => format.share(value),
    },
    { label: t('today.newGuests'), read: ({ newGuests }) => newGuests, write: (value) => format.number(value) },
  ];
  return (
    <dl className={classes.four}>
      {figures.map(({ label, read, write }) => {
        const now = read(report.figures);
        const trend = trendOf(now, read(report.compared));
        return (
          <div key={label}>
            <dt>{label}</dt>
            <dd className={classes.value}>{now === null ? '—' : write(now)}</dd>
            {trend !== null && (
              <dd className={classes.compared}>
                {t('reports.vs', {
                  trend: t(`reports.trend.${trend.direction}`, { share: format.share(trend.ppm) }),
                  days: spanWords(report.comparedFrom, report.comparedTo),
                })}
              </dd>
            )}
            <dd>
              <Sparkline values={(days.data?.items ?? []).map((day) => read(day) ?? 0)} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
