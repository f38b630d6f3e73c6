import { Button, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { column, DataTable, ListPager } from '../../shared/ui/data-table';
import { SideSheet } from '../../shared/ui/dialog';
import { Loading } from '../../shared/ui/loading';
import { Help } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import type { ShadowReceipt } from '../../entities/shadow/shadow.api';

interface ReceiptsSheetProps {
  readonly title: string;
  readonly filter: { readonly groupId?: string; readonly guestId?: string };
  readonly onClose: () => void;
}

/** Compared receipts at the side, each with the explanation of our decision. */
export function ReceiptsSheet({ title, filter, onClose }: ReceiptsSheetProps) {
  const [explained, setExplained] = useState<string | null>(null);
  return (
    <SideSheet title={title} size="xl" onClose={onClose}>
      {explained === null ? (
        <Receipts filter={filter} onExplain={setExplained} />
      ) : (
        <Explained id={explained} onBack={() => setExplained(null)} />
      )}
    </SideSheet>
  );
}

function Receipts({ filter, onExplain }: Pick<ReceiptsSheetProps, 'filter'> & { onExplain: (id: string) => void }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [cursor, setCursor] = useState<string>();
  const receipts = useQuery(ask('/api/shadow/receipts', { ...filter, limit: 20, cursor }));
  const pointsOf = ({ isReturn }: ShadowReceipt, earned: number | null, spent: number | null) => {
    if (earned === null || spent === null) return t('shadow.unknown');
    if (!isReturn) return t('shadow.earnedSpent', { earned, spent });
    return t('shadow.takenBack', { earned: Math.abs(earned), spent: Math.abs(spent) });
  };
  return (
    <>
      <DataTable
        reading={receipts}
        caption={t('shadow.receipts')}
        columns={[
          {
            key: 'number',
            title: t('shadow.number'),
            isName: true,
            cell: ({ id, number }: ShadowReceipt) => (
              <Button variant="subtle" size="compact-md" onClick={() => onExplain(id)}>
                {number}
              </Button>
            ),
          },
          column('at', t('shadow.at'), ({ occurredAt }: ShadowReceipt) => format.dateTime(occurredAt)),
          column('ours', t('shadow.ours'), (receipt: ShadowReceipt) =>
            pointsOf(receipt, receipt.earned, receipt.spent),
          ),
          column('theirs', t('shadow.theirs'), (receipt: ShadowReceipt) =>
            pointsOf(receipt, receipt.oldEarned, receipt.oldSpent),
          ),
          column('gap', t('shadow.gap'), ({ gap }: ShadowReceipt) => format.signed(gap)),
        ]}
        rows={receipts.data?.items}
        rowKey={({ id }) => id}
        empty={<Help>{t('shadow.noReceiptsHere')}</Help>}
      />
      <ListPager list={receipts.data} cursor={cursor} onTurn={setCursor} />
    </>
  );
}

function Explained({ id, onBack }: { readonly id: string; readonly onBack: () => void }) {
  const { t } = useTranslation('admin');
  const reading = useQuery(ask('/api/shadow/receipts/{id}', { id }));
  const { data, error } = reading;
  return (
    <Stack gap={16} align="flex-start">
      <Button variant="default" size="sm" onClick={onBack}>
        {t('shadow.show')}
      </Button>
      {error !== null && <FailureNotice error={error} retry={reading} />}
      {error === null && data === undefined && <Loading />}
      {data !== undefined && (
        <section>
          <h3>{t('shadow.explain')}</h3>
          {data.sentences.length === 0 ? (
            <Help>{t('shadow.notRecorded')}</Help>
          ) : (
            <ul>
              {data.sentences.map((sentence, at) => (
                <li key={`${String(at)} ${sentence}`}>{sentence}</li>
              ))}
            </ul>
          )}
        </section>
      )}
    </Stack>
  );
}
