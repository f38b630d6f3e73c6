import { IconClockExclamation } from '../../shared/icons/icon-clock-exclamation';
import type { DueWarning } from '../../entities/guest/guest.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';

/** Warnings of expiring points that the cashier has to tell the guest, as items of a list. */
export function DueWarnings({ warnings }: { readonly warnings: readonly DueWarning[] }) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  return warnings.map(({ points, lastDay }) => (
    <li key={lastDay}>
      <IconClockExclamation size={20} stroke={1.75} aria-hidden />
      <strong>{t('warning.tell', { count: points, day: format.day(lastDay) })}</strong>
    </li>
  ));
}
