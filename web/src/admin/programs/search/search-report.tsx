import '@mantine/charts/styles.css';
import { ScatterChart } from '@mantine/charts';
import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { programQuery } from '../../../entities/program/program.api';
import type { ProgramSearch, ProgramSearchReport, SearchedVariant } from '../../../entities/program/search.api';
import { actOf, keyOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { ChartPanel } from '../../../shared/ui/chart-panel';
import { ShortTable } from '../../../shared/ui/short-table';
import classes from './search.module.css';
import { useFigureWords } from './use-figure-words';

const HEIGHT = 340;
const PPM_A_PER_CENT = 10_000;

interface SearchReportProps {
  readonly search: ProgramSearch & { readonly report: ProgramSearchReport };
  readonly mayManage: boolean;
}

/** The result of a search: the programmes that no other one beats, beside all that were tried. */
export function SearchReport({ search, mayManage }: SearchReportProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { variants, actual, acts, cannotKnow } = search.report;
  const best = variants.filter(({ isBest }) => isBest).sort((a, b) => a.given - b.given);
  const [base] = variants;
  const [cheapest] = best;
  if (acts === 0 || base === undefined || cheapest === undefined)
    return <Notice title={t('program.report.emptyTitle')} help={t('program.report.emptyHelp')} />;
  const title = t('program.search.chart');
  const pointOf = ({ costPpm, losing }: Pick<SearchedVariant, 'costPpm' | 'losing'>) => ({
    cost: costPpm / PPM_A_PER_CENT,
    losing,
  });
  const series = [
    { name: t('program.search.tried'), color: 'var(--line-strong)', of: variants.filter(({ isBest }) => !isBest) },
    { name: t('program.search.best'), color: 'var(--accent)', of: best },
    { name: t('program.search.inForce'), color: 'var(--warn)', of: [base] },
    { name: t('program.search.actual'), color: 'var(--ink)', of: [{ ...actual, losing: 0 }] },
  ];
  return (
    <>
      <ChartPanel
        title={title}
        table={
          <Variants search={search} rows={variants} caption={t('program.report.table', { title })} canSave={false} />
        }
        chart={
          <ScatterChart
            h={HEIGHT}
            withLegend
            dataKey={{ x: 'cost', y: 'losing' }}
            labels={{ x: t('program.search.costOfSales'), y: t('program.search.losing') }}
            xAxisLabel={t('program.search.axisCost')}
            yAxisLabel={t('program.search.axisLosing')}
            valueFormatter={{ x: (value) => format.share(value * PPM_A_PER_CENT), y: (value) => format.number(value) }}
            xAxisProps={{ domain: ['auto', 'auto'] }}
            scatterChartProps={{ accessibilityLayer: false }}
            data={series.map(({ name, color, of }) => ({ name, color, data: of.map(pointOf) }))}
          />
        }
      >
        <Text component="div" mb={16} fz={20} fw={600} lh={1.4} lts="-0.01em" textWrap="pretty">
          {cheapest.meets
            ? t('program.search.headline', { count: best.length, tried: variants.length })
            : t('program.search.noneMeets')}
        </Text>
        <Text mb={16} c="dimmed">
          {t('program.search.cheapest', {
            cost: format.share(cheapest.costPpm),
            now: format.share(base.costPpm),
            losing: cheapest.losing,
          })}
        </Text>
      </ChartPanel>
      <Panel title={t('program.search.table')}>
        <Variants
          search={search}
          rows={best}
          caption={t('analytics.table', { title: t('program.search.table') })}
          canSave={mayManage}
        />
      </Panel>
      <Panel title={t('program.report.cannotKnow')}>
        <ul className={classes.limits}>
          {cannotKnow.map((code) => (
            <li key={code}>{t(`program.report.limits.${code as 'GIFTS_AS_THEY_WERE_RECEIVED'}`)}</li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

interface VariantsProps {
  readonly search: ProgramSearch;
  readonly rows: readonly SearchedVariant[];
  readonly caption: string;
  readonly canSave: boolean;
}

function Variants({ search: { moves, program }, rows, caption, canSave }: VariantsProps) {
  const { t } = useTranslation('admin');
  const { nameOf, valueOf } = useFigureWords(program);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const save = useChange(actOf('POST', '/api/programs'), async (made) => {
    queries.setQueryData(programQuery(made.version).queryKey, made);
    await queries.invalidateQueries({ queryKey: keyOf('/api/programs') });
    await navigate(`/programs/${String(made.version)}/changes`);
  });
  return (
    <>
      <FailureNotice error={save.error} />
      <ShortTable
        caption={caption}
        rows={rows}
        rowKey={({ values }) => values.join(' ')}
        empty={null}
        columns={[
          {
            key: 'values',
            title: t('program.search.values'),
            cell: ({ values }) => (
              <ul className={classes.values}>
                {moves.map((move, at) => (
                  <li key={nameOf(move)}>
                    {nameOf(move)}: <b>{valueOf(move, values[at] ?? 0)}</b>
                  </li>
                ))}
              </ul>
            ),
          },
          { of: 'costPpm', title: t('program.search.costOfSales'), as: 'share' },
          { of: 'given', title: t('program.search.given'), as: 'money', isAside: true },
          { of: 'losing', title: t('program.search.losing'), as: 'number' },
          { of: 'lost', title: t('program.search.lost'), as: 'money', isAside: true },
          { of: 'visit', title: t('program.search.visit'), as: 'money', isAside: true },
          canSave && {
            key: 'save',
            title: t('program.search.acts'),
            head: <span className="visually-hidden">{t('program.search.acts')}</span>,
            cell: ({ document }) =>
              document !== null && (
                <Button size="sm" variant="default" loading={save.isPending} onClick={() => save.mutate({ document })}>
                  {t('program.search.save')}
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}
