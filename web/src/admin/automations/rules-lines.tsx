import { NativeSelect } from '@mantine/core';
import {
  type AutomationDocument,
  type Trigger,
  USUAL_GUEST_ENTRIES_PER_DAY,
} from '../../entities/automation/automation.api';
import { GuestConditions } from '../../entities/document/guest-conditions';
import { Added } from '../../shared/document/added';
import { useMember, useValue } from '../../shared/document/document-context';
import { Field } from '../../shared/document/field';
import { FieldsOf } from '../../shared/document/fields-of';
import { KindChoice } from '../../shared/document/kind-choice';
import { useTranslation } from '../../shared/i18n/use-translation';
import { FIRST_EVENT, FIRST_RULE, firstTrigger, TRIGGERS } from './automation-first.rules';
import classes from './automations.module.css';
import { EventFields } from './event-fields';

const FIRST_TRIGGERS = Object.fromEntries(TRIGGERS.map((kind) => [kind, firstTrigger(kind)]));
const MODES = ['ONCE', 'AGAIN', 'EVENT'] as const;
const USUAL_DAYS = 30;
const QUIET = ['quietHours'];
const GOAL = ['goal'];
const USUAL_QUIET = { from: '21:00', to: '10:00' };

/** Fields of the trigger by which a guest enters the automation. */
export function TriggerFields() {
  const { t } = useTranslation('admin');
  const trigger = useValue<Trigger>(['trigger']);
  return (
    <div className={classes.fields}>
      <KindChoice
        path={['trigger']}
        firsts={FIRST_TRIGGERS}
        label={t('automations.field.kind')}
        say={(kind: Trigger['kind']) => t(`automations.triggerKind.${kind}`)}
        isQuiet
      />
      {trigger.kind === 'EVENT' ? <EventFields path={['trigger']} /> : <FieldsOf path={['trigger']} />}
    </div>
  );
}

/** Fields of the condition that guests must meet to enter the automation. */
export function WhoFields() {
  const { t } = useTranslation('admin');
  const { value, change } = useMember(['condition']);
  return (
    <Added path={['condition']} first={FIRST_RULE} add={t('automations.addRule')} remove={t('automations.noRule')}>
      <GuestConditions value={value} onChange={change} />
    </Added>
  );
}

/** Fields that limit how often one guest enters the automation, and how many guests enter a day and in all. */
export function EntryFields() {
  const { t } = useTranslation('admin');
  const { value, change } = useMember(['entry']);
  const entry = value as AutomationDocument['entry'];
  const choose = (mode: (typeof MODES)[number]) => {
    const { perGuestPerDay: _, ...others } = entry;
    change({ ...others, mode, afterDays: mode === 'AGAIN' ? USUAL_DAYS : null });
  };
  return (
    <div className={classes.fields}>
      <NativeSelect
        label={t('automations.field.mode')}
        value={entry.mode}
        onChange={(event) => choose(event.currentTarget.value as (typeof MODES)[number])}
        data={MODES.map((mode) => ({ value: mode, label: t(`automations.mode.${mode}`) }))}
      />
      {entry.mode === 'EVENT' && (
        <Field
          path={['entry', 'perGuestPerDay']}
          label={t('automations.field.perGuestPerDay', { usual: USUAL_GUEST_ENTRIES_PER_DAY })}
        />
      )}
      <FieldsOf
        path={['entry']}
        beside={['mode', 'perGuestPerDay']}
        differently={{ ...(entry.mode !== 'AGAIN' && { afterDays: false }) }}
      />
    </div>
  );
}

/** Fields of the quiet hours, in which messages of the automation wait. */
export function QuietFields() {
  const { t } = useTranslation('admin');
  return (
    <Added path={QUIET} first={USUAL_QUIET} add={t('automations.addQuiet')} remove={t('automations.noQuiet')}>
      <div className={classes.fields}>
        <FieldsOf path={QUIET} />
      </div>
    </Added>
  );
}

/** Fields of an automation's goal: the event that ends a guest's run before its last step and counts as success. */
export function GoalFields() {
  const { t } = useTranslation('admin');
  return (
    <Added path={GOAL} first={FIRST_EVENT} add={t('automations.addGoal')} remove={t('automations.noGoal')}>
      <EventFields path={GOAL} />
    </Added>
  );
}
