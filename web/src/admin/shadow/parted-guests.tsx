import { Button } from '@mantine/core';
import { useState } from 'react';
import type { PartedGuest } from '../../entities/shadow/shadow.api';
import { listPartedGuests } from '../../shared/api/operations';
import { ListPanel } from '../../shared/described/list-page';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help } from '../../shared/ui/page';
import { ReceiptsSheet } from './receipts-sheet';

/** Guests whose balances differ, each with the first receipt that made the difference. */
export function PartedGuests() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [shown, setShown] = useState<PartedGuest | null>(null);
  const balance = (points: number | null) => (points === null ? t('shadow.unknown') : t('shadow.balance', { points }));
  const nameOf = ({ first }: PartedGuest) => first?.number ?? t('shadow.noReceiptBetween');
  // A receipt parted the balances, or they parted between two days of a file.
  const timeOf = ({ first, agreedOn, differsOn }: PartedGuest) => {
    if (differsOn === null) return first === null ? '' : format.dateTime(first.occurredAt);
    const until = format.day(differsOn);
    return agreedOn === null
      ? t('shadow.until', { until })
      : t('shadow.between', { since: format.day(agreedOn), until });
  };
  return (
    <>
      <ListPanel
        of={listPartedGuests}
        limit={10}
        title={t('shadow.guestsTitle')}
        caption={t('analytics.table', { title: t('shadow.guestsTitle') })}
        rowKey={({ guestId }) => guestId}
        empty={<Help>{t('shadow.noGuests')}</Help>}
        columns={[
          {
            title: t('shadow.first'),
            isName: true,
            cell: (guest) => (
              <Button variant="subtle" size="compact-md" onClick={() => setShown(guest)}>
                {nameOf(guest)}
              </Button>
            ),
          },
          { title: t('shadow.at'), isAside: true, cell: (guest) => timeOf(guest) },
          { title: t('shadow.ours'), cell: (guest) => balance(guest.balance) },
          { title: t('shadow.theirs'), cell: ({ oldBalance }) => balance(oldBalance) },
          { of: 'gap', title: t('shadow.gap'), as: 'signed' },
          { of: 'money', title: t('shadow.money'), as: 'money' },
        ]}
      >
        <Help>{t('shadow.guestsHelp')}</Help>
      </ListPanel>
      {shown !== null && (
        <ReceiptsSheet
          title={`${t('shadow.first')}: ${nameOf(shown)}`}
          filter={{ guestId: shown.guestId }}
          onClose={() => setShown(null)}
        />
      )}
    </>
  );
}
