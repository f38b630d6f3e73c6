import { Text } from '@mantine/core';
import { restorePoints } from '../../../shared/api/operations';
import { ActDialog } from '../../../shared/described/act-form';
import { useTranslation } from '../../../shared/i18n/use-translation';

interface RestoreDialogProps {
  readonly expiryId: string;
  /** The points that expired; some may have been restored already. */
  readonly expired: number;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Brings expired points back, all that is left of them or some, with a reason that stays in the audit. */
export function RestoreDialog({ expiryId, expired, onDone, onClose }: RestoreDialogProps) {
  const { t } = useTranslation('admin');
  return (
    <ActDialog
      of={restorePoints}
      params={{ id: expiryId }}
      title={t('restore.title')}
      layout={{ gap: 12 }}
      above={<Text c="dimmed">{t('restore.help', { count: expired })}</Text>}
      fields={{
        reason: { label: t('restore.reason'), needed: t('restore.reasonNeeded') },
        points: { label: t('restore.points'), placeholder: t('restore.all'), most: expired },
      }}
      submit={({ points }) => (points === '' ? t('restore.submitAll') : t('restore.submit', { count: Number(points) }))}
      onDone={onDone}
      result={(restored) => (
        <p role="status">
          {restored.status === 'AWAITING_APPROVAL'
            ? t('restore.waits')
            : t('restore.done', { count: 'points' in restored ? restored.points : 0 })}
        </p>
      )}
      resultClose={t('restore.close')}
      onClose={onClose}
    />
  );
}
