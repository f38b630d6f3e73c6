import { Button, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../../shared/api/calls';
import { listShadowReceipts } from '../../shared/api/operations';
import { List } from '../../shared/described/list';
import { useTranslation } from '../../shared/i18n/use-translation';
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
  const pointsOf = ({ isReturn }: ShadowReceipt, earned: number | null, spent: number | null) => {
    if (earned === null || spent === null) return t('shadow.unknown');
    if (!isReturn) return t('shadow.earnedSpent', { earned, spent });
    return t('shadow.takenBack', { earned: Math.abs(earned), spent: Math.abs(spent) });
  };
  return (
    <List
      of={listShadowReceipts}
      params={filter}
      isInAddress={false}
      limit={20}
      title={t('shadow.receipts')}
      empty={<Help>{t('shadow.noReceiptsHere')}</Help>}
      columns={[
        {
          title: t('shadow.number'),
          isName: true,
          cell: ({ id, number }) => (
            <Button variant="subtle" size="compact-md" onClick={() => onExplain(id)}>
              {number}
            </Button>
          ),
        },
        { of: 'occurredAt', title: t('shadow.at'), as: 'dateTime' },
        { title: t('shadow.ours'), cell: (receipt) => pointsOf(receipt, receipt.earned, receipt.spent) },
        { title: t('shadow.theirs'), cell: (receipt) => pointsOf(receipt, receipt.oldEarned, receipt.oldSpent) },
        { of: 'gap', title: t('shadow.gap'), as: 'signed', isFigure: false },
      ]}
    />
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
