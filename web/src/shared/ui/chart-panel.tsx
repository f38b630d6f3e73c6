import { Box, Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from '../i18n/use-translation';
import { AfterPage } from './after-page';
import { Panel } from './page';

interface ChartPanelProps {
  readonly title: string;
  /** Hidden from screen readers, which have the table. */
  readonly chart: ReactNode;
  readonly table: ReactNode;
  readonly children?: ReactNode;
}

/** A chart whose title is the question it answers, with its figures behind it. */
export function ChartPanel({ title, chart, table, children }: ChartPanelProps) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  return (
    <Panel
      title={title}
      aside={
        <Button variant="default" size="sm" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? t('chart.asChart') : t('chart.asTable')}
        </Button>
      }
    >
      {children}
      {asTable ? (
        table
      ) : (
        <Box aria-hidden style={{ overflowX: 'clip' }}>
          <AfterPage>{chart}</AfterPage>
        </Box>
      )}
    </Panel>
  );
}
