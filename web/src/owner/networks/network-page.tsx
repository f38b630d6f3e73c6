import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { Text } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { ANEW_EVERY_MS, type PlatformNetworkDetails } from '../../entities/platform/platform.api';
import { getPlatformNetwork } from '../../shared/api/operations';
import { DetailPage } from '../../shared/described/detail-page';
import { currencyDigits } from '../../shared/format/money';
import { type Format, useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { ChartPanel } from '../../shared/ui/chart-panel';
import { DataTable } from '../../shared/ui/data-table';
import { Facts } from '../../shared/ui/facts';
import { Figures, Panel } from '../../shared/ui/page';
import { PlanPanel } from '../billing/plan-panel';
import { ActingPanel } from './acting-panel';
import { Errors, lastSaleText } from './networks-page';
import { useShareAndGrowth } from './share-and-growth';
import { StatePanel } from './state-panel';

const CHART_HEIGHT = 240;
/** Reasons of failures with words of their own; others go by their code. */
const FAILURES = [
  'timeout',
  'no_connection',
  'address_not_allowed',
  'certificate',
  'redirect',
  'gone',
  'refused',
  'busy',
  'receiver_error',
  'unauthorized',
  'unreachable',
  'not_readable',
] as const;

/** One network: whether it works, its till systems, its state, and the way into its console. */
export function NetworkPage() {
  const { t } = useTranslation('owner');
  const { networkId = '' } = useParams();
  const formatOf = useFormats();
  return (
    <DetailPage
      of={getPlatformNetwork}
      params={{ id: networkId }}
      everyMs={ANEW_EVERY_MS}
      back={{ to: '/', text: t('nav.networks') }}
      title={({ name }) => name}
      sub={(network) => {
        const { code, currency, timeZone, createdAt } = network;
        return t('network.about', { code, currency, timeZone, date: formatOf(network).dateTime(createdAt) });
      }}
    >
      {(network) => <Parts network={network} />}
    </DetailPage>
  );
}

function Parts({ network }: { readonly network: PlatformNetworkDetails }) {
  const { t } = useTranslation('owner');
  const format = useFormats()(network);
  const shareAndGrowth = useShareAndGrowth();
  const { health } = network;
  return (
    <>
      {network.signedUp && <Text c="dimmed">{t('networks.signedUp')}</Text>}
      <Figures
        figures={[
          {
            label: t('networks.salesToday'),
            value: format.number(health.salesToday),
            compared: t('network.today', { amount: format.money(health.payableToday) }),
          },
          {
            label: t('networks.salesWeek'),
            value: format.number(health.salesWeek),
            compared: t('network.today', { amount: format.money(health.payableWeek) }),
          },
          ...shareAndGrowth(health, format),
          { label: t('networks.guests'), value: format.number(health.guests) },
          { label: t('network.restaurants'), value: format.number(health.restaurants) },
          { label: t('network.tills'), value: format.number(health.tills) },
        ]}
      />
      <Panel title={t('network.health')}>
        <Facts
          facts={[
            [t('networks.lastSale'), lastSaleText(network, format) ?? t('networks.never')],
            [t('networks.errors'), <Errors key="errors" network={network} />],
            [
              t('network.audit'),
              <Link key="audit" to={`/audit?network=${network.id}`}>
                {t('nav.audit')}
              </Link>,
            ],
          ]}
        />
      </Panel>
      <Days network={network} format={format} />
      <Connections network={network} format={format} />
      <PlanPanel networkId={network.id} />
      <ActingPanel network={network} />
      <StatePanel network={network} format={format} />
    </>
  );
}

interface PartProps {
  readonly network: PlatformNetworkDetails;
  readonly format: Format;
}

function Days({ network: { days }, format }: PartProps) {
  const { t } = useTranslation('owner');
  const paid = t('network.paid');
  const majorUnits = 10 ** currencyDigits(format.currency);
  if (days.every(({ sales }) => sales === 0))
    return (
      <Panel title={t('network.chart')}>
        <Text c="dimmed">{t('network.noSales')}</Text>
      </Panel>
    );
  return (
    <ChartPanel
      title={t('network.chart')}
      table={
        <DataTable
          format={format}
          caption={t('network.daysTable')}
          rows={[...days].reverse()}
          rowKey={({ businessDate }) => businessDate}
          empty={null}
          columns={[
            { of: 'businessDate', title: t('network.day'), as: 'day' },
            { of: 'sales', title: t('network.sales'), as: 'number' },
            { of: 'payable', title: paid, as: 'money' },
            { of: 'newGuests', title: t('network.newGuests'), as: 'number', isAside: true },
          ]}
        />
      }
      chart={
        <BarChart
          h={CHART_HEIGHT}
          data={days.map(({ businessDate, payable }) => ({
            day: format.day(businessDate),
            [paid]: payable / majorUnits,
          }))}
          dataKey="day"
          tickLine="none"
          gridAxis="x"
          series={[{ name: paid, color: 'var(--accent)' }]}
          valueFormatter={(value) => format.wholeMoney(value)}
          yAxisProps={{ width: 84 }}
          xAxisProps={{ interval: 'equidistantPreserveStart' }}
          barChartProps={{ accessibilityLayer: false, barCategoryGap: '12%' }}
        />
      }
    />
  );
}

function Connections({ network: { health }, format }: PartProps) {
  const { t } = useTranslation('owner');
  const failureOf = (code: string) => {
    const known = FAILURES.find((one) => one === code);
    return known === undefined ? code : t(`network.failures.${known}`);
  };
  const moment = (at: string | null) => (at === null ? t('networks.never') : format.dateTime(at));
  // Till systems go by their own names.
  const kinds = new Map([
    ['WEBHOOK', t('network.webhook')],
    ['API_KEY', t('network.apiKey')],
  ]);
  return (
    <Panel title={t('network.connections')}>
      <DataTable
        caption={t('network.connectionsTable')}
        rows={health.connections}
        rowKey={({ id }) => id}
        empty={<Text c="dimmed">{t('network.noConnections')}</Text>}
        columns={[
          { title: t('network.connection'), cell: ({ name, kind }) => `${name} · ${kinds.get(kind) ?? kind}` },
          { of: 'state', title: t('network.state'), words: (state) => t(`network.connectionStates.${state}`) },
          { title: t('network.lastSuccess'), isAside: true, cell: ({ lastSuccessAt }) => moment(lastSuccessAt) },
          {
            title: t('network.lastFailure'),
            isAside: true,
            cell: ({ lastFailureAt, lastFailure }) =>
              [moment(lastFailureAt), ...(lastFailure === null ? [] : [failureOf(lastFailure)])].join(' · '),
          },
        ]}
      />
    </Panel>
  );
}
