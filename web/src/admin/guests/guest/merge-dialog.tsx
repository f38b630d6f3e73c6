import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Guest } from '../../../entities/guest/guest.api';
import { useGuestField } from '../../../entities/guest/use-guest-field';
import { type Merge, mergePreviewQuery } from '../../../entities/guest/merge.api';
import { mergeGuests } from '../../../shared/api/operations';
import { ActDialog } from '../../../shared/described/act-form';
import { cardText, phoneText } from '../../../shared/format/contact';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import classes from './guest-page.module.css';

interface MergeDialogProps {
  readonly guest: Guest;
  readonly onClose: () => void;
}

/** Another card of the same person becomes this guest's. The dialog shows what moves before it is confirmed. */
export function MergeDialog({ guest, onClose }: MergeDialogProps) {
  const { t } = useTranslation('admin');
  const { guest: source, field } = useGuestField(t('merge.who'), [guest.id]);
  const preview = useQuery(mergePreviewQuery(guest.id, source?.id));
  const nameOf = ({ name }: Guest) => name ?? t('guests.noName');
  return (
    <ActDialog
      of={mergeGuests}
      params={{ id: guest.id }}
      title={t('merge.open')}
      size="lg"
      layout={{ gap: 12 }}
      above={<Text c="dimmed">{t('merge.help', { name: nameOf(guest) })}</Text>}
      fields={{
        sourceId: {
          ...field,
          after: () =>
            source !== null && (
              <>
                <FailureNotice error={preview.error} retry={preview} />
                {preview.data !== undefined && (
                  <Consequences merge={preview.data} source={source} sourceName={nameOf(source)} />
                )}
              </>
            ),
        },
        reason: {
          label: t('merge.reason'),
          help: t('merge.reasonHelp'),
          needed: t('merge.reasonNeeded'),
          isShown: () => source !== null && preview.data !== undefined,
        },
      }}
      isDisabled={() => source === null || preview.data === undefined}
      submit={source === null ? t('merge.submit') : t('merge.submitOf', { name: nameOf(source) })}
      onClose={onClose}
    />
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
