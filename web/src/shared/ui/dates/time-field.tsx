import { Autocomplete, type AutocompleteProps } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../../i18n/use-translation';
import { halfHours, isWholeTime, readTypedTime } from './typed-time.rules';

interface TimeFieldProps extends Omit<AutocompleteProps, 'value' | 'onChange' | 'data'> {
  /** `HH:MM`; empty: none. */
  readonly value: string;
  /** Called when a complete time was typed or picked, and when the field was cleared. */
  readonly onChange: (value: string) => void;
  /** Whether the field accepts "24:00", the end of a day. */
  readonly hasEndOfDay?: boolean;
}

/** A time of day, typed as "15:30", "1530" or "15", or picked from a list of half hours. */
export function TimeField({ value, onChange, hasEndOfDay = false, error, ...others }: TimeFieldProps) {
  const { t } = useTranslation();
  // The typed text while it is not a complete time; null: the field shows its value.
  const [typed, setTyped] = useState<string | null>(null);
  const [isWrong, setIsWrong] = useState(false);

  function take(text: string): void {
    setIsWrong(false);
    setTyped(text);
    if (text === '') onChange('');
    if (isWholeTime(text)) finish(text);
  }

  function finish(text: string): void {
    const time = readTypedTime(text, hasEndOfDay);
    setIsWrong(time === null && text.trim() !== '');
    if (time === null) return;
    setTyped(null);
    if (time !== value) onChange(time);
  }

  return (
    <Autocomplete
      placeholder={t('dates.timePlaceholder')}
      inputMode="numeric"
      autoComplete="off"
      comboboxProps={{ width: 120, position: 'bottom-start' }}
      {...others}
      value={typed ?? value}
      data={halfHours(hasEndOfDay)}
      filter={({ options, search }) =>
        search === value ? options : options.filter((one) => 'value' in one && startsWith(one.value, search))
      }
      onChange={take}
      onBlur={() => typed !== null && finish(typed)}
      error={isWrong ? t('dates.noTime') : error}
    />
  );
}

function startsWith(option: string, search: string): boolean {
  const digits = search.replaceAll(/\D/g, '');
  const time = option.replace(':', '');
  return time.startsWith(digits) || time.startsWith(`0${digits}`);
}
