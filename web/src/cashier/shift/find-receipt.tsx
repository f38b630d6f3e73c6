import { Button, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type FoundReceipt, receiptsQuery } from '../../entities/transaction/transaction.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import { useNames } from '../guest/use-guest';
import { useTillWords } from '../words/use-till-words';
import classes from './shift-drawer.module.css';

const MOST = 10;

/** Finds a receipt of any shift by its number. */
export function FindReceipt({ onChoose }: { readonly onChoose: (transactionId: string) => void }) {
  const { t } = useTranslation('cashier');
  const words = useTillWords();
  const [typed, setTyped] = useState('');
  const [number, setNumber] = useState('');
  const found = useQuery({ ...receiptsQuery(number, MOST), enabled: number !== '' });
  return (
    <Stack gap={16}>
      <Form direction="row" gap={8} wrap="wrap" align="flex-end" onSubmit={() => setNumber(typed.trim())}>
        <TextInput flex="1 1 180px" label={t('shift.find.label')} {...bound(typed, setTyped)} />
        <Button type="submit" variant="default" loading={found.isFetching}>
          {t('shift.find.title')}
        </Button>
      </Form>
      {found.isError && <ProblemNotice words={words(found.error)} />}
      {found.data?.length === 0 && <p role="status">{t('shift.find.none')}</p>}
      {found.data !== undefined && found.data.length > 0 && <Found receipts={found.data} onChoose={onChoose} />}
    </Stack>
  );
}

interface FoundProps {
  readonly receipts: readonly FoundReceipt[];
  readonly onChoose: (transactionId: string) => void;
}

function Found({ receipts, onChoose }: FoundProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const nameOf = useNames(receipts.flatMap(({ guestId }) => guestId ?? []));
  return (
    <ul className={classes.acts} aria-label={t('shift.find.found')}>
      {receipts.map(({ transactionId, guestId, amount, occurredAt }) => (
        <li key={transactionId}>
          <button type="button" className={classes.act} onClick={() => onChoose(transactionId)}>
            <span className={classes.what}>{t('shift.type.SALE')}</span>
            <span className={classes.sum}>{format.money(amount)}</span>
            <span className={classes.soft}>
              {format.dateTime(occurredAt)}
              {guestId === null ? ` · ${t('shift.nobody')}` : nameOf(guestId) !== null && ` · ${nameOf(guestId)}`}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
