import { Box, Button, Flex } from '@mantine/core';
import { useState } from 'react';
import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import { useMember, useMistakeText, useValue } from '../../../shared/document/document-context';
import { Field } from '../../../shared/document/field';
import { FieldsOf } from '../../../shared/document/fields-of';
import { KindChoice } from '../../../shared/document/kind-choice';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DateField } from '../../../shared/ui/dates/date-field';
import { FIRST_RECURRENCES } from '../document/campaign-parts.rules';
import classes from '../campaigns.module.css';
import { More } from './more';

const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;
const RECURRENCE = ['schedule', 'recurrence'] as const;

/** Begin, end, days and hours, in the network's time; behind a line the rest. */
export function WhenStep() {
  const { t } = useTranslation('admin');
  const { recurrence, exceptions } = useValue<CampaignDraft['schedule']>(['schedule']);
  const mistakes = [useMistakeText([...RECURRENCE, 'days']), useMistakeText(['schedule', 'exceptions'], true)];
  return (
    <>
      <div className={classes.fields}>
        <Field path={['schedule', 'startsAt']} />
        <Field path={['schedule', 'endsAt']} />
        <KindChoice
          path={RECURRENCE}
          firsts={FIRST_RECURRENCES}
          label={t('campaigns.field.repeat')}
          say={(kind: keyof typeof FIRST_RECURRENCES) => t(`campaigns.repeat.${kind}`)}
        />
        {recurrence !== null && (
          <FieldsOf
            path={RECURRENCE}
            beside={['days']}
            differently={{
              weekdays: { className: classes.wide },
              day: { label: t('campaigns.field.monthDay') },
              nth: {
                say: (value: '1' | '2' | '3' | '4' | '-1') => t(`campaigns.nth.n${value === '-1' ? 'last1' : value}`),
              },
              weekday: {
                choices: WEEKDAYS.map((value) => ({ value, label: t(`program.conditions.weekdays.d${value}`) })),
              },
            }}
          />
        )}
      </div>
      <More
        label={t('campaigns.more.when')}
        isUsed={
          (recurrence !== null && recurrence.days !== 1) ||
          exceptions.length > 0 ||
          mistakes.some((mistake) => mistake !== undefined)
        }
      >
        {recurrence !== null && <Field path={[...RECURRENCE, 'days']} />}
        <Exceptions />
      </More>
    </>
  );
}

/** Days that are left out. */
function Exceptions() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { value, error, change } = useMember(['schedule', 'exceptions'], true);
  const days = value as readonly string[];
  const [typed, setTyped] = useState('');
  return (
    <div className={classes.wide}>
      <Flex gap={12} wrap="wrap" align="flex-end" mb={12}>
        <DateField label={t('campaigns.field.exception')} value={typed} onChange={setTyped} error={error} />
        <Button
          variant="default"
          disabled={typed === '' || days.includes(typed)}
          onClick={() => {
            change([...days, typed].sort());
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
                onClick={() => change(days.filter((other) => other !== day))}
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
