import { Text } from '@mantine/core';
import type { Guest } from '../../../entities/guest/guest.api';
import { useReasonChoices } from '../../../entities/transaction/manual-reasons';
import { blockGuest, unblockGuest } from '../../../shared/api/operations';
import { ActDialog } from '../../../shared/described/act-form';
import { useTranslation } from '../../../shared/i18n/use-translation';

interface BlockDialogProps {
  readonly guest: Guest;
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

/** Blocks a guest, or ends a block, with a reason that stays in the audit. */
export function BlockDialog({ guest, onDone, onClose }: BlockDialogProps) {
  const { t } = useTranslation('admin');
  const { t: shared } = useTranslation();
  const reasons = useReasonChoices();
  const act = guest.blocked ? 'unblock' : 'block';
  return (
    <ActDialog
      of={guest.blocked ? unblockGuest : blockGuest}
      params={{ id: guest.id }}
      title={t(`credentials.${act}`)}
      layout={{ gap: 12 }}
      above={
        <Text c="dimmed" lh={1.45}>
          {t(`credentials.${act}Help`)}
        </Text>
      }
      fields={{
        reasonCode: {
          label: t('guestTier.reason'),
          choices: reasons,
          needed: shared('manual.reasonNeeded'),
        },
        comment: { label: t('guestTier.comment') },
      }}
      submit={t(`credentials.${act}Submit`)}
      onDone={onDone}
      onClose={onClose}
    />
  );
}
