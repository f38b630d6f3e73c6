import { useQuery } from '@tanstack/react-query';
import { periodReportQuery } from '../../entities/report/report.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { PageHead } from '../../shared/ui/page';
import { PeriodControls } from '../../entities/report/period-controls';
import { useSpanWords } from '../../entities/report/period-figures';
import { ReportBody } from '../../entities/report/report-body';
import { RestaurantsTable } from './restaurants-table';
import { useChoice } from '../../entities/report/use-choice';

/** The figures of the network or one restaurant in a period, and the restaurants beside each other. */
export function ReportsPage() {
  const { t } = useTranslation('admin');
  const spanWords = useSpanWords();
  const chosen = useChoice('LAST_30_DAYS');
  const { restaurantId, ...dates } = chosen.choice;
  const { data } = useQuery(periodReportQuery(chosen.choice));
  return (
    <>
      <PageHead title={t('nav.reports')} sub={data && spanWords(data.from, data.to)} />
      <PeriodControls {...chosen} span={data} />
      <ReportBody choice={chosen.choice}>
        {restaurantId === undefined && <RestaurantsTable choice={dates} />}
      </ReportBody>
    </>
  );
}
