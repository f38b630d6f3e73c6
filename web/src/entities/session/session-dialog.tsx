import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { EnrolSecondFactor } from './enrol-second-factor';
import { SignIn } from './sign-in';

interface SessionDialogProps {
  readonly state: 'ended' | 'demanded';
}

/** Asks for the password or the second factor over the screen that stays, with all that was typed. */
export function SessionDialog({ state }: SessionDialogProps) {
  const { t } = useTranslation();
  return state === 'ended' ? (
    <Dialog title={t('signIn.endedTitle')}>
      <SignIn help={t('signIn.endedHelp')} />
    </Dialog>
  ) : (
    <Dialog title={t('secondFactor.demandedTitle')}>
      <EnrolSecondFactor />
    </Dialog>
  );
}
