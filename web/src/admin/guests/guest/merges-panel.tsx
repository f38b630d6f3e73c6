import { Flex, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type Guest, guestKeys } from '../../../entities/guest/guest.api';
import { GuestName } from '../../../entities/guest/guest-name';
import { mergesQuery } from '../../../entities/guest/merge.api';
import { nameInWords, useGuestNames } from '../../../entities/guest/use-guest-names';
import { mergeGuests, undoMerge } from '../../../shared/api/operations';
import { ThingActs } from '../../../shared/described/row-acts';
import { useRefresh } from '../../../shared/described/use-refresh';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { Row, RowList } from '../../../shared/ui/row-list';
import { MergeDialog } from './merge-dialog';
import { UndoMergeDialog } from './undo-merge-dialog';

/** Which cards are one person's: those merged into this guest, or the guest whose card this one became. */
export function MergesPanel({ guest }: { readonly guest: Guest }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const refresh = useRefresh([guestKeys.each]);
  const merges = useQuery(mergesQuery(guest.id));
  const items = merges.data?.items ?? [];
  const nameOf = useGuestNames(items.flatMap(({ guestId, sourceId }) => [guestId, sourceId]));
  const wordsOf = (id: string) => nameInWords(nameOf(id), t('guests.noName'));
  const otherOf = ({ guestId, sourceId }: (typeof items)[number]) => (sourceId === guest.id ? guestId : sourceId);
  const isCard = items.some(({ sourceId }) => sourceId === guest.id);

  if (merges.isError) return <FailureNotice error={merges.error} retry={merges} />;
  if (merges.isPending) return null;
  return (
    <Panel title={t('merge.title')}>
      {items.length === 0 && <Text c="dimmed">{t('merge.none')}</Text>}
      <RowList>
        {items.map((merge) => (
          <Row
            key={merge.id}
            title={
              <Link to={`/guests/${otherOf(merge)}`}>
                <GuestName name={nameOf(otherOf(merge))} />
              </Link>
            }
            about={[
              t(merge.sourceId === guest.id ? 'merge.isCardOf' : 'merge.hasCard', {
                date: format.date(merge.mergedAt),
              }),
            ]}
          >
            <ThingActs
              thing={merge}
              refresh={refresh}
              acts={[
                {
                  of: undoMerge,
                  text: t('merge.undo'),
                  name: () => t('merge.undoOf', { name: wordsOf(otherOf(merge)) }),
                  dialog: (_, close) => (
                    <UndoMergeDialog merge={merge} name={wordsOf(merge.sourceId)} onDone={refresh} onClose={close} />
                  ),
                },
              ]}
            />
          </Row>
        ))}
      </RowList>
      {!isCard && (
        <Flex gap={8} wrap="wrap" mt={16}>
          <ThingActs
            thing={guest}
            refresh={refresh}
            acts={[
              {
                of: mergeGuests,
                text: t('merge.open'),
                dialog: (_, close) => <MergeDialog guest={guest} onClose={close} />,
              },
            ]}
          />
        </Flex>
      )}
    </Panel>
  );
}
