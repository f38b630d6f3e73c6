import { useQuery } from '@tanstack/react-query';
import { type Rfm, rfmQuery } from '../../../entities/segment/rfm.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { ChosenCell } from '../../../entities/segment/rfm-cell';
import { RfmGrid } from '../../../entities/segment/rfm-grid';
import { shareOf } from '../../../entities/segment/rfm-links';
import { useAddress } from '../../../shared/described/use-address';
import classes from '../analytics.module.css';
import { FiguresPanel } from '../figures-panel';
import { useValueWords } from '../use-value-words';

type RfmCell = Rfm['cells'][number];

const placeOf = ({ recency, value }: RfmCell): string => `${String(recency)}-${String(value)}`;

/** The guests by recency, frequency and money: a grid whose cells open the guests behind them, and the eleven groups. */
export function RfmTab() {
  const { t } = useTranslation('admin');
  const rfm = useQuery(rfmQuery);
  if (rfm.isError) return <FailureNotice error={rfm.error} retry={rfm} />;
  if (rfm.isPending) return <Loading />;
  if (rfm.data.guests === 0) return <Notice title={t('segments.rfm.emptyTitle')} help={t('segments.rfm.emptyHelp')} />;
  return (
    <>
      <CellsPanel rfm={rfm.data} />
      <GroupsPanel rfm={rfm.data} />
    </>
  );
}

/** The address holds the chosen cell. */
function CellsPanel({ rfm }: { readonly rfm: Rfm }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const value = useValueWords();
  const { address, change } = useAddress();
  const chosen = rfm.cells.find((cell) => placeOf(cell) === address.get('cell')) ?? null;
  return (
    <FiguresPanel<RfmCell>
      title={t('analytics.rfm.cells')}
      definition={t('analytics.rfm.help')}
      rows={rfm.cells}
      rowKey={placeOf}
      file="rfm-cells"
      columns={[
        {
          key: 'recency',
          title: t('analytics.rfm.recency'),
          cell: ({ recency }) => recency,
          value: ({ recency }) => recency,
        },
        { key: 'value', title: t('analytics.rfm.value'), cell: (cell) => cell.value, value: (cell) => cell.value },
        {
          key: 'name',
          title: t('segments.rfm.name'),
          isText: true,
          cell: ({ name }) => t(`segments.rfm.names.${name}`),
          value: ({ name }) => t(`segments.rfm.names.${name}`),
        },
        {
          key: 'guests',
          title: t('segments.guests'),
          cell: ({ guests }) => value.written('count', guests),
          value: ({ guests }) => guests,
        },
        {
          key: 'spend',
          title: t('analytics.rfm.spend'),
          cell: ({ spend }) => value.written('money', spend),
          value: ({ spend }) => value.raw('money', spend),
        },
      ]}
      table={
        <>
          <RfmGrid
            rfm={rfm}
            chosen={chosen}
            onChoose={(cell) => change({ cell: cell === chosen ? null : placeOf(cell) }, { replace: true })}
          />
          <div role="status">{chosen !== null && <ChosenCell rfm={rfm} cell={chosen} />}</div>
        </>
      }
    >
      <p className={classes.definition}>
        {t('segments.rfm.guests', { count: rfm.guests, guests: format.number(rfm.guests) })}
        {rfm.boundaries !== null && ` ${t('segments.rfm.made', { date: format.dateTime(rfm.boundaries.madeAt) })}`}{' '}
        {t('segments.rfm.axes')}
      </p>
    </FiguresPanel>
  );
}

function GroupsPanel({ rfm }: { readonly rfm: Rfm }) {
  const { t } = useTranslation('admin');
  const value = useValueWords();
  const name = (row: Rfm['names'][number]) => t(`segments.rfm.names.${row.name}`);
  const spendShare = ({ spend }: Rfm['names'][number]) => shareOf(spend, rfm.spend);
  const guestShare = ({ guests }: Rfm['names'][number]) => shareOf(guests, rfm.guests);
  return (
    <FiguresPanel<Rfm['names'][number]>
      title={t('analytics.rfm.groups')}
      definition={t('analytics.rfm.groupsHelp')}
      rows={rfm.names}
      rowKey={(row) => row.name}
      file="rfm-groups"
      columns={[
        { key: 'name', title: t('segments.rfm.name'), isText: true, cell: name, value: name },
        {
          key: 'guests',
          title: t('segments.guests'),
          cell: ({ guests }) => value.written('count', guests),
          value: ({ guests }) => guests,
        },
        {
          key: 'share',
          title: t('segments.rfm.share'),
          cell: (row) => value.written('share', guestShare(row)),
          value: (row) => value.raw('share', guestShare(row)),
        },
        {
          key: 'spend',
          title: t('analytics.rfm.spend'),
          cell: ({ spend }) => value.written('money', spend),
          value: ({ spend }) => value.raw('money', spend),
        },
        {
          key: 'spendShare',
          title: t('segments.rfm.spendShare'),
          cell: (row) => value.written('share', spendShare(row)),
          value: (row) => value.raw('share', spendShare(row)),
        },
      ]}
    />
  );
}
