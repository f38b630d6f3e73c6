import { Button, Flex, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Guest } from '../../../entities/guest/guest.api';
import { type MergeInForce, mergesQuery } from '../../../entities/guest/merge.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { Row, RowList } from '../../../shared/ui/row-list';
import { MergeDialog } from './merge-dialog';
import { UndoMergeDialog } from './undo-merge-dialog';
import { GuestName } from '../../../entities/guest/guest-name';
import { nameInWords, useGuestNames } from '../../../entities/guest/use-guest-names';

interface MergesPanelProps {
  readonly guest: Guest;
  readonly onChanged: () => void;
}

/** Which cards are one person's: those merged into this guest, or the guest whose card this one became. */
export function MergesPanel({ guest, onChanged }: MergesPanelProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [merging, setMerging] = useState(false);
  const [toUndo, setToUndo] = useState<MergeInForce | null>(null);
  const merges = useQuery(mergesQuery(guest.id));
  const items = merges.data?.items ?? [];
  const nameOf = useGuestNames(items.flatMap(({ guestId, sourceId }) => [guestId, sourceId]));
  const isCard = items.some(({ sourceId }) => sourceId === guest.id);

  if (merges.isError) return <FailureNotice error={merges.error} retry={merges} />;
  if (merges.isPending) return null;
  return (
    <Panel title={t('merge.title')}>
      {items.length === 0 && <Text c="dimmed">{t('merge.none')}</Text>}
      <RowList>
        {items.map((merge) => {
          const other = merge.sourceId === guest.id ? merge.guestId : merge.sourceId;
          const name = nameOf(other);
          return (
            <Row
              key={merge.id}
              title={
                <Link to={`/guests/${other}`}>
                  <GuestName name={name} />
                </Link>
              }
              about={[
                t(merge.sourceId === guest.id ? 'merge.isCardOf' : 'merge.hasCard', {
                  date: format.date(merge.mergedAt),
                }),
              ]}
            >
              <Button
                variant="default"
                aria-label={t('merge.undoOf', { name: nameInWords(name, t('guests.noName')) })}
                onClick={() => setToUndo(merge)}
              >
                {t('merge.undo')}
              </Button>
            </Row>
          );
        })}
      </RowList>
      {!isCard && (
        <Flex gap={8} wrap="wrap" mt={16}>
          <Button variant="default" onClick={() => setMerging(true)}>
            {t('merge.open')}
          </Button>
        </Flex>
      )}
      {merging && (
        <MergeDialog
          guest={guest}
          onClose={() => setMerging(false)}
          onDone={() => {
            setMerging(false);
            onChanged();
          }}
        />
      )}
      {toUndo !== null && (
        <UndoMergeDialog
          merge={toUndo}
          name={nameInWords(nameOf(toUndo.sourceId), t('guests.noName'))}
          onDone={onChanged}
          onClose={() => setToUndo(null)}
        />
      )}
    </Panel>
  );
}
