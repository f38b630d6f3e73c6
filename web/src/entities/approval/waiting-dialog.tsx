import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';

interface WaitingDialogProps {
  readonly title: string;
  readonly onClose: () => void;
}

/** Replaces a form whose change waits for a second person. */
export function WaitingDialog({ title, onClose }: WaitingDialogProps) {
  const { t } = useTranslation('admin');
  return (
    <Dialog title={title} onClose={onClose}>
      <p role="status">{t('changes.waits')}</p>
    </Dialog>
  );
}
