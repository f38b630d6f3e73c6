import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useTranslation } from '../../shared/i18n/use-translation';
import { moveRedemption, type Redemption } from './redemption.api';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { GuestName } from '../guest/guest-name';
import { useGuestNames } from '../guest/use-guest-names';
import classes from './redemption-table.module.css';
import { useRewardNames } from '../reward/use-reward-names';
import { Question } from '../../shared/ui/question';

interface RedemptionTableProps {
  readonly caption: string;
  readonly rows: readonly Redemption[];
  readonly withGuest?: boolean;
  readonly onChanged: () => void;
}

/** Rewards in the hands of guests, each with what may be done about it now. */
export function RedemptionTable({ caption, rows, withGuest = false, onChanged }: RedemptionTableProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useRewardNames();
  const guestOf = useGuestNames(withGuest ? rows.map(({ guestId }) => guestId) : []);
  const [toCancel, setToCancel] = useState<Redemption | null>(null);
  const move = useChange(moveRedemption, () => {
    setToCancel(null);
    onChanged();
  });

  const columns: ColumnOf<Redemption>[] = [
    {
      title: t('redeemed.reward'),
      cell: (row) => (
        <>
          {nameOf(row)}
          {row.quantity > 1 && <> × {format.number(row.quantity)}</>}
          {row.shippingAddress !== null && <p className={classes.address}>{row.shippingAddress}</p>}
          {withGuest && (
            <p className={classes.guest}>
              <Link to={`/guests/${row.guestId}`}>
                <GuestName name={guestOf(row.guestId)} unnamed={t('redeemed.openGuest')} />
              </Link>
            </p>
          )}
        </>
      ),
    },
    {
      title: t('redeemed.state'),
      cell: ({ status, shippingAddress, handedOverBy }) => {
        const name = handedOverBy?.name ?? null;
        return (
          <>
            {shippingAddress === null || status === 'CANCELLED' || status === 'EXPIRED'
              ? t(`redeemed.status.${status}`)
              : t(`redeemed.delivery.${status}`)}
            {name !== null && <p className={classes.by}>{t('redeemed.by', { name })}</p>}
          </>
        );
      },
    },
    {
      title: t('redeemed.paid'),
      isFigure: true,
      isAside: true,
      cell: (row) => (row.byCoupon ? t('redeemed.byCoupon') : format.number(row.points)),
    },
    { of: 'createdAt', title: t('redeemed.at'), as: 'dateTime', isFigure: true, isAside: true },
    {
      key: 'acts',
      title: t('redeemed.acts'),
      isActs: true,
      cell: (row) => (
        <>
          {row.status === 'PENDING' && (
            <Button variant="default" onClick={() => move.mutate({ id: row.id, move: 'ready' })}>
              {row.shippingAddress === null ? t('redeemed.makeReady') : t('redeemed.markSent')}
            </Button>
          )}
          {(row.status === 'PENDING' || (row.status === 'READY' && !row.usableAtSale)) && (
            <Button variant="default" onClick={() => move.mutate({ id: row.id, move: 'fulfil' })}>
              {row.shippingAddress === null ? t('redeemed.fulfil') : t('redeemed.markDelivered')}
            </Button>
          )}
          {(row.status === 'PENDING' || row.status === 'READY') && (
            <Button variant="subtle" color="gray" onClick={() => setToCancel(row)}>
              {t('redeemed.cancel')}
            </Button>
          )}
        </>
      ),
    },
  ];

  return (
    <>
      {move.error !== null && toCancel === null && <FailureNotice error={move.error} />}
      <DataTable caption={caption} columns={columns} rows={rows} rowKey={({ id }) => id} empty={null} />
      {toCancel !== null && (
        <Question
          title={t('redeemed.cancelTitle', { name: nameOf(toCancel) })}
          help={t('redeemed.cancelHelp', { count: toCancel.points })}
          yes={t('redeemed.cancelYes')}
          no={t('redeemed.cancelNo')}
          of={move}
          onYes={() => move.mutate({ id: toCancel.id, move: 'cancel' })}
          onClose={() => setToCancel(null)}
        />
      )}
    </>
  );
}
