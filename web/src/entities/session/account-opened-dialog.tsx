import { Button } from '@mantine/core';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import type { Me } from './session';
import classes from './sign-in.module.css';

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
        <p key={at} className={classes.help}>
          {t(`accountOpened.${way}`, { who: by ?? t('accountOpened.colleague'), at: format.dateTime(at) })}
        </p>
      ))}
      <p className={classes.help}>{t('accountOpened.help')}</p>
      <Button onClick={onSeen}>{t('accountOpened.seen')}</Button>
    </Dialog>
  );
}
