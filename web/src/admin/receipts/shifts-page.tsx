import { Flex, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { usePointsOfSale, useRestaurants } from '../../entities/restaurant/restaurant.api';
import type { ShiftTotals, TillReport } from '../../entities/shift/shift.api';
import { useColleagueNames } from '../../entities/staff/use-colleague-names';
import { ask } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { BackLink, Figures, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { SavedViews } from '../../entities/saved-view/saved-views';
import { type AddressChange, useAddress } from '../../shared/described/use-address';
import { bound } from '../../shared/ui/bound';
import { DateField } from '../../shared/ui/dates/date-field';

type Shift = TillReport['items'][number];

/** Money that the cashiers of a till received on a business date; till and date stand in the address. */
export function ShiftsPage() {
  const { t } = useTranslation('admin');
  const { address, change } = useAddress();
  const restaurants = useRestaurants();
  const tills = usePointsOfSale();
  const tillId = address.get('till') ?? '';
  const day = address.get('day') ?? undefined;
  const report = useQuery({
    ...ask('/api/shifts', { pointOfSaleId: tillId, businessDate: day }),
    enabled: tillId !== '',
  });
  const columns = useShiftColumns();
  const money = useMoneyFigures();
  const nameOf = (restaurantId: string) => restaurants.data?.find(({ id }) => id === restaurantId)?.name ?? '';
  const choices = (tills.data ?? []).map((till) => ({
    value: till.id,
    label: t('places.tillOf', { till: till.name, restaurant: nameOf(till.restaurantId) }),
  }));
  const error = tills.error ?? restaurants.error ?? report.error;

  const choose = (members: AddressChange) => change(members, { replace: true });

  return (
    <>
      <BackLink to="/restaurants">{t('nav.restaurants')}</BackLink>
      <PageHead title={t('shifts.title')} sub={t('shifts.sub')} />
      <Flex gap={16} wrap="wrap" align="flex-end" mb={16}>
        <NativeSelect
          label={t('shifts.till')}
          {...bound(tillId, (till) => choose({ till }))}
          data={[{ value: '', label: t('shifts.choose') }, ...choices]}
        />
        <DateField
          label={t('shifts.day')}
          value={day ?? report.data?.businessDate ?? ''}
          onChange={(text) => choose({ day: text })}
        />
        <SavedViews page="SHIFTS" />
      </Flex>
      <FailureNotice error={error} />
      {tillId !== '' && report.error === null && (
        <>
          {report.data !== undefined && <Figures areLong figures={money(report.data.totals)} />}
          <Panel title={t('shifts.table')}>
            <DataTable
              caption={t('shifts.title')}
              columns={columns}
              rows={report.data?.items}
              rowKey={({ id }) => id}
              empty={<Notice title={t('shifts.emptyTitle')} help={t('shifts.emptyHelp')} />}
            />
          </Panel>
        </>
      )}
    </>
  );
}

function useMoneyFigures() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return ({ received }: ShiftTotals) => [
    { label: t('shifts.net'), value: format.money(received.net) },
    { label: t('shifts.gross'), value: format.money(received.gross) },
    { label: t('shifts.refunded'), value: format.money(-received.refunded) },
    { label: t('shifts.undone'), value: format.money(-received.undone) },
  ];
}

function useShiftColumns(): ColumnOf<Shift>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useColleagueNames();
  const figure = (key: keyof ShiftTotals['received'], sign: 1 | -1, isAside: boolean): ColumnOf<Shift> => ({
    key,
    title: t(`shifts.${key}`),
    isFigure: true,
    isAside,
    cell: ({ totals }) => format.money(sign * totals.received[key]),
  });
  return [
    { title: t('shifts.cashier'), cell: ({ userId }) => nameOf(userId) },
    {
      title: t('shifts.hours'),
      cell: ({ openedAt, closedAt, totals: { sales } }) =>
        closedAt === null ? (
          t('shifts.open', { opened: format.time(openedAt) })
        ) : (
          <>
            {t('shifts.closed', { opened: format.time(openedAt), closed: format.time(closedAt) })}
            {sales.late > 0 && <> · {t('shifts.late', { count: sales.late })}</>}
          </>
        ),
    },
    {
      title: t('shifts.sales'),
      isFigure: true,
      isAside: true,
      cell: ({ totals }) => format.number(totals.sales.count),
    },
    figure('net', 1, false),
    figure('gross', 1, true),
    figure('refunded', -1, true),
    figure('undone', -1, true),
  ];
}
