import { NumberInput, type NumberInputProps } from '@mantine/core';
import { groupSeparator } from '../format/money';
import { formatLocale } from '../i18n/language';
import { useTranslation } from '../i18n/use-translation';

/** The number; empty while nothing is typed. */
export type TypedNumber = number | '';

interface WholeNumberInputProps extends Omit<NumberInputProps, 'value' | 'onChange'> {
  readonly value: TypedNumber;
  readonly onChange: (value: TypedNumber) => void;
}

/** A field for points, pieces or days: whole numbers from 0, grouped by the language's rules. */
export function WholeNumberInput({ onChange, ...others }: WholeNumberInputProps) {
  const { language } = useTranslation();
  return (
    <NumberInput
      size="md"
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator={groupSeparator(formatLocale(language))}
      hideControls
      inputMode="numeric"
      {...others}
      onChange={(value) => onChange(value === '' ? '' : Number(value))}
    />
  );
}
