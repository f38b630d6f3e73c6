import { Button, Text } from '@mantine/core';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import type { Me } from './session';

interface AccountOpenedDialogProps {
  readonly opened: Me['accountOpened'];
  readonly onSeen: () => void;
}

/** Says who took a password link for this account or reset its second factor, so that the person can object. */
export function AccountOpenedDialog({ opened, onSeen }: AccountOpenedDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Dialog title={t('accountOpened.title')} onClose={onSeen}>
      {opened.map(({ way, by, at }) => (
        <Text key={at} c="dimmed">
          {t(`accountOpened.${way}`, { who: by ?? t('accountOpened.colleague'), at: format.dateTime(at) })}
        </Text>
      ))}
      <Text c="dimmed">{t('accountOpened.help')}</Text>
      <Button onClick={onSeen}>{t('accountOpened.seen')}</Button>
    </Dialog>
  );
}
