import { Button } from '@mantine/core';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { Undo } from './use-undo';

/** Takes the sale back as long as it says; a press whose answer was lost may be repeated after that. */
export function UndoButton({ undo }: { readonly undo: Undo }) {
  const { t } = useTranslation('cashier');
  return (
    <Button variant="default" size="lg" loading={undo.isPending} disabled={undo.isOver} onClick={() => undo.submit()}>
      {t('done.undo', { count: undo.secondsLeft })}
    </Button>
  );
}
