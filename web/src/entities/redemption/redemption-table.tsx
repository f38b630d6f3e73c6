import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useTranslation } from '../../shared/i18n/use-translation';
import { moveRedemption, type Redemption } from './redemption.api';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { type Column, column, DataTable, figureAsideColumn } from '../../shared/ui/data-table';
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

  const columns: Column<Redemption>[] = [
    column('name', t('redeemed.reward'), (row) => (
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
    )),
    column('status', t('redeemed.state'), ({ status, shippingAddress, handedOverBy }) => {
      const name = handedOverBy?.name ?? null;
      return (
        <>
          {shippingAddress === null || status === 'CANCELLED' || status === 'EXPIRED'
            ? t(`redeemed.status.${status}`)
            : t(`redeemed.delivery.${status}`)}
          {name !== null && <p className={classes.by}>{t('redeemed.by', { name })}</p>}
        </>
      );
    }),
    figureAsideColumn('points', t('redeemed.paid'), (row) =>
      row.byCoupon ? t('redeemed.byCoupon') : format.number(row.points),
    ),
    figureAsideColumn('at', t('redeemed.at'), ({ createdAt }) => format.dateTime(createdAt)),
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
