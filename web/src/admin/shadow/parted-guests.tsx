import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PartedGuest } from '../../entities/shadow/shadow.api';
import { ask } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Column, column, asideColumn, DataTable, figureColumn, ListPager } from '../../shared/ui/data-table';
import { Help, Panel } from '../../shared/ui/page';
import { ReceiptsSheet } from './receipts-sheet';

/** Guests whose balances differ, each with the first receipt that made the difference. */
export function PartedGuests() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [cursor, setCursor] = useState<string>();
  const [shown, setShown] = useState<PartedGuest | null>(null);
  const guests = useQuery(ask('/api/shadow/guests', { limit: 10, cursor }));
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
  const columns: Column<PartedGuest>[] = [
    {
      key: 'first',
      title: t('shadow.first'),
      isName: true,
      cell: (guest) => (
        <Button variant="subtle" size="compact-md" onClick={() => setShown(guest)}>
          {nameOf(guest)}
        </Button>
      ),
    },
    asideColumn('at', t('shadow.at'), (guest) => timeOf(guest)),
    column('ours', t('shadow.ours'), (guest) => balance(guest.balance)),
    column('theirs', t('shadow.theirs'), ({ oldBalance }) => balance(oldBalance)),
    figureColumn('gap', t('shadow.gap'), ({ gap }) => format.signed(gap)),
    figureColumn('money', t('shadow.money'), ({ money }) => format.money(money)),
  ];
  return (
    <Panel title={t('shadow.guestsTitle')}>
      <Help>{t('shadow.guestsHelp')}</Help>
      <DataTable
        reading={guests}
        caption={t('analytics.table', { title: t('shadow.guestsTitle') })}
        columns={columns}
        rows={guests.data?.items}
        rowKey={({ guestId }) => guestId}
        empty={<Help>{t('shadow.noGuests')}</Help>}
      />
      <ListPager list={guests.data} cursor={cursor} onTurn={setCursor} />
      {shown !== null && (
        <ReceiptsSheet
          title={`${t('shadow.first')}: ${nameOf(shown)}`}
          filter={{ guestId: shown.guestId }}
          onClose={() => setShown(null)}
        />
      )}
    </Panel>
  );
}
