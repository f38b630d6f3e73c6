import { Button, Progress } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { type CouponBatch, couponBatchesQuery, stopCouponBatch } from '../../entities/coupon/coupon.api';
import type { KeyedAct } from '../../shared/api/act-key';
import { fileOf, keyOf } from '../../shared/api/calls';
import { saveFile } from '../../shared/api/save-file';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Column, column, DataTable, figureAsideColumn, ListPager } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { CouponForm } from './coupon-form';
import classes from '../../entities/redemption/redemption-table.module.css';
import { RewardsHead } from './rewards-head';
import { useRewardNames } from '../../entities/reward/use-reward-names';
import { useBatchTitle } from './use-batch-title';
import { Question } from '../../shared/ui/question';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { StatusBadge } from '../../shared/ui/status-badge';

const WHOLE = 100;
const NOT_IN_FILE_NAMES = /["*/:<>?\\|]/g;

/** Codes that give a reward: made together, counted while they are made, downloaded, stopped. */
export function CouponsPage() {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [address, setAddress] = useSearchParams();
  const cursor = address.get('cursor') ?? undefined;
  const [makes, setMakes] = useState(address.has('reward'));
  const [toStop, setToStop] = useState<CouponBatch | null>(null);
  const titleOf = useBatchTitle();
  const batches = useQuery(couponBatchesQuery(cursor));
  const refresh = () => void queries.invalidateQueries({ queryKey: keyOf('/api/coupons/batches') });
  const stop = useChange(stopCouponBatch, () => {
    setToStop(null);
    refresh();
  });
  const download = useChange(
    ({ body: { id } }: KeyedAct<CouponBatch>) => fileOf('/api/coupons/batches/{id}/codes', { id }),
    (codes, batch) =>
      saveFile(codes, `${t('rewards.coupons')} – ${titleOf(batch)}.csv`.replace(NOT_IN_FILE_NAMES, '-')),
  );
  const columns = useBatchColumns({ onDownload: (batch) => download.mutate(batch), onStop: setToStop });
  const error = batches.error ?? download.error;

  return (
    <>
      <RewardsHead>
        <Button onClick={() => setMakes(true)}>{t('coupons.make')}</Button>
      </RewardsHead>
      <FailureNotice error={error} />
      {!batches.isError && (
        <DataTable
          caption={t('rewards.coupons')}
          columns={columns}
          rows={batches.data?.items}
          rowKey={({ id }) => id}
          empty={<Notice title={t('coupons.emptyTitle')} help={t('coupons.emptyHelp')} />}
        />
      )}
      <ListPager
        list={batches.data}
        cursor={cursor}
        onTurn={(at) => setAddress(at === undefined ? {} : { cursor: at })}
      />
      {makes && (
        <CouponForm
          rewardId={address.get('reward')}
          onClose={() => setMakes(false)}
          onMade={() => {
            setMakes(false);
            refresh();
          }}
        />
      )}
      {toStop !== null && (
        <Question
          title={t('coupons.stopTitle')}
          help={t('coupons.stopHelp', { count: toStop.codes })}
          yes={t('coupons.stopYes')}
          no={t('coupons.stopNo')}
          of={stop}
          onYes={() => stop.mutate(toStop.id)}
          onClose={() => setToStop(null)}
        />
      )}
    </>
  );
}

interface BatchActs {
  readonly onDownload: (batch: CouponBatch) => void;
  readonly onStop: (batch: CouponBatch) => void;
}

function useBatchColumns({ onDownload, onStop }: BatchActs): Column<CouponBatch>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useRewardNames();
  const titleOf = useBatchTitle();
  return [
    column('name', t('coupons.batch'), (batch) => (
      <div className={classes.title}>
        {titleOf(batch)}
        {batch.name !== null && <div className={classes.aside}>{nameOf(batch)}</div>}
      </div>
    )),
    column('kind', t('coupons.kind'), ({ kind, codes, uses, used, left }) => (
      <>
        {kind === 'SINGLE' ? t('coupons.single', { count: codes }) : t('coupons.shared', { count: uses })}
        <div className={classes.aside}>
          {t('coupons.used', { used: format.number(used), left: format.number(left) })}
        </div>
      </>
    )),
    column('status', t('redeemed.state'), ({ status, made, codes }) =>
      status === 'MAKING' ? (
        <div role="status">
          {t('coupons.making', { made: format.number(made), codes: format.number(codes) })}
          <Progress value={(made / codes) * WHOLE} size={6} color="var(--accent)" aria-hidden />
        </div>
      ) : (
        <StatusBadge meaning={STATUS_MEANINGS.coupons[status]}>{t(`coupons.status.${status}`)}</StatusBadge>
      ),
    ),
    figureAsideColumn('until', t('coupons.validUntil'), ({ validUntil }) =>
      validUntil === null ? t('coupons.always') : format.date(validUntil),
    ),
    figureAsideColumn('made', t('coupons.madeAt'), ({ createdAt }) => format.dateTime(createdAt)),
    {
      key: 'acts',
      title: t('redeemed.acts'),
      isActs: true,
      cell: (batch) => (
        <>
          {batch.kind === 'SINGLE' && batch.status !== 'MAKING' && (
            <Button variant="default" onClick={() => onDownload(batch)}>
              {t('coupons.download')}
            </Button>
          )}
          {batch.status !== 'STOPPED' && (
            <Button variant="subtle" color="gray" onClick={() => onStop(batch)}>
              {t('coupons.stop')}
            </Button>
          )}
        </>
      ),
    },
  ];
}
