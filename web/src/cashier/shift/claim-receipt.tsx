import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { actOf } from '../../shared/api/calls';
import { useAct } from '../../shared/api/use-act';
import { useTranslation } from '../../shared/i18n/use-translation';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { useTillWords } from '../words/use-till-words';

interface ClaimReceiptProps {
  readonly receiptId: string;
  readonly guest: { readonly id: string; readonly name: string | null };
  readonly onClaimed: () => void;
}

/** Gives an anonymous receipt to a guest who says later that it was theirs. */
export function ClaimReceipt({ receiptId, guest, onClaimed }: ClaimReceiptProps) {
  const { t } = useTranslation('cashier');
  const words = useTillWords();
  const [claimed, setClaimed] = useState(false);
  const name = guest.name ?? t('guest.noName');
  const claim = useAct({
    storedAt: `loyalty.act.claim.${receiptId}`,
    send: actOf('POST', '/api/receipts/{id}/claim', { id: receiptId }),
    onDone: () => {
      setClaimed(true);
      onClaimed();
    },
  });
  if (claimed) return <p role="status">{t('claim.done', { name })}</p>;
  return (
    <Stack gap={16}>
      <Text c="dimmed" lh={1.5}>
        {t('claim.help')}
      </Text>
      {claim.error !== null && <ProblemNotice words={words(claim.error)} />}
      <Button variant="default" loading={claim.isPending} onClick={() => claim.submit({ guestId: guest.id })}>
        {t('claim.submit', { name })}
      </Button>
    </Stack>
  );
}
