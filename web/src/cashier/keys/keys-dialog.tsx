import { Text } from '@mantine/core';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { ProductVersion } from '../../shared/ui/product-version';
import classes from './keys-dialog.module.css';

const KEYS = [
  ['/', 'find'],
  ['Enter', 'primary'],
  ['Esc', 'back'],
  ['F2', 'redeem'],
  ['F4', 'manual'],
  ['F8', 'lastActs'],
  ['F9', 'gifts'],
  ['?', 'help'],
] as const;

/** A list of all keys of the screen. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('cashier');
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
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
      <Text mt={16} c="dimmed" lh={1.5}>
        {t('keys.scanner')}
      </Text>
      <ProductVersion className={classes.version} />
    </Dialog>
  );
}
