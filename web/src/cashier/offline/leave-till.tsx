import { Button, Flex } from '@mantine/core';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';

interface LeaveTillProps {
  readonly waiting: number;
  readonly onShow: () => void;
  readonly onClose: () => void;
}

/** Warns before signing out while sales wait, because only the person who made them can send them. */
export function LeaveTill({ waiting, onShow, onClose }: LeaveTillProps) {
  const { t } = useTranslation('cashier');
  return (
    <Dialog title={t('offline.leave.title', { count: waiting })} onClose={onClose}>
      <p>{t('offline.leave.help')}</p>
      <Flex gap={8} wrap="wrap" mt={10}>
        <Button onClick={onClose}>{t('offline.leave.stay')}</Button>
        <Button variant="default" onClick={onShow}>
          {t('offline.list.title')}
        </Button>
      </Flex>
    </Dialog>
  );
}
