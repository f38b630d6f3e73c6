import { Button, NativeSelect, TagsInput } from '@mantine/core';
import type { EventCondition, EventMatch } from '../../entities/automation/automation.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useDocumentStore, useList, useValue } from '../../shared/document/document-context';
import type { DocumentPath } from '../../shared/document/document-store';
import { Field } from '../../shared/document/field';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type EventName, EVENTS, FACT_TYPES, type FactName, factsOf } from './automation-events.rules';
import classes from './automations.module.css';

const OF_NUMBERS = ['>=', '<=', '>', '<', '=', '!='] as const;
const OF_TEXTS = ['=', '!=', 'in'] as const;

/** Form fields for the type of a guest's event (a sale, a refund, …) and for conditions on its values, which stand beside the type. */
export function EventFields({ path: at }: { readonly path: DocumentPath }) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const path = at.slice(0, -1);
  const match = useValue<EventMatch>(path);
  const conditions = useList<EventCondition>([...path, 'conditions']);
  const facts = factsOf(match.event);
  const [first] = facts;
  const names = EVENTS.some((one) => one === match.event) ? EVENTS : [...EVENTS, match.event];
  return (
    <div className={classes.fields}>
      <NativeSelect
        label={t('automations.field.event')}
        value={match.event}
        onChange={(change) => store.set(path, { ...match, event: change.currentTarget.value, conditions: [] })}
        data={names.map((value) => {
          const known = EVENTS.find((one) => one === value);
          const text = known?.replace('.', '_') as EventName<(typeof EVENTS)[number]> | undefined;
          return { value, label: text === undefined ? value : t(`automations.event.${text}`) };
        })}
      />
      {conditions.items.map((condition, index) => (
        <FactFields
          // Conditions have no id, so the key is the position.
          key={`${String(index)} ${condition.field}`}
          path={[...path, 'conditions', index]}
          number={index + 1}
          facts={facts}
          condition={condition}
          onRemove={() => conditions.removeAt(index)}
        />
      ))}
      {first !== undefined && (
        <Button variant="default" className={classes.plain ?? ''} onClick={() => conditions.add(firstOf(first))}>
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
  readonly path: DocumentPath;
  readonly number: number;
  readonly facts: readonly FactName[];
  readonly condition: EventCondition;
  readonly onRemove: () => void;
}

function FactFields({ path, number, facts, condition, onRemove }: FactFieldsProps) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const { field, operator } = condition;
  const operators = FACT_TYPES[field] === 'TEXT' ? OF_TEXTS : OF_NUMBERS;
  return (
    <div className={classes.fact}>
      <NativeSelect
        label={t('automations.field.fact')}
        value={field}
        onChange={(change) => store.set(path, firstOf(change.currentTarget.value as FactName))}
        data={facts.map((one) => ({ value: one, label: t(`automations.fact.${one}`) }))}
      />
      <NativeSelect
        label={t('automations.field.operator')}
        value={operator}
        onChange={(change) => {
          const chosen = change.currentTarget.value as EventCondition['operator'];
          if ((chosen === 'in') === (operator === 'in')) store.set([...path, 'operator'], chosen);
          else store.set(path, { field, operator: chosen, value: chosen === 'in' ? [] : '' });
        }}
        data={operators.map((one) => ({ value: one, label: t(`program.conditions.operators.${one}`) }))}
      />
      <FactValue path={[...path, 'value']} condition={condition} />
      <Button variant="default" aria-label={t('automations.removeFact', { number })} onClick={onRemove}>
        ✕
      </Button>
    </div>
  );
}

function FactValue({ path, condition: { field, value } }: Pick<FactFieldsProps, 'path' | 'condition'>) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const restaurants = useRestaurants(field === 'restaurantId').data ?? [];
  const label = t('automations.field.value');
  const type = FACT_TYPES[field];
  if (Array.isArray(value)) return <TagsInput label={label} value={value} onChange={(next) => store.set(path, next)} />;
  if (type !== 'TEXT') return <Field path={path} label={label} as={type === 'MONEY' ? 'money' : 'whole'} />;
  if (field !== 'restaurantId') return <Field path={path} label={label} />;
  return (
    <Field
      path={path}
      label={label}
      choices={[
        { value: '', label: t('program.conditions.choose') },
        ...restaurants.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}
