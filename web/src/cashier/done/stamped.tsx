import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { balanceQuery } from '../../entities/guest/guest.api';
import type { Transaction } from '../../entities/transaction/transaction.api';
import { StampRow } from '../../entities/stamp-card/stamp-row';
import { stampedBy } from '../../entities/stamp-card/stamped';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useBalance } from '../guest/use-guest';
import classes from './stamped.module.css';

/** Stamp cards after the sale: a card that became full is shown full, the others as they are now. */
export function Stamped({ sale }: { readonly sale: Transaction }) {
  const { t } = useTranslation('cashier');
  const stamped = stampedBy(sale);
  const cached = useQueryClient().getQueryData(balanceQuery(sale.guestId ?? '').queryKey);
  const isNew = stamped.some(({ cardId }) => !cached?.stamps.some((card) => card.cardId === cardId));
  // The names of cards were loaded with the guest, except for a card that this sale began.
  const { data: balance } = useBalance(isNew ? sale.guestId : null);
  const names = new Map((balance ?? cached)?.stamps.map(({ cardId, name }) => [cardId, name]));
  if (stamped.length === 0) return null;
  return (
    <ul className={classes.stamped} aria-label={t('stamps.label')}>
      {stamped.map(({ cardId, stamps, collected, size, full, points }) => (
        <li key={cardId}>
          <StampRow
            name={names.get(cardId) ?? t('stamps.card')}
            collected={full > 0 ? size : collected}
            size={size}
            fresh={Math.min(stamps, full > 0 ? size : Math.max(0, collected))}
          />
          <Text mt={8} lh={1.4}>
            {t('stamps.stamped', { count: stamps })}
            {full > 0 && <> {t('stamps.full', { count: full })}</>}
            {full > 0 && points === 0 && <> {t('stamps.waits')}</>}
            {full > 0 && collected > 0 && <> {t('stamps.next', { count: collected })}</>}
          </Text>
        </li>
      ))}
    </ul>
  );
}
