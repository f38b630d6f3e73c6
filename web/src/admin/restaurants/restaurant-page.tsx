import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { periodReportQuery } from '../../entities/report/report.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { BackLink, PageHead } from '../../shared/ui/page';
import { PeriodControls } from '../ui/reports/period-controls';
import { useSpanWords } from '../ui/reports/period-figures';
import { ReportBody } from '../ui/reports/report-body';
import { useChoice } from '../ui/reports/use-choice';

/** The figures of one restaurant in a period. */
export function RestaurantPage() {
  const { t } = useTranslation('admin');
  const spanWords = useSpanWords();
  const restaurantId = useParams()['restaurantId'] ?? '';
  const restaurants = useRestaurants();
  const chosen = useChoice('LAST_30_DAYS');
  const choice = { ...chosen.choice, restaurantId };
  const { data } = useQuery(periodReportQuery(choice));
  const name = restaurants.data?.find(({ id }) => id === restaurantId)?.name;
  return (
    <>
      <BackLink to="/restaurants">{t('nav.restaurants')}</BackLink>
      <PageHead title={name ?? t('reports.restaurant')} sub={data && spanWords(data.from, data.to)} />
      <PeriodControls {...chosen} span={data} hasRestaurants={false} />
      <ReportBody choice={choice} />
    </>
  );
}
