import { Button } from '@mantine/core';
import { type ComponentProps, useState } from 'react';
import { useTranslation } from '../../i18n/use-translation';
import { DateField } from './date-field';
import classes from './date-time-field.module.css';
import { TimeField } from './time-field';

interface DateTimeFieldProps extends Omit<ComponentProps<typeof DateField>, 'classNames'> {
  readonly label: string;
  /** `YYYY-MM-DDTHH:MM`; empty: none. */
  readonly value: string;
  /** Called with a complete date and time, and with an empty string when the date was cleared. */
  readonly onChange: (value: string) => void;
  /** Whether the time midnight is shown as a button that opens the input of the time, for moments that are mostly whole days. */
  readonly isMidnightFolded?: boolean;
}

const DAY = 'yyyy-mm-dd'.length;
const MIDNIGHT = '00:00';

/** Styles that place the parts of the date field into one grid with the time field. */
const PARTS = {
  root: classes.parts ?? '',
  label: classes.label ?? '',
  wrapper: classes.day ?? '',
  description: classes.help ?? '',
  error: classes.error ?? '',
};

/**
 * The inputs for a date and a time, each typed or picked. The time is shown once there is a date. If a person gives only the date, the time is
 * midnight.
 */
export function DateTimeField(props: DateTimeFieldProps) {
  const { label, value, onChange, isMidnightFolded = false, min, max, disabled = false, ...others } = props;
  const { t } = useTranslation();
  // The time that the person typed. The time is kept when the date is cleared, and used for the next date.
  const [typed, setTyped] = useState('');
  // Whether the person pressed the button of the folded time, or typed a time. The input of the time then stays, even if the time is midnight.
  const [isOpened, setOpened] = useState(false);
  const day = value.slice(0, DAY);
  const time = value === '' ? typed : value.slice(DAY + 1);
  const timeLabel = t('dates.timeOf', { label });
  const isFolded = isMidnightFolded && time === MIDNIGHT && !isOpened;
  return (
    <div className={classes.moment}>
      <DateField
        {...others}
        classNames={PARTS}
        label={label}
        disabled={disabled}
        value={day}
        min={min?.slice(0, DAY)}
        max={max?.slice(0, DAY)}
        onChange={(chosen) => {
          if (chosen === '') setOpened(false);
          onChange(chosen === '' ? '' : `${chosen}T${time === '' ? MIDNIGHT : time}`);
        }}
      />
      {day !== '' && isFolded && (
        <Button
          className={classes.time ?? ''}
          variant="subtle"
          aria-label={`${timeLabel} ${time}`}
          disabled={disabled}
          onClick={() => setOpened(true)}
        >
          {time}
        </Button>
      )}
      {day !== '' && !isFolded && (
        <TimeField
          className={classes.time ?? ''}
          aria-label={timeLabel}
          autoFocus={isOpened}
          disabled={disabled}
          value={time}
          onChange={(chosen) => {
            setOpened(true);
            setTyped(chosen);
            if (chosen !== '') onChange(`${day}T${chosen}`);
          }}
        />
      )}
    </div>
  );
}
