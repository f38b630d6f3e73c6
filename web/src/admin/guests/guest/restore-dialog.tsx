import { Button, Text, TextInput } from '@mantine/core';
import { actOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Form } from '../../../shared/ui/form';
import { Dialog } from '../../../shared/ui/dialog';
import { type TypedNumber, WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { Submit } from '../../../shared/ui/submit';
import { useFields } from '../../../shared/ui/use-fields';

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
  const restore = useChange(actOf('POST', '/api/transactions/{id}/restore', { id: expiryId }), onDone);
  const { values, field, onSubmit } = useFields({
    initial: { reason: '', points: '' as TypedNumber },
    error: restore.error,
    check: ({ reason }) => ({ reason: reason.trim() === '' && t('restore.reasonNeeded') }),
  });
  const { points } = values;
  const submit = onSubmit(({ reason }) => restore.mutate({ reason: reason.trim(), ...(points !== '' && { points }) }));

  if (restore.data !== undefined) {
    const waits = restore.data.status === 'AWAITING_APPROVAL';
    return (
      <Dialog title={t('restore.title')} onClose={onClose}>
        <p role="status">
          {waits
            ? t('restore.waits')
            : t('restore.done', { count: 'points' in restore.data ? restore.data.points : 0 })}
        </p>
        <Button data-autofocus onClick={onClose}>
          {t('restore.close')}
        </Button>
      </Dialog>
    );
  }
  return (
    <Dialog title={t('restore.title')} onClose={onClose}>
      <Form gap={12} onSubmit={submit}>
        <Text c="dimmed">{t('restore.help', { count: expired })}</Text>
        <TextInput label={t('restore.reason')} data-autofocus maxLength={200} {...field('reason')} />
        <WholeNumberInput
          label={t('restore.points')}
          placeholder={t('restore.all')}
          min={1}
          max={expired}
          {...field('points')}
        />
        <Submit of={restore} text={points === '' ? t('restore.submitAll') : t('restore.submit', { count: points })} />
      </Form>
    </Dialog>
  );
}
