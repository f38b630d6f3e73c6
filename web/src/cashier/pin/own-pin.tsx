import { OwnTillSignIn } from '../../entities/session/own-till-sign-in';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';

/** The own PIN and card, for a person who signed in at the till by password. */
export function OwnPin({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('cashier');
  return (
    <Dialog title={t('pin.own')} onClose={onClose}>
      <OwnTillSignIn />
    </Dialog>
  );
}
