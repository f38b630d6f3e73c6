import { Flex } from '@mantine/core';
import { useManagesNetwork } from '../../entities/session/use-district';
import { useMayManage } from '../../entities/session/use-may-manage';
import { type PointOfSale, usePointsOfSale, useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { RowList } from '../../shared/ui/row-list';
import { Link } from 'react-router';
import { BudgetButton } from './budget-dialog';
import { BudgetsPanel } from './budgets-panel';
import { OfflineLimit } from './offline-limit';
import { NewRestaurant, NewTill, RestaurantActs } from './places';
import { RestaurantsHead } from '../../entities/restaurant/restaurants-head';
import classes from './restaurants-page.module.css';
import { TillRow } from './till-row';

/**
 * The restaurants of the network with their tills: opened, renamed and closed by managers; and what each till may let be
 * spent while it is offline.
 */
export function RestaurantsPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('places.manage');
  const managesNetwork = useManagesNetwork();
  const restaurants = useRestaurants();
  const tills = usePointsOfSale();
  const error = restaurants.error ?? tills.error;

  function list() {
    if (error !== null) return <FailureNotice error={error} />;
    if (restaurants.data === undefined || tills.data === undefined) return <Loading />;
    if (restaurants.data.length === 0) return <Notice title={t('places.emptyTitle')} help={t('places.emptyHelp')} />;
    return restaurants.data.map((restaurant) => {
      const own = tills.data.filter(({ restaurantId }) => restaurantId === restaurant.id);
      const { id, name, code, address, closedAt } = restaurant;
      return (
        <Panel
          key={id}
          title={name}
          aside={
            <Flex gap={8} wrap="wrap">
              <Link
                className={classes.figures ?? ''}
                to={`/restaurants/${id}`}
                aria-label={t('places.figuresOf', { name })}
              >
                {t('places.figures')}
              </Link>
              {mayManage && closedAt === null && <NewTill restaurantId={id} name={name} />}
              {mayManage && <RestaurantActs restaurant={restaurant} openTills={own.filter(isOpen).length} />}
            </Flex>
          }
        >
          {closedAt !== null && <p className={classes.closed}>{t('places.closed')}</p>}
          <Help>{[address, t('places.code', { code })].filter(Boolean).join(' · ')}</Help>
          {managesNetwork && <BudgetButton restaurant={restaurant} />}
          {own.length === 0 ? (
            <Help>{t('places.noTills')}</Help>
          ) : (
            <RowList label={t('places.tillsOf', { name })}>
              {own.map((till) => (
                <TillRow key={till.id} till={till} restaurantName={name} isRestaurantClosed={closedAt !== null} />
              ))}
            </RowList>
          )}
        </Panel>
      );
    });
  }

  return (
    <>
      <RestaurantsHead>{managesNetwork && <NewRestaurant />}</RestaurantsHead>
      <BudgetsPanel />
      <OfflineLimit />
      {list()}
    </>
  );
}

function isOpen({ closedAt }: PointOfSale): boolean {
  return closedAt === null;
}
