import { Box, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { quoteQuery } from '../../entities/transaction/transaction.api';
import { parseAmount } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import classes from './first-run.module.css';

const PAUSE_MS = 300;

interface TrialSaleProps {
  readonly guestId: string;
  readonly pointOfSaleId: string;
  readonly onClose: () => void;
}

/** A sale that is decided by the rules in force and never recorded: what a guest would pay and earn, and by which rule. */
export function TrialSale({ guestId, pointOfSaleId, onClose }: TrialSaleProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { currency } = useNetwork();
  const [typed, setTyped] = useState('1000');
  const [settled] = useDebouncedValue(typed, PAUSE_MS);
  const amount = parseAmount(settled, currency);
  const quote = useQuery({
    ...quoteQuery(guestId, {
      pointOfSaleId,
      amount: amount ?? 0,
      pointsToRedeem: 0,
      redemptionIds: [],
      coupons: [],
      items: null,
    }),
    enabled: amount !== null && amount > 0,
    placeholderData: keepPreviousData,
  });
  const { data, error } = quote;
  const figures = data && [
    [t('firstRun.trial.discount'), format.money(data.discount)],
    [t('firstRun.trial.payable'), format.money(data.payable)],
    [t('firstRun.trial.points'), format.number(data.pointsEarned)],
  ];
  return (
    <Dialog title={t('firstRun.trial.title')} onClose={onClose}>
      <p className={classes.help}>{t('firstRun.trial.help')}</p>
      <TextInput
        label={t('firstRun.trial.amount')}
        inputMode="decimal"
        autoComplete="off"
        data-autofocus
        {...bound(typed, setTyped)}
        error={amount === null ? t('firstRun.trial.wrong') : undefined}
      />
      <FailureNotice error={error} />
      <div role="status">
        <dl className={classes.trial}>
          {figures?.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Box component="ul" m={0} ps={20} c="dimmed" lh={1.45}>
          {data?.trace.map(({ reason }, n) => (
            <li key={`${String(n)} ${reason}`}>{reason}</li>
          ))}
        </Box>
      </div>
    </Dialog>
  );
}
