import { TextInput } from '@mantine/core';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';

interface ExpiryFieldProps {
  /** A day as its field has it; empty: the key does not end. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isAsked: boolean;
}

/** The day after which a key ends by itself. */
export function ExpiryField({ value, onChange, isAsked }: ExpiryFieldProps) {
  const { t } = useTranslation('admin');
  return (
    <TextInput
      type="date"
      label={t('keys.expiry')}
      description={t('keys.expiryHelp')}
      {...bound(value, onChange)}
      error={isAsked && isExpiryWrong(value) ? t('keys.expiryWrong') : undefined}
    />
  );
}

/** The end of the chosen day. */
export function expiryOf(day: string): string | null {
  return day === '' ? null : new Date(`${day}T23:59:59Z`).toISOString();
}

export function isExpiryWrong(day: string): boolean {
  const at = expiryOf(day);
  return at !== null && new Date(at) <= new Date();
}
