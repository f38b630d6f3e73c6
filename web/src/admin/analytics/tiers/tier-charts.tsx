import '@mantine/charts/styles.css';
import { BarChart, SankeyChart } from '@mantine/charts';
import { useMemo } from 'react';
import type { AnalyticsTiers } from '../../../entities/analytics/analytics.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { flowPictureOf, MOVES } from './tiers.rules';

const HEIGHT = 280;
/** The table says the same to screen readers. */
const NOT_FOCUSED = { accessibilityLayer: false } as const;
const COLORS = {
  joined: 'var(--line-strong)',
  rose: 'var(--accent)',
  fell: 'var(--warn)',
  left: 'var(--bad)',
} as const;

interface FlowChartProps {
  readonly flows: AnalyticsTiers['flows'];
  readonly outside: string;
  readonly gone: string;
}

/** Bands from tiers before to tiers after, as broad as there are guests. */
export function FlowChart({ flows, outside, gone }: FlowChartProps) {
  const format = useFormat();
  const data = useMemo(() => {
    const { nodes, links } = flowPictureOf(flows, outside, gone);
    return { nodes: [...nodes], links: [...links] };
  }, [flows, outside, gone]);
  return (
    <SankeyChart
      height={HEIGHT}
      data={data}
      nodeColor="var(--accent)"
      linkColor="var(--accent)"
      textColor="var(--ink)"
      sankeyProps={NOT_FOCUSED}
      valueFormatter={(count) => format.number(count)}
    />
  );
}

/** Guests who joined and rose above, those who fell and left beside them. */
export function MovesChart({ series }: { readonly series: AnalyticsTiers['series'] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const name = (move: (typeof MOVES)[number]) => t(`analytics.tiers.${move}`);
  return (
    <BarChart
      h={HEIGHT}
      dataKey="date"
      tickLine="none"
      gridAxis="x"
      withLegend
      data={series.map((part) => ({
        date: format.day(part.from),
        ...Object.fromEntries(MOVES.map((move) => [name(move), part[move]])),
      }))}
      series={MOVES.map((move) => ({ name: name(move), color: COLORS[move] }))}
      valueFormatter={(count) => format.number(count)}
      barChartProps={{ accessibilityLayer: false }}
    />
  );
}
