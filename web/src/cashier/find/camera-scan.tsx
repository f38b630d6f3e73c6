import { useTranslation } from '../../shared/i18n/use-translation';
import { CameraDialog } from '../../shared/ui/camera-dialog';

interface CameraScanProps {
  readonly onRead: (text: string) => void;
  readonly onClose: () => void;
}

/** Scans a guest's QR with the camera. */
export function CameraScan({ onRead, onClose }: CameraScanProps) {
  const { t } = useTranslation('cashier');
  const words = {
    title: t('camera.title'),
    view: t('camera.view'),
    hint: t('camera.hint'),
    trouble: {
      denied: { title: t('camera.denied.title'), help: t('camera.denied.help') },
      missing: { title: t('camera.missing.title'), help: t('camera.missing.help') },
      insecure: { title: t('camera.insecure.title'), help: t('camera.insecure.help') },
      broken: { title: t('camera.broken.title'), help: t('camera.broken.help') },
    },
  };
  return <CameraDialog words={words} onRead={onRead} onClose={onClose} />;
}
