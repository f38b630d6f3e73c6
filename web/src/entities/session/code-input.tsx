import { TextInput } from '@mantine/core';
import { useTranslation } from '../../shared/i18n/use-translation';

interface CodeInputProps {
  readonly value: string;
  readonly onChange: (code: string) => void;
  /** Says so while there are fewer than six digits. */
  readonly isNeeded: boolean;
}

/** The six digits that the authenticator application shows. */
export function CodeInput({ value, onChange, isNeeded }: CodeInputProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t('secondFactor.code')}
      description={t('secondFactor.codeHelp')}
      inputMode="numeric"
      autoComplete="one-time-code"
      autoFocus
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.replace(/\D/g, '').slice(0, 6))}
      error={isNeeded && value.length < 6 ? t('secondFactor.codeNeeded') : undefined}
    />
  );
}
