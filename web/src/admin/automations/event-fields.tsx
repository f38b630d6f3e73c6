import { Button, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import type { EventCondition, EventMatch } from '../../entities/automation/automation.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { parseAmount, typedAmount } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { type EventName, EVENTS, FACT_TYPES, type FactName, factsOf } from './automation-events.rules';
import classes from './automations.module.css';

const OF_NUMBERS = ['>=', '<=', '>', '<', '=', '!='] as const;
const OF_TEXTS = ['=', '!=', 'in'] as const;

interface EventFieldsProps {
  readonly match: EventMatch;
  readonly onChange: (match: EventMatch) => void;
}

/** Form fields for the type of a guest's event (a sale, a refund, …) and for conditions on its values. */
export function EventFields({ match, onChange }: EventFieldsProps) {
  const { t } = useTranslation('admin');
  const { event, conditions } = match;
  const facts = factsOf(event);
  const [first] = facts;
  const names = EVENTS.some((one) => one === event) ? EVENTS : [...EVENTS, event];
  return (
    <div className={classes.fields}>
      <NativeSelect
        label={t('automations.field.event')}
        value={event}
        onChange={(change) => onChange({ event: change.currentTarget.value, conditions: [] })}
        data={names.map((value) => {
          const known = EVENTS.find((one) => one === value);
          const text = known?.replace('.', '_') as EventName<(typeof EVENTS)[number]> | undefined;
          return { value, label: text === undefined ? value : t(`automations.event.${text}`) };
        })}
      />
      {conditions.map((condition, index) => (
        <FactFields
          // Conditions have no id, so the key is the position.
          key={`${String(index)} ${condition.field}`}
          number={index + 1}
          facts={facts}
          condition={condition}
          onChange={(changed) => onChange({ event, conditions: conditions.with(index, changed) })}
          onRemove={() => onChange({ event, conditions: conditions.toSpliced(index, 1) })}
        />
      ))}
      {first !== undefined && (
        <Button
          variant="default"
          className={classes.plain ?? ''}
          onClick={() => onChange({ event, conditions: [...conditions, firstOf(first)] })}
        >
          {t('automations.addFact')}
        </Button>
      )}
    </div>
  );
}

function firstOf(field: FactName): EventCondition {
  return FACT_TYPES[field] === 'TEXT' ? { field, operator: '=', value: '' } : { field, operator: '>=', value: 1 };
}

interface FactFieldsProps {
  readonly number: number;
  readonly facts: readonly FactName[];
  readonly condition: EventCondition;
  readonly onChange: (condition: EventCondition) => void;
  readonly onRemove: () => void;
}

function FactFields({ number, facts, condition, onChange, onRemove }: FactFieldsProps) {
  const { t } = useTranslation('admin');
  const { currency } = useFormat();
  const restaurants = useRestaurants(condition.field === 'restaurantId');
  const { field, operator, value } = condition;
  const operators = FACT_TYPES[field] === 'TEXT' ? OF_TEXTS : OF_NUMBERS;
  const label = t('automations.field.value');
  return (
    <div className={classes.fact}>
      <NativeSelect
        label={t('automations.field.fact')}
        value={field}
        onChange={(change) => onChange(firstOf(change.currentTarget.value as FactName))}
        data={facts.map((one) => ({ value: one, label: t(`automations.fact.${one}`) }))}
      />
      <NativeSelect
        label={t('automations.field.operator')}
        value={operator}
        onChange={(change) => {
          const chosen = change.currentTarget.value as EventCondition['operator'];
          if ((chosen === 'in') === (operator === 'in')) onChange({ ...condition, operator: chosen });
          else onChange({ field, operator: chosen, value: chosen === 'in' ? [] : '' });
        }}
        data={operators.map((one) => ({ value: one, label: t(`program.conditions.operators.${one}`) }))}
      />
      {Array.isArray(value) ? (
        <TagsInput label={label} value={value} onChange={(next) => onChange({ ...condition, value: next })} />
      ) : FACT_TYPES[field] === 'MONEY' ? (
        <TextInput
          label={label}
          inputMode="decimal"
          defaultValue={typedAmount(Number(value), currency)}
          onChange={(change) =>
            onChange({ ...condition, value: parseAmount(change.currentTarget.value, currency) ?? 0 })
          }
        />
      ) : FACT_TYPES[field] === 'COUNT' ? (
        <WholeNumberInput
          label={label}
          value={Number(value)}
          onChange={(next) => onChange({ ...condition, value: next === '' ? 0 : next })}
        />
      ) : field === 'restaurantId' ? (
        <NativeSelect
          label={label}
          value={value}
          onChange={(change) => onChange({ ...condition, value: change.currentTarget.value })}
          data={[
            { value: '', label: t('program.conditions.choose') },
            ...(restaurants.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      ) : (
        <TextInput
          label={label}
          value={value}
          onChange={(change) => onChange({ ...condition, value: change.currentTarget.value })}
        />
      )}
      <Button variant="default" aria-label={t('automations.removeFact', { number })} onClick={onRemove}>
        ✕
      </Button>
    </div>
  );
}
