import { useQuery } from '@tanstack/react-query';
import { platformSummaryQuery } from '../../entities/platform/platform.api';
import { ownTimeZone } from '../../shared/format/zone';
import { useFormats, usePlainFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { ReadFailure } from '../../shared/ui/read-failure';
import { Figures, PageHead, Panel } from '../../shared/ui/page';
import { useShareAndGrowth } from '../networks/share-and-growth';
import { FraudPanel } from './fraud-panel';
import classes from './platform.module.css';

/** Parts of the server with words of their own; others go by their code. */
const PARTS = [
  'server',
  'database',
  'statements',
  'replica',
  'disk',
  'epochs',
  'queue',
  'workers',
  'relay',
  'messages',
  'limits',
  'smtp',
  'sendgrid',
  'twilio',
  'vonage',
  'smsGateway',
  'telegram',
  'max',
  'push',
  'kafka',
  'traces',
  'clickhouse',
] as const;

/** The installation as a whole: networks by state, sales, money by currency, and the parts of the server. */
export function PlatformPage() {
  const { t } = useTranslation('owner');
  const formatOf = useFormats();
  const shareAndGrowth = useShareAndGrowth();
  const summary = useQuery(platformSummaryQuery);
  const timeZone = ownTimeZone();
  const format = usePlainFormat(timeZone);
  if (summary.isError) {
    return <ReadFailure isPage reading={summary} />;
  }
  if (summary.data === undefined)
    return (
      <>
        <PageHead title={t('nav.platform')} />
        <Loading />
      </>
    );
  const { networks, money, checks, status, countedAt, ...sums } = summary.data;
  const partName = (part: string) => {
    const known = PARTS.find((one) => one === part);
    return known === undefined ? part : t(`platform.parts.${known}`);
  };
  return (
    <>
      <PageHead title={t('nav.platform')} sub={t('platform.sub', { time: format.time(countedAt) })} />
      <section aria-label={t('platform.networks')}>
        <h2 className={classes.title}>{t('platform.networks')}</h2>
        <Figures
          figures={(['active', 'suspended', 'closed', 'silent', 'troubled'] as const).map((figure) => ({
            label: t(`platform.${figure}`),
            value: format.number(networks[figure]),
          }))}
        />
      </section>
      <section aria-label={t('platform.use')}>
        <h2 className={classes.title}>{t('platform.use')}</h2>
        <Figures
          figures={[
            ...(['salesToday', 'salesWeek', 'guests', 'restaurants', 'tills'] as const).map((figure) => ({
              label: t(`platform.${figure}`),
              value: format.number(sums[figure]),
            })),
            ...shareAndGrowth(sums, format),
          ]}
        />
      </section>
      <Panel title={t('platform.money')}>
        <DataTable
          caption={t('platform.moneyTable')}
          rows={money}
          rowKey={({ currency }) => currency}
          empty={<p className={classes.help}>{t('platform.noMoney')}</p>}
          columns={[
            { of: 'currency', title: t('platform.currency') },
            {
              title: t('platform.today'),
              isFigure: true,
              cell: ({ currency, payableToday }) => formatOf({ currency, timeZone }).money(payableToday),
            },
            {
              title: t('platform.week'),
              isFigure: true,
              cell: ({ currency, payableWeek }) => formatOf({ currency, timeZone }).money(payableWeek),
            },
          ]}
        />
      </Panel>
      <FraudPanel />
      <Panel title={t('platform.server')}>
        <p className={classes.help} data-status={status}>
          {t(`platform.status.${status}`)}
        </p>
        <DataTable
          caption={t('platform.partsTable')}
          rows={Object.entries(checks).sort(([a], [b]) => a.localeCompare(b))}
          rowKey={([part]) => part}
          empty={null}
          columns={[
            { title: t('platform.part'), cell: ([part]) => partName(part) },
            { title: t('platform.partState'), cell: ([, state]) => t(`platform.partStates.${state}`) },
          ]}
        />
      </Panel>
    </>
  );
}
