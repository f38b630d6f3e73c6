import { DateInput, type DateInputProps } from '@mantine/dates';
import { localeOf } from '../../format/use-format';
import { useTranslation } from '../../i18n/use-translation';
import { readTypedDate, typedDate } from './typed-date.rules';
import { useCalendar } from './use-calendar';

interface DateFieldProps extends Omit<DateInputProps, 'value' | 'onChange' | 'min' | 'max'> {
  /** `YYYY-MM-DD`; empty: none. */
  readonly value: string;
  /** Called once a whole date was typed or picked, and when the field was emptied. */
  readonly onChange: (value: string) => void;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
}

/** A date that is typed or picked in a calendar. */
export function DateField({ value, onChange, min, max, ...others }: DateFieldProps) {
  const { t, language } = useTranslation();
  const locale = localeOf(language);
  return (
    <DateInput
      {...useCalendar()}
      {...others}
      value={value === '' ? null : value}
      onChange={(date) => onChange(date ?? '')}
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
