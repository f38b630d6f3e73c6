import { Button, Progress } from '@mantine/core';
import { useState } from 'react';
import type { CouponBatch } from '../../entities/coupon/coupon.api';
import classes from '../../entities/redemption/redemption-table.module.css';
import { useRewardNames } from '../../entities/reward/use-reward-names';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import type { KeyedAct } from '../../shared/api/act-key';
import { fileOf } from '../../shared/api/calls';
import { listCouponBatches, stopCouponBatch } from '../../shared/api/operations';
import { saveFile } from '../../shared/api/save-file';
import { useChange } from '../../shared/api/use-change';
import { List } from '../../shared/described/list';
import { useAddress } from '../../shared/described/use-address';
import { useTranslation } from '../../shared/i18n/use-translation';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { StatusBadge } from '../../shared/ui/status-badge';
import { CouponForm } from './coupon-form';
import { RewardsHead } from './rewards-head';
import { useBatchTitle } from './use-batch-title';

const WHOLE = 100;
const NOT_IN_FILE_NAMES = /["*/:<>?\\|]/g;

/** Codes that give a reward: made together, counted while they are made, downloaded, stopped. */
export function CouponsPage() {
  const { t } = useTranslation('admin');
  const { address } = useAddress();
  const [makes, setMakes] = useState(address.has('reward'));
  const nameOf = useRewardNames();
  const titleOf = useBatchTitle();
  const download = useChange(
    ({ body: { id } }: KeyedAct<CouponBatch>) => fileOf('/api/coupons/batches/{id}/codes', { id }),
    (codes, batch) =>
      saveFile(codes, `${t('rewards.coupons')} – ${titleOf(batch)}.csv`.replace(NOT_IN_FILE_NAMES, '-')),
  );
  const end = () => setMakes(false);
  return (
    <>
      <RewardsHead>
        <Button onClick={() => setMakes(true)}>{t('coupons.make')}</Button>
      </RewardsHead>
      <FailureNotice error={download.error} />
      <List
        of={listCouponBatches}
        isWatched={(batches) => batches.some(({ status }) => status === 'MAKING')}
        title={t('rewards.coupons')}
        empty={[t('coupons.emptyTitle'), t('coupons.emptyHelp')]}
        columns={[
          {
            title: t('coupons.batch'),
            cell: (batch) => (
              <div className={classes.title}>
                {titleOf(batch)}
                {batch.name !== null && <div className={classes.aside}>{nameOf(batch)}</div>}
              </div>
            ),
          },
          {
            title: t('coupons.kind'),
            cell: ({ kind, codes, uses, used, left }, format) => (
              <>
                {kind === 'SINGLE' ? t('coupons.single', { count: codes }) : t('coupons.shared', { count: uses })}
                <div className={classes.aside}>
                  {t('coupons.used', { used: format.number(used), left: format.number(left) })}
                </div>
              </>
            ),
          },
          {
            title: t('redeemed.state'),
            cell: ({ status, made, codes }, format) =>
              status === 'MAKING' ? (
                <div role="status">
                  {t('coupons.making', { made: format.number(made), codes: format.number(codes) })}
                  <Progress value={(made / codes) * WHOLE} size={6} color="var(--accent)" aria-hidden />
                </div>
              ) : (
                <StatusBadge meaning={STATUS_MEANINGS.coupons[status]}>{t(`coupons.status.${status}`)}</StatusBadge>
              ),
          },
          {
            of: 'validUntil',
            title: t('coupons.validUntil'),
            as: 'date',
            none: t('coupons.always'),
            isFigure: true,
            isAside: true,
          },
          { of: 'createdAt', title: t('coupons.madeAt'), as: 'dateTime', isFigure: true, isAside: true },
        ]}
        actsTitle={t('redeemed.acts')}
        acts={[
          {
            text: t('coupons.download'),
            isShown: ({ kind, status }) => kind === 'SINGLE' && status !== 'MAKING',
            run: (batch) => download.mutate(batch),
          },
          {
            of: stopCouponBatch,
            look: 'quiet',
            text: t('coupons.stop'),
            isShown: ({ status }) => status !== 'STOPPED',
            ask: ({ codes }) => ({
              title: t('coupons.stopTitle'),
              help: t('coupons.stopHelp', { count: codes }),
              yes: t('coupons.stopYes'),
              no: t('coupons.stopNo'),
            }),
          },
        ]}
      />
      {makes && <CouponForm rewardId={address.get('reward')} onMade={end} onClose={end} />}
    </>
  );
}
