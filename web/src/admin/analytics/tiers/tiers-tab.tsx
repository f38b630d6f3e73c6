import { useQuery } from '@tanstack/react-query';
import { type AnalyticsTiers, tierMovesQuery } from '../../../entities/analytics/analytics.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { useSpanWords } from '../../../entities/report/period-figures';
import classes from '../analytics.module.css';
import { CountingNotice } from '../counting-notice';
import { FiguresPanel } from '../figures-panel';
import { useAnalyticsChoice } from '../use-analytics-choice';
import { FlowChart, MovesChart } from './tier-charts';
import { MOVES } from './tiers.rules';

/** Moves of guests from tier to tier and over time. */
export function TiersTab() {
  const { t } = useTranslation('admin');
  const { choice, restaurantIds } = useAnalyticsChoice();
  const moves = useQuery(tierMovesQuery(choice));
  if (moves.isError) return <FailureNotice error={moves.error} retry={moves} />;
  if (moves.isPending) return <Loading />;
  return (
    <>
      {!moves.data.isCounted && <CountingNotice help={t('analytics.items.countingHelp')} />}
      {restaurantIds.length > 0 && <p className={classes.definition}>{t('analytics.tiers.whole')}</p>}
      {moves.data.flows.length === 0 ? (
        <Notice title={t('chart.emptyTitle')} help={t('analytics.tiers.empty')} />
      ) : (
        <>
          <FlowPanel data={moves.data} />
          <SeriesPanel data={moves.data} />
        </>
      )}
    </>
  );
}

function FlowPanel({ data }: { readonly data: AnalyticsTiers }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const spanWords = useSpanWords();
  const { from, to, comparedFrom, comparedTo, period, compared, flows } = data;
  const [outside, gone] = [t('analytics.tiers.outside'), t('analytics.tiers.gone')];
  const number = (count: number) => format.number(count);
  return (
    <FiguresPanel<AnalyticsTiers['flows'][number]>
      title={t('analytics.tiers.flowTitle', { span: spanWords(from, to) })}
      definition={t('analytics.tiers.flowHelp')}
      rows={flows}
      rowKey={(flow) => `${flow.from ?? ''} ${flow.to ?? ''} ${flow.cause}`}
      file={`tiers-${from}-${to}`}
      columns={[
        {
          key: 'from',
          title: t('analytics.tiers.from'),
          isText: true,
          cell: (flow) => flow.from ?? outside,
          value: (flow) => flow.from ?? outside,
        },
        {
          key: 'to',
          title: t('analytics.tiers.to'),
          isText: true,
          cell: (flow) => flow.to ?? gone,
          value: (flow) => flow.to ?? gone,
        },
        {
          key: 'cause',
          title: t('analytics.tiers.cause'),
          isText: true,
          cell: ({ cause }) => t(`analytics.tiers.causes.${cause}`),
          value: ({ cause }) => t(`analytics.tiers.causes.${cause}`),
        },
        {
          key: 'guests',
          title: t('analytics.tiers.guests'),
          cell: ({ guests }) => number(guests),
          value: ({ guests }) => guests,
        },
      ]}
      chart={<FlowChart flows={flows} outside={outside} gone={gone} />}
    >
      <p className={classes.said}>
        {t('analytics.tiers.said', {
          joined: number(period.joined),
          rose: number(period.rose),
          fell: number(period.fell),
          left: number(period.left),
          span: spanWords(comparedFrom, comparedTo),
          joinedBefore: number(compared.joined),
          roseBefore: number(compared.rose),
          fellBefore: number(compared.fell),
          leftBefore: number(compared.left),
        })}
      </p>
    </FiguresPanel>
  );
}

function SeriesPanel({ data }: { readonly data: AnalyticsTiers }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const spanWords = useSpanWords();
  const { from, to, series, step } = data;
  return (
    <FiguresPanel<AnalyticsTiers['series'][number]>
      title={t('analytics.tiers.seriesTitle', { step: t(`analytics.steps.${step}`) })}
      definition={t('analytics.tiers.seriesHelp')}
      rows={series}
      rowKey={(part) => part.from}
      file={`tier-moves-${from}-${to}`}
      columns={[
        {
          key: 'date',
          title: t(`analytics.step.${step}`),
          isText: true,
          cell: (part) => spanWords(part.from, part.to),
          value: (part) => part.from,
        },
        ...MOVES.map((move) => ({
          key: move,
          title: t(`analytics.tiers.${move}`),
          cell: (part: AnalyticsTiers['series'][number]) => format.number(part[move]),
          value: (part: AnalyticsTiers['series'][number]) => part[move],
        })),
      ]}
      chart={<MovesChart series={series} />}
    />
  );
}
