import { Box, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Rfm, type RfmName, rfmQuery } from '../../entities/segment/rfm.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { ChosenCell } from '../../entities/segment/rfm-cell';
import { RfmGrid } from '../../entities/segment/rfm-grid';
import { shareOf, startWithName } from '../../entities/segment/rfm-links';
import { SegmentsHead } from './segments-head';

type RfmCell = Rfm['cells'][number];
type NamedSegment = Rfm['names'][number];

/** The guests by recency, frequency and money: a grid of which each cell can be opened, and the eleven names. */
export function RfmPage() {
  const { t } = useTranslation('admin');
  const rfm = useQuery(rfmQuery);
  return (
    <>
      <SegmentsHead sub={t('segments.rfm.sub')} />
      {rfm.isError && <FailureNotice error={rfm.error} retry={rfm} />}
      {rfm.isPending && <Loading />}
      {rfm.data !== undefined &&
        (rfm.data.guests === 0 ? (
          <Notice title={t('segments.rfm.emptyTitle')} help={t('segments.rfm.emptyHelp')} />
        ) : (
          <Figures rfm={rfm.data} />
        ))}
    </>
  );
}

function Figures({ rfm }: { readonly rfm: Rfm }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [chosen, setChosen] = useState<RfmCell | null>(null);
  const cell = rfm.cells.find(({ recency, value }) => recency === chosen?.recency && value === chosen.value) ?? null;
  return (
    <>
      <Panel title={t('segments.rfm.grid')}>
        <Text mb={12} c="dimmed" lh={1.45}>
          {t('segments.rfm.guests', { count: rfm.guests, guests: format.number(rfm.guests) })}
          {rfm.boundaries !== null && ` ${t('segments.rfm.made', { date: format.dateTime(rfm.boundaries.madeAt) })}`}
        </Text>
        <Text mb={12} c="dimmed" lh={1.45}>
          {t('segments.rfm.axes')}
        </Text>
        <RfmGrid rfm={rfm} chosen={cell} onChoose={setChosen} />
        <div role="status">{cell !== null && <ChosenCell rfm={rfm} cell={cell} />}</div>
      </Panel>
      <Panel title={t('segments.rfm.eleven')}>
        <Names rfm={rfm} />
      </Panel>
    </>
  );
}

function Names({ rfm }: { readonly rfm: Rfm }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const mayManage = useMayManage('segments.manage');
  const columns: ColumnOf<NamedSegment>[] = [
    { title: t('segments.rfm.name'), cell: ({ name }) => <NameCell name={name} /> },
    { of: 'guests', title: t('segments.guests'), as: 'number' },
    {
      title: t('segments.rfm.share'),
      isFigure: true,
      isAside: true,
      cell: ({ guests }) => format.share(shareOf(guests, rfm.guests)),
    },
    {
      title: t('segments.rfm.spendShare'),
      isFigure: true,
      isAside: true,
      cell: ({ spend }) => format.share(shareOf(spend, rfm.spend)),
    },
  ];
  const acts: ColumnOf<NamedSegment> = {
    key: 'create',
    title: t('segments.make'),
    isActs: true,
    cell: ({ name }) => (
      <Button
        component={Link}
        to={startWithName(name)}
        variant="subtle"
        aria-label={t('segments.rfm.ofName', { name: t(`segments.rfm.names.${name}`) })}
      >
        {t('segments.make')}
      </Button>
    ),
  };
  return (
    <DataTable
      caption={t('segments.rfm.elevenTable')}
      columns={mayManage ? [...columns, acts] : columns}
      rows={rfm.names}
      rowKey={({ name }) => name}
      empty={null}
    />
  );
}

function NameCell({ name }: { readonly name: RfmName }) {
  const { t } = useTranslation('admin');
  return (
    <>
      <strong>{t(`segments.rfm.names.${name}`)}</strong>
      <Box component="span" display="block" c="dimmed">
        {t(`segments.rfm.meaning.${name}`)}
      </Box>
    </>
  );
}
