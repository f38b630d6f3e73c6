import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Guest } from '../../../entities/guest/guest.api';
import { MANUAL_REASONS } from '../../../entities/transaction/manual-reasons';
import { actOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Dialog } from '../../../shared/ui/dialog';
import { Form } from '../../../shared/ui/form';
import { Submit } from '../../../shared/ui/submit';
import { bound } from '../../../shared/ui/bound';

interface BlockDialogProps {
  readonly guest: Guest;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Blocks a guest, or ends a block, with a reason that stays in the audit. */
export function BlockDialog({ guest, onDone, onClose }: BlockDialogProps) {
  const { t } = useTranslation('admin');
  const { t: shared } = useTranslation();
  const [reasonCode, setReasonCode] = useState<(typeof MANUAL_REASONS)[number]>('OTHER');
  const [comment, setComment] = useState('');
  const change = useChange(
    actOf('POST', `/api/guests/{id}/${guest.blocked ? 'unblock' : 'block'}`, { id: guest.id }),
    onDone,
  );
  const title = guest.blocked ? t('credentials.unblock') : t('credentials.block');

  function submit(): void {
    const said = comment.trim();
    change.mutate({ reasonCode, comment: said === '' ? null : said });
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <Form gap={12} onSubmit={submit}>
        <Text c="dimmed" lh={1.45}>
          {guest.blocked ? t('credentials.unblockHelp') : t('credentials.blockHelp')}
        </Text>
        <NativeSelect
          label={t('guestTier.reason')}
          data-autofocus
          {...bound(reasonCode, (value) => setReasonCode(MANUAL_REASONS.find((known) => known === value) ?? 'OTHER'))}
          data={MANUAL_REASONS.map((value) => ({ value, label: shared(`manual.reasons.${value}`) }))}
        />
        <TextInput label={t('guestTier.comment')} maxLength={500} {...bound(comment, setComment)} />
        <Submit of={change} text={guest.blocked ? t('credentials.unblockSubmit') : t('credentials.blockSubmit')} />
      </Form>
    </Dialog>
  );
}
