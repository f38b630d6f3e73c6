import { Button } from '@mantine/core';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { Undo } from './use-undo';

/** Undoes the sale during the countdown; after it, only an undo without an answer can be repeated. */
export function UndoButton({ undo }: { readonly undo: Undo }) {
  const { t } = useTranslation('cashier');
  return (
    <Button variant="default" size="lg" loading={undo.isPending} disabled={undo.isOver} onClick={() => undo.submit()}>
      {t('done.undo', { count: undo.secondsLeft })}
    </Button>
  );
}
