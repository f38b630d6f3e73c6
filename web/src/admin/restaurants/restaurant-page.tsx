import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { periodReportQuery } from '../../entities/report/report.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { actOf, keyOf } from '../../shared/api/calls';
import { useTranslation } from '../../shared/i18n/use-translation';
import { BackLink, PageHead, Panel } from '../../shared/ui/page';
import { PictureField } from '../../entities/picture/picture-field';
import { PeriodControls } from '../../entities/report/period-controls';
import { useSpanWords } from '../../entities/report/period-figures';
import { ReportBody } from '../../entities/report/report-body';
import { useChoice } from '../../entities/report/use-choice';
import { BoundTillsPanel } from './bound-tills-panel';

/** The figures of one restaurant in a period, its bound tills and its picture. */
export function RestaurantPage() {
  const { t } = useTranslation('admin');
  const spanWords = useSpanWords();
  const restaurantId = useParams()['restaurantId'] ?? '';
  const restaurants = useRestaurants();
  const chosen = useChoice('LAST_30_DAYS');
  const choice = { ...chosen.choice, restaurantId };
  const { data } = useQuery(periodReportQuery(choice));
  const queries = useQueryClient();
  const mayManage = useMayManage('places.manage');
  const restaurant = restaurants.data?.find(({ id }) => id === restaurantId);
  return (
    <>
      <BackLink to="/restaurants">{t('nav.restaurants')}</BackLink>
      <PageHead title={restaurant?.name ?? t('reports.restaurant')} sub={data && spanWords(data.from, data.to)} />
      <PeriodControls {...chosen} span={data} hasRestaurants={false} />
      <ReportBody choice={choice} />
      {mayManage && restaurant !== undefined && <BoundTillsPanel restaurantId={restaurantId} />}
      {mayManage && restaurant !== undefined && (
        <Panel title={t('pictures.title')}>
          <PictureField
            picture={restaurant.picture}
            put={actOf('PUT', '/api/restaurants/{id}/picture', { id: restaurantId })}
            remove={actOf('DELETE', '/api/restaurants/{id}/picture', { id: restaurantId })}
            onChanged={() => queries.invalidateQueries({ queryKey: keyOf('/api/restaurants') })}
          />
        </Panel>
      )}
    </>
  );
}
