import { useTranslation } from '../../shared/i18n/use-translation';
import { DateField } from '../../shared/ui/dates/date-field';

interface ExpiryFieldProps {
  /** A day as its field has it; empty: the key does not end. */
  readonly value: string;
  readonly onChange: (day: string) => void;
  readonly error: string | undefined;
}

/** The last day of a key. */
export function ExpiryField(field: ExpiryFieldProps) {
  const { t } = useTranslation('admin');
  return <DateField label={t('keys.expiry')} description={t('keys.expiryHelp')} {...field} />;
}

/** The end of the chosen day. */
export function expiryOf(day: string): string | null {
  return day === '' ? null : new Date(`${day}T23:59:59Z`).toISOString();
}

export function isExpiryWrong(day: string): boolean {
  const at = expiryOf(day);
  return at !== null && new Date(at) <= new Date();
}
