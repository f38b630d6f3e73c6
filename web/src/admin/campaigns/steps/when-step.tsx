import { Box, Button, Checkbox, Flex, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { EMPTY, NTHS, type Repeat, REPEATS, WEEKDAYS } from '../document/campaign-values.rules';
import classes from '../campaigns.module.css';
import { More } from './more';
import { mistakeIn, type StepProps } from './step-props';
import { DateField } from '../../../shared/ui/dates/date-field';
import { DateTimeField } from '../../../shared/ui/dates/date-time-field';
import { TimeField } from '../../../shared/ui/dates/time-field';

/** Begin, end, days and hours, in the network's time; behind a line the rest. */
export function WhenStep({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const day = (value: (typeof WEEKDAYS)[number]) => t(`program.conditions.weekdays.d${value}`);
  const text = (field: 'startsAt' | 'endsAt' | 'from' | 'to', place: string) => ({
    label: t(`campaigns.field.${field}`),
    value: values[field],
    error: mistakeIn(errors, place),
    onChange: (value: string) => set({ [field]: value }),
  });
  return (
    <>
      <div className={classes.fields}>
        <DateTimeField {...text('startsAt', 'schedule.startsAt')} />
        <DateTimeField {...text('endsAt', 'schedule.endsAt')} description={t('campaigns.help.endsAt')} />
        <NativeSelect
          label={t('campaigns.field.repeat')}
          value={values.repeat}
          onChange={(event) => set({ repeat: event.currentTarget.value as Repeat })}
          data={REPEATS.map((value) => ({ value, label: t(`campaigns.repeat.${value}`) }))}
        />
        {values.repeat === 'WEEK' && (
          <Checkbox.Group
            size="md"
            className={classes.wide ?? ''}
            label={t('campaigns.field.weekdays')}
            value={[...values.weekdays]}
            error={mistakeIn(errors, 'schedule.recurrence.weekdays')}
            onChange={(weekdays) => set({ weekdays })}
          >
            <Flex columnGap={20} rowGap={12} wrap="wrap" mt={12}>
              {WEEKDAYS.map((value) => (
                <Checkbox key={value} size="md" value={value} label={day(value)} />
              ))}
            </Flex>
          </Checkbox.Group>
        )}
        {values.repeat === 'MONTH_DAY' && (
          <WholeNumberInput
            label={t('campaigns.field.monthDay')}
            min={1}
            max={31}
            value={values.monthDay}
            error={mistakeIn(errors, 'schedule.recurrence.day')}
            onChange={(monthDay) => set({ monthDay })}
          />
        )}
        {values.repeat === 'MONTH_WEEKDAY' && (
          <>
            <NativeSelect
              label={t('campaigns.field.nth')}
              value={values.nth}
              onChange={(event) => set({ nth: event.currentTarget.value })}
              data={NTHS.map((value) => ({ value, label: t(`campaigns.nth.n${value === '-1' ? 'last1' : value}`) }))}
            />
            <NativeSelect
              label={t('campaigns.field.weekday')}
              value={values.weekday}
              onChange={(event) => set({ weekday: event.currentTarget.value })}
              data={WEEKDAYS.map((value) => ({ value, label: day(value) }))}
            />
          </>
        )}
        {values.repeat !== 'NONE' && (
          <>
            <TimeField {...text('from', 'schedule.recurrence.from')} />
            <TimeField
              {...text('to', 'schedule.recurrence.to')}
              hasEndOfDay
              description={t('campaigns.help.to')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              placeholder="24:00"
            />
          </>
        )}
      </div>
      <More
        label={t('campaigns.more.when')}
        isUsed={
          values.days !== EMPTY.days ||
          values.exceptions.length > 0 ||
          mistakeIn(errors, 'schedule.recurrence.days', 'schedule.exceptions') !== undefined
        }
      >
        {values.repeat !== 'NONE' && (
          <WholeNumberInput
            label={t('campaigns.field.days')}
            description={t('campaigns.help.days')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            min={1}
            max={28}
            value={values.days}
            error={mistakeIn(errors, 'schedule.recurrence.days')}
            onChange={(days) => set({ days })}
          />
        )}
        <Exceptions
          days={values.exceptions}
          error={mistakeIn(errors, 'schedule.exceptions')}
          onChange={(exceptions) => set({ exceptions })}
        />
      </More>
    </>
  );
}

interface ExceptionsProps {
  readonly days: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (days: readonly string[]) => void;
}

/** Days that are left out. */
function Exceptions({ days, error, onChange }: ExceptionsProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [typed, setTyped] = useState('');
  return (
    <div className={classes.wide}>
      <Flex gap={12} wrap="wrap" align="flex-end" mb={12}>
        <DateField label={t('campaigns.field.exception')} value={typed} onChange={setTyped} error={error} />
        <Button
          variant="default"
          disabled={typed === '' || days.includes(typed)}
          onClick={() => {
            onChange([...days, typed].sort());
            setTyped('');
          }}
        >
          {t('campaigns.addException')}
        </Button>
      </Flex>
      {days.length > 0 && (
        <Box component="ul" m={0} pl={20} lh={1.55}>
          {days.map((day) => (
            <li key={day}>
              {format.weekday(day)}{' '}
              <Button
                variant="subtle"
                size="compact-md"
                aria-label={t('campaigns.removeException', { day: format.weekday(day) })}
                onClick={() => onChange(days.filter((other) => other !== day))}
              >
                ✕
              </Button>
            </li>
          ))}
        </Box>
      )}
    </div>
  );
}
