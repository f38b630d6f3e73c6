import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import type { FraudCaseDetail } from '../../entities/fraud/fraud.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Help, Panel } from '../../shared/ui/page';
import { ChartPanel } from '../../shared/ui/chart-panel';
import { rankedPeers, rounded } from './peers.rules';
import { useFraudWords } from '../../entities/fraud/use-fraud-words';

const HEIGHT = 220;

/** The subject's figure among those of peers, the greatest first; its own bar has the accent colour. */
export function PeersChart({ peers }: { readonly peers: FraudCaseDetail['peers'] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useFraudWords();
  const title = t('fraud.peers');
  if (peers === null || peers.values.length === 0)
    return (
      <Panel title={title}>
        <Help>{t('fraud.peersNone')}</Help>
      </Panel>
    );
  const rows = rankedPeers(peers.own, peers.values);
  const [own, others] = [t('fraud.peerOwn'), t('fraud.peerOther')];
  return (
    <ChartPanel
      title={title}
      chart={
        <BarChart
          h={HEIGHT}
          type="stacked"
          dataKey="place"
          tickLine="none"
          gridAxis="x"
          withLegend
          data={rows.map(({ place, value, isOwn }) => ({
            place: format.number(place),
            own: isOwn ? value : 0,
            others: isOwn ? 0 : value,
          }))}
          series={[
            { name: 'own', label: own, color: 'var(--accent)' },
            { name: 'others', label: others, color: 'var(--line-strong)' },
          ]}
          valueFormatter={(value) => format.number(value)}
          maxBarWidth={40}
          barChartProps={{ accessibilityLayer: false }}
        />
      }
      table={
        <DataTable
          caption={t('fraud.peersTable')}
          rows={rows}
          rowKey={({ place }) => String(place)}
          empty={null}
          columns={[
            { of: 'place', title: t('fraud.peerPlace'), as: 'number' },
            { title: t('fraud.peerWho'), cell: ({ isOwn }) => (isOwn ? <strong>{own}</strong> : others) },
            { of: 'value', title: t('fraud.peerValue'), as: 'number' },
          ]}
        />
      }
    >
      <Help>
        {t('fraud.peersSaid', {
          measure: words.measure(peers.measure),
          own: format.number(rounded(peers.own)),
          median: format.number(rounded(peers.median)),
        })}
      </Help>
    </ChartPanel>
  );
}
