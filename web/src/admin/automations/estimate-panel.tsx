import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { Box, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type AutomationDocument,
  type AutomationEstimate,
  automationEstimateQuery,
} from '../../entities/automation/automation.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { ChartPanel } from '../../shared/ui/chart-panel';
import { useAutomationWords } from './use-automation-words';

const HEIGHT = 200;
const MILLION = 1_000_000;

interface EstimatePanelProps {
  readonly document: AutomationDocument;
  readonly hasMistakes: boolean;
}

/** How many guests would have entered an automation on each past day, and which share would take each branch. */
export function EstimatePanel({ document, hasMistakes }: EstimatePanelProps) {
  const { t } = useTranslation('admin');
  const [asked, setAsked] = useState<AutomationDocument | null>(null);
  const estimate = useQuery(automationEstimateQuery(asked ?? document, asked !== null));
  return (
    <>
      <Panel title={t('automations.estimate.title')}>
        <FailureNotice error={estimate.error} retry={estimate} />
        {asked !== null && estimate.data !== undefined ? (
          <Estimated document={asked} estimate={estimate.data} />
        ) : (
          <Help>{t(hasMistakes ? 'automations.estimate.mistakes' : 'automations.estimate.help')}</Help>
        )}
        <Button
          variant="default"
          disabled={hasMistakes}
          loading={estimate.isFetching}
          onClick={() => setAsked(document)}
        >
          {t(asked === null ? 'automations.estimate.ask' : 'automations.estimate.again')}
        </Button>
      </Panel>
      {asked !== null && estimate.data !== undefined && estimate.data.entries.length > 0 && (
        <Entries entries={estimate.data.entries} />
      )}
    </>
  );
}

interface EstimatedProps {
  readonly document: AutomationDocument;
  readonly estimate: AutomationEstimate;
}

function Estimated({ document, estimate }: EstimatedProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useAutomationWords();
  const { days, perDay, atOnce, sample, steps, unknown } = estimate;
  const stepOf = (name: string | null) => document.steps.find((step) => step.name === name);
  const divided = steps.filter(({ branches }) => branches.length > 0);
  return (
    <div role="status">
      {perDay !== null && (
        <Text component="div" mb={8} fz={20} fw={650} lts="-0.01em">
          {t('automations.estimate.perDay', { mean: format.number(Math.round(perDay * 10) / 10), days })}
        </Text>
      )}
      <p>{t('automations.estimate.atOnce', { count: atOnce })}</p>
      {divided.length > 0 && (
        <>
          <h3>{t('automations.estimate.ways')}</h3>
          {divided.map(({ step: name, branches }) => {
            const step = stepOf(name);
            return (
              step !== undefined && (
                <div key={name}>
                  <p>{words.step(step)}</p>
                  <Box component="ul" mt={0} mb={12} pl={20} lh={1.55}>
                    {branches.map((share, index) => {
                      const way = words.way(step, index);
                      return (
                        <li key={`${String(index)} ${way}`}>
                          {share === null
                            ? t('automations.estimate.wayUnknown', { way })
                            : t('automations.estimate.way', { way, share: format.share(Math.round(share * MILLION)) })}
                        </li>
                      );
                    })}
                  </Box>
                </div>
              )
            );
          })}
          <Help>{t('automations.estimate.sample', { count: sample })}</Help>
        </>
      )}
      {unknown.map(({ what, step: name }) => {
        const step = stepOf(name);
        const said = { step: step === undefined ? words.trigger(document.trigger) : words.step(step) };
        return <Help key={`${what} ${name ?? ''}`}>{t(`automations.estimate.unknown.${what}`, said)}</Help>;
      })}
    </div>
  );
}

function Entries({ entries }: Pick<AutomationEstimate, 'entries'>) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const title = t('automations.estimate.chart');
  const guests = t('automations.estimate.guests');
  return (
    <ChartPanel
      title={title}
      table={
        <DataTable
          caption={t('analytics.table', { title })}
          rows={entries.toReversed()}
          rowKey={({ day }) => day}
          empty={null}
          columns={[
            { of: 'day', title: t('automations.estimate.day'), as: 'day' },
            { of: 'guests', title: guests, as: 'number' },
          ]}
        />
      }
      chart={
        <BarChart
          h={HEIGHT}
          data={entries.map((one) => ({ day: format.day(one.day), [guests]: one.guests }))}
          dataKey="day"
          series={[{ name: guests, color: 'var(--accent)' }]}
          tickLine="none"
          gridAxis="x"
          xAxisProps={{ interval: 'equidistantPreserveStart' }}
          yAxisProps={{ width: 44, allowDecimals: false }}
          barChartProps={{ accessibilityLayer: false }}
          valueFormatter={(value) => format.number(value)}
        />
      }
    />
  );
}
