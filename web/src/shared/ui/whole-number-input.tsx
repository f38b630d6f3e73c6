import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { groupSeparator } from '../format/money';

interface WholeNumberInputProps extends Omit<NumberInputProps, 'value' | 'onChange'> {
  /** Empty while nothing is typed. */
  readonly value: number | '';
  readonly onChange: (value: number | '') => void;
}

/** Points, pieces or days as they are typed: whole, not below zero, and grouped as the language does. */
export function WholeNumberInput({ onChange, ...others }: WholeNumberInputProps) {
  const { i18n } = useTranslation();
  return (
    <NumberInput
      size="md"
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator={groupSeparator(i18n.language)}
      hideControls
      inputMode="numeric"
      {...others}
      onChange={(value) => onChange(value === '' ? '' : Number(value))}
    />
  );
}
