import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type GiftBatch,
  giftBatchesQuery,
  readGiftCodes,
  refreshGiftCards,
} from '../../entities/gift-card/gift-card.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { actOf } from '../../shared/api/calls';
import { saveFile } from '../../shared/api/save-file';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Column, DataTable, ListPager } from '../../shared/ui/data-table';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { Notice } from '../../shared/ui/notice';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Submit } from '../../shared/ui/submit';
import { type TypedNumber, WholeNumberInput } from '../../shared/ui/whole-number-input';
import { useFields } from '../../shared/ui/use-fields';

const MOST_CARDS = 2_000;
const LONGEST_NAME = 80;
const NOT_IN_FILE_NAMES = /["*/:<>?\\|]/g;

/** Batches with their counts; a manager makes one and downloads its codes for the printer. */
export function BatchesPanel() {
  const { t } = useTranslation('admin');
  const mayChange = useMayManage('gifts.manage');
  const [cursor, setCursor] = useState<string>();
  const [makes, setMakes] = useState(false);
  const [made, setMade] = useState<GiftBatch | null>(null);
  const queries = useQueryClient();
  const batches = useQuery(giftBatchesQuery(cursor));
  const download = useMutation({
    mutationFn: ({ id }: GiftBatch) => readGiftCodes(id),
    onSuccess: (codes, { name }) => {
      saveFile(codes, t('giftCards.fileName', { name }).replace(NOT_IN_FILE_NAMES, '-'));
      return refreshGiftCards(queries);
    },
  });
  const columns = useColumns(mayChange ? (batch) => download.mutate(batch) : null);
  return (
    <Panel
      title={t('giftCards.batches')}
      aside={mayChange && <Button onClick={() => setMakes(true)}>{t('giftCards.make')}</Button>}
    >
      {made !== null && <Help role="status">{t('giftCards.made', { count: made.cards, name: made.name })}</Help>}
      <FailureNotice error={download.error} />
      <DataTable
        reading={batches}
        caption={t('analytics.table', { title: t('giftCards.batches') })}
        columns={columns}
        rows={batches.data?.items}
        rowKey={({ id }) => id}
        empty={<Notice title={t('giftCards.emptyTitle')} help={t('giftCards.emptyHelp')} />}
      />
      {mayChange && (batches.data?.items.length ?? 0) > 0 && (
        <Help style={{ marginTop: '0.75rem' }}>{t('giftCards.downloadHelp')}</Help>
      )}
      <ListPager list={batches.data} cursor={cursor} onTurn={setCursor} />
      {makes && (
        <MakeBatch
          onClose={() => setMakes(false)}
          onMade={(batch) => {
            setMade(batch);
            setMakes(false);
            setCursor(undefined);
          }}
        />
      )}
    </Panel>
  );
}

function useColumns(onDownload: ((batch: GiftBatch) => void) | null): Column<GiftBatch>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const acts: Column<GiftBatch>[] =
    onDownload === null
      ? []
      : [
          {
            key: 'acts',
            title: t('giftCards.acts'),
            isActs: true,
            cell: (batch) => (
              <Button
                variant="default"
                aria-label={t('giftCards.downloadOf', { name: batch.name })}
                onClick={() => onDownload(batch)}
              >
                {t('giftCards.download')}
              </Button>
            ),
          },
        ];
  return [
    {
      key: 'name',
      title: t('giftCards.batch'),
      isName: true,
      cell: ({ id, name }) => <Link to={`/gift-cards?batch=${id}`}>{name}</Link>,
    },
    { key: 'cards', title: t('giftCards.cards'), isFigure: true, cell: ({ cards }) => format.number(cards) },
    { key: 'sold', title: t('giftCards.soldCards'), isFigure: true, cell: ({ sold }) => format.number(sold) },
    {
      key: 'downloads',
      title: t('giftCards.downloads'),
      isFigure: true,
      isAside: true,
      cell: ({ downloads }) => format.number(downloads),
    },
    { key: 'money', title: t('giftCards.money'), isFigure: true, cell: ({ balance }) => format.money(balance) },
    {
      key: 'made',
      title: t('giftCards.madeAt'),
      isAside: true,
      cell: ({ createdAt }) => format.dateTime(createdAt),
    },
    ...acts,
  ];
}

interface MakeBatchProps {
  readonly onMade: (batch: GiftBatch) => void;
  readonly onClose: () => void;
}

function MakeBatch({ onMade, onClose }: MakeBatchProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const make = useChange(actOf('POST', '/api/gift-cards/batches'), async (batch) => {
    await refreshGiftCards(queries);
    onMade(batch);
  });
  const most = format.number(MOST_CARDS);
  const { field, marked, onSubmit } = useFields({
    initial: { name: '', count: '' as TypedNumber },
    error: make.error,
    check: ({ name, count }) => ({
      name: name.trim() === '' && t('giftCards.nameNeeded'),
      count: (Number(count) < 1 || Number(count) > MOST_CARDS) && t('giftCards.countWrong', { most }),
    }),
  });
  const submit = onSubmit(({ name, count }) => make.mutate({ name: name.trim(), count: Number(count) }));

  return (
    <Dialog title={t('giftCards.make')} onClose={onClose}>
      <Form onSubmit={submit}>
        <TextInput
          data-autofocus
          label={t('giftCards.name')}
          description={t('giftCards.nameHelp')}
          maxLength={LONGEST_NAME}
          {...field('name')}
        />
        <WholeNumberInput
          label={t('giftCards.count')}
          description={t('giftCards.countHelp', { most })}
          {...field('count')}
        />
        <Submit of={make} text={t('giftCards.makeYes')} marked={marked} />
      </Form>
    </Dialog>
  );
}
