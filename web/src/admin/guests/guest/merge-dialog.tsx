import { Button, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Guest } from '../../../entities/guest/guest.api';
import { type Merge, mergePreviewQuery } from '../../../entities/guest/merge.api';
import { actOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { cardText, phoneText } from '../../../shared/format/contact';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Form } from '../../../shared/ui/form';
import { Dialog } from '../../../shared/ui/dialog';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import classes from './guest-page.module.css';
import { GuestPicker } from '../../../entities/guest/guest-picker';
import { useFields } from '../../../shared/ui/use-fields';

interface MergeDialogProps {
  readonly guest: Guest;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Another card of the same person becomes this guest's. The dialog shows what moves before it is confirmed. */
export function MergeDialog({ guest, onDone, onClose }: MergeDialogProps) {
  const { t } = useTranslation('admin');
  const [source, setSource] = useState<Guest | null>(null);
  const preview = useQuery(mergePreviewQuery(guest.id, source?.id));
  const merge = useChange(actOf('POST', '/api/guests/{id}/merge', { id: guest.id }), onDone);
  const nameOf = ({ name }: Guest) => name ?? t('guests.noName');
  const { field, onSubmit } = useFields({
    initial: { reason: '' },
    error: merge.error,
    check: ({ reason }) => ({ reason: source !== null && reason.trim() === '' && t('merge.reasonNeeded') }),
  });
  const submit = onSubmit(({ reason }) => {
    if (source !== null) merge.mutate({ sourceId: source.id, reason: reason.trim() });
  });

  return (
    <Dialog title={t('merge.open')} size="lg" onClose={onClose}>
      <Form gap={12} onSubmit={submit}>
        <Text c="dimmed">{t('merge.help', { name: nameOf(guest) })}</Text>
        <GuestPicker label={t('merge.who')} picked={source} onPick={setSource} without={[guest.id]} />
        {source !== null && preview.isError && <FailureNotice error={preview.error} retry={preview} />}
        {source !== null && preview.data !== undefined && (
          <>
            <Consequences merge={preview.data} source={source} sourceName={nameOf(source)} />
            <TextInput
              label={t('merge.reason')}
              description={t('merge.reasonHelp')}
              maxLength={200}
              {...field('reason')}
            />
          </>
        )}
        <FailureNotice error={merge.error} />
        <Button type="submit" disabled={preview.data === undefined} loading={merge.isPending || preview.isFetching}>
          {source === null ? t('merge.submit') : t('merge.submitOf', { name: nameOf(source) })}
        </Button>
      </Form>
    </Dialog>
  );
}

interface ConsequencesProps {
  readonly merge: Merge;
  readonly source: Guest;
  readonly sourceName: string;
}

/** The effects of the merge, in words. */
function Consequences({ merge, source, sourceName }: ConsequencesProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { moved, holdsReleased, tierBefore, tier, balance } = merge;
  const phone = phoneText(source.phone);
  const said = [
    moved.points > 0
      ? t('merge.points', { count: moved.points, total: format.number(balance.available) })
      : t('merge.noPoints'),
    ...(moved.sales > 0 ? [t('merge.visits', { count: moved.visits, spend: format.money(moved.spend) })] : []),
    tier === tierBefore || tier === null
      ? t('merge.tierStays', { tier: tier ?? '—' })
      : t('merge.tierMoves', { from: tierBefore ?? '—', to: tier }),
    ...(moved.stamps > 0 ? [t('merge.stamps', { count: moved.stamps })] : []),
    ...(moved.rewards > 0 ? [t('merge.rewards', { count: moved.rewards })] : []),
    ...(moved.owed > 0 ? [t('merge.owed', { count: moved.owed })] : []),
    ...(holdsReleased > 0 ? [t('merge.holds', { count: holdsReleased })] : []),
    phone === null
      ? t('merge.card', { name: sourceName, card: cardText(source.cardNumber) })
      : t('merge.cardAndPhone', { name: sourceName, card: cardText(source.cardNumber), phone }),
    t('merge.canBeUndone'),
  ];
  return (
    <section className={classes.consequences} aria-label={t('merge.what')}>
      <h3 className={classes.heading}>{t('merge.what')}</h3>
      <ul>
        {said.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
