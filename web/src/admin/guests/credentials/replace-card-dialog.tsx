import { Button } from '@mantine/core';
import type { Guest } from '../../../entities/guest/guest.api';
import { actOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { cardText } from '../../../shared/format/contact';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Dialog } from '../../../shared/ui/dialog';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import classes from './credentials.module.css';

interface ReplaceCardDialogProps {
  readonly guest: Guest;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Ends a lost card and gives the guest another number. */
export function ReplaceCardDialog({ guest, onDone, onClose }: ReplaceCardDialogProps) {
  const { t } = useTranslation('admin');
  const replace = useChange(actOf('POST', '/api/guests/{id}/card/replace', { id: guest.id }), onDone);
  return (
    <Dialog title={t('credentials.replace')} onClose={onClose}>
      <div className={classes.fields}>
        <p className={classes.soft}>{t('credentials.replaceHelp', { card: cardText(guest.cardNumber) })}</p>
        <FailureNotice error={replace.error} />
        <Button data-autofocus loading={replace.isPending} onClick={() => replace.mutate(null)}>
          {t('credentials.replaceSubmit')}
        </Button>
      </div>
    </Dialog>
  );
}
