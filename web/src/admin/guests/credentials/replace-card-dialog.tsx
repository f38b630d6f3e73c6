import type { Guest } from '../../../entities/guest/guest.api';
import { actOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { cardText } from '../../../shared/format/contact';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Question } from '../../../shared/ui/question';

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
    <Question
      title={t('credentials.replace')}
      help={t('credentials.replaceHelp', { card: cardText(guest.cardNumber) })}
      yes={t('credentials.replaceSubmit')}
      of={replace}
      onYes={() => replace.mutate(null)}
      onClose={onClose}
    />
  );
}
