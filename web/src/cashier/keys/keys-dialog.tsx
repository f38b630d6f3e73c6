import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './keys-dialog.module.css';

const KEYS = [
  ['/', 'find'],
  ['Enter', 'primary'],
  ['Esc', 'back'],
  ['F2', 'redeem'],
  ['F4', 'manual'],
  ['F8', 'lastActs'],
  ['?', 'help'],
] as const;

/** All keys of the screen at a glance. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('cashier');
  return (
    <Modal opened onClose={onClose} title={t('keys.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <dl className={classes.keys}>
        {KEYS.map(([key, action]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`keys.${action}`)}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.scanner}>{t('keys.scanner')}</p>
    </Modal>
  );
}
