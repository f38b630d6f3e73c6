import { DateInput, type DateInputProps } from '@mantine/dates';
import { useState } from 'react';
import { localeOf } from '../../format/use-format';
import { useTranslation } from '../../i18n/use-translation';
import { readTypedDate, typedDate } from './typed-date.rules';
import { useCalendar } from './use-calendar';

interface DateFieldProps extends Omit<
  DateInputProps,
  'value' | 'onChange' | 'onFocus' | 'onClick' | 'popoverProps' | 'min' | 'max'
> {
  /** `YYYY-MM-DD`; empty: none. */
  readonly value: string;
  /** Called once a whole date was typed or picked, and when the field was emptied. */
  readonly onChange: (value: string) => void;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  /** Whether a dialog gives the field its focus when it opens. */
  readonly 'data-autofocus'?: boolean;
}

/**
 * A date that is typed or picked in a calendar. The calendar closes once a date was typed, because it covers the inputs below; a press on the field
 * or on the arrow down key opens the calendar again.
 */
export function DateField({ value, onChange, min, max, ...others }: DateFieldProps) {
  const { t, language } = useTranslation();
  const locale = localeOf(language);
  const { popoverProps, ...calendar } = useCalendar();
  // A calendar that opened together with its dialog would cover the dialog's other fields and its button.
  const [isShut, setShut] = useState(others['data-autofocus'] === true);
  return (
    <DateInput
      {...calendar}
      {...others}
      popoverProps={{ ...popoverProps, disabled: isShut || others.disabled === true }}
      onClick={() => setShut(false)}
      onKeyDown={({ key }) => key === 'ArrowDown' && setShut(false)}
      onBlur={(event) => {
        setShut(false);
        others.onBlur?.(event);
      }}
      value={value === '' ? null : value}
      onChange={(date) => {
        setShut(date !== null);
        onChange(date ?? '');
      }}
      valueFormat={(date) => typedDate(date, locale)}
      dateParser={readTypedDate}
      {...(min === undefined || min === '' ? {} : { minDate: min })}
      {...(max === undefined || max === '' ? {} : { maxDate: max })}
      placeholder={t('dates.placeholder')}
      clearable={others.required !== true}
      clearButtonProps={{ 'aria-label': t('dates.clear') }}
    />
  );
}
