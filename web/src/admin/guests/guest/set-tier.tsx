import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { tiersQuery } from '../../../entities/tier/tier.api';
import { actOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { MANUAL_REASONS } from '../../../entities/transaction/manual-reasons';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Form } from '../../../shared/ui/form';
import { Dialog } from '../../../shared/ui/dialog';
import { Submit } from '../../../shared/ui/submit';
import { useFields } from '../../../shared/ui/use-fields';
import { DateField } from '../../../shared/ui/dates/date-field';

interface SetTierProps {
  readonly guestId: string;
  readonly current: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** A tier that is set by hand: to the end of a day or until it is ended, with a reason. */
export function SetTier({ guestId, current, onDone, onClose }: SetTierProps) {
  const { t } = useTranslation('admin');
  const { t: shared } = useTranslation();
  const tiers = useQuery(tiersQuery);
  const set = useChange(actOf('PUT', '/api/guests/{id}/tier', { id: guestId }), onDone);

  const { values, field, marked, onSubmit } = useFields({
    initial: {
      tier: current,
      until: '',
      comment: '',
      reasonCode: 'GOODWILL' as (typeof MANUAL_REASONS)[number],
    },
    error: set.error,
  });
  const submit = onSubmit(({ until, comment, ...chosen }) =>
    set.mutate({
      ...chosen,
      until: until === '' ? null : until,
      comment: comment.trim() === '' ? null : comment.trim(),
    }),
  );

  return (
    <Dialog title={t('guestTier.set')} onClose={onClose}>
      <Form gap={12} onSubmit={submit}>
        <NativeSelect
          label={t('guests.tier')}
          data-autofocus
          {...field('tier')}
          data={tiers.data?.items.map(({ code }) => code) ?? [current]}
        />
        <DateField label={t('guestTier.until')} description={t('guestTier.untilHelp')} {...field('until')} />
        <NativeSelect
          label={t('guestTier.reason')}
          {...field('reasonCode')}
          data={MANUAL_REASONS.map((value) => ({ value, label: shared(`manual.reasons.${value}`) }))}
        />
        <TextInput label={t('guestTier.comment')} maxLength={500} {...field('comment')} />
        <Submit of={set} marked={marked} text={t('guestTier.submit', { tier: values.tier })} />
      </Form>
    </Dialog>
  );
}
