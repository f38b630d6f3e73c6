import { Button } from '@mantine/core';
import { IconDownload } from '../../shared/icons/icon-download';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type DatesChoice, restaurantsReportQuery } from '../../entities/report/report.api';
import { saveFile } from '../../shared/api/save-file';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { amountText, tableFile } from '../../entities/report/report-file.rules';

interface RestaurantRow {
  readonly key: string;
  readonly restaurantId: string | null;
  readonly name: string;
  readonly cells: Readonly<Record<string, number | null>>;
}

/** The restaurants of the network beside each other, with the whole network in the last line; also as a file. */
export function RestaurantsTable({ choice }: { readonly choice: DatesChoice }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const report = useQuery(restaurantsReportQuery(choice));
  const figures = useColumns();
  if (report.isError) return <FailureNotice error={report.error} retry={report} />;
  const title = t('reports.restaurantsTitle');
  const { data } = report;
  const rows: RestaurantRow[] | undefined = data && [
    ...data.items.map(({ restaurantId, name, figures: { ...cells } }) => ({
      key: restaurantId ?? 'none',
      restaurantId,
      name: name ?? t('reports.noRestaurant'),
      cells,
    })),
    ...(data.items.length === 0
      ? []
      : [{ key: 'total', restaurantId: null, name: t('reports.network'), cells: { ...data.total } }]),
  ];
  const columns: ColumnOf<RestaurantRow>[] = [
    {
      isName: true,
      title: t('reports.restaurant'),
      cell: ({ restaurantId, name }) =>
        restaurantId === null ? name : <Link to={`/restaurants/${restaurantId}`}>{name}</Link>,
    },
    ...figures.map(({ key, title: head, isMoney, isAside }): ColumnOf<RestaurantRow> => ({
      key,
      title: head,
      isFigure: true,
      isAside,
      cell: ({ cells }) => {
        const value = cells[key] ?? null;
        if (value === null) return '—';
        return isMoney ? format.money(value) : format.number(value);
      },
    })),
  ];

  function download(): void {
    if (data === undefined || rows === undefined) return;
    const head = [t('reports.restaurant'), ...figures.map((figure) => figure.title)];
    const lines = rows.map(({ name, cells }) => [
      name,
      ...figures.map(({ key, isMoney }) => {
        const value = cells[key] ?? null;
        return isMoney ? amountText(value, data.currencyDigits) : value;
      }),
    ]);
    saveFile(new Blob([tableFile(head, lines)], { type: 'text/csv' }), `report-${data.from}-${data.to}.csv`);
  }

  return (
    <Panel
      title={title}
      aside={
        <Button
          variant="default"
          leftSection={<IconDownload size={20} stroke={1.75} aria-hidden />}
          disabled={rows === undefined || rows.length === 0}
          onClick={download}
        >
          {t('reports.download')}
        </Button>
      }
    >
      <DataTable
        caption={t('program.report.table', { title })}
        rows={rows}
        rowKey={({ key }) => key}
        empty={<Notice title={t('reports.emptyTitle')} help={t('reports.emptyHelp')} />}
        columns={columns}
      />
    </Panel>
  );
}

function useColumns() {
  const { t } = useTranslation('admin');
  const column = (key: string, title: string, isMoney: boolean, isAside: boolean) => ({ key, title, isMoney, isAside });
  return [
    column('net', t('reports.net'), true, false),
    column('payable', t('reports.gross'), true, true),
    column('refundedPayable', t('reports.refunds'), true, true),
    column('sales', t('reports.receipts'), false, true),
    column('averageCheckWithGuest', t('reports.checkWith'), true, true),
    column('averageCheckWithoutGuest', t('reports.checkWithout'), true, true),
    column('pointsEarned', t('today.pointsEarned'), false, true),
    column('pointsRedeemed', t('today.pointsRedeemed'), false, true),
    column('pointsExpired', t('reports.pointsExpired'), false, true),
  ];
}
