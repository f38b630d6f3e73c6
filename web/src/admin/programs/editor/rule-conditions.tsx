import 'react-querybuilder/dist/query-builder-layout.css';
import { Button, NativeSelect } from '@mantine/core';
import { QueryBuilderMantine } from '@react-querybuilder/mantine';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { QueryBuilder, type RuleGroupType, type Translations, type ValueSelectorProps } from 'react-querybuilder';
import { CONDITION_FIELDS, firstValueOf, operatorsOf, withoutIds } from './condition-fields';
import { ConditionValue } from './condition-value';
import { useDraftStore } from './draft-context';
import type { Path } from './draft-store';
import classes from './rule-conditions.module.css';

/** A select that says what it chooses, in place of the package's own, which has only a title. */
function LabelledSelect(props: ValueSelectorProps) {
  const { options, value, title, disabled } = props;
  return (
    <NativeSelect
      aria-label={title ?? ''}
      value={value ?? ''}
      disabled={disabled ?? false}
      data={options.flatMap((option) => ('options' in option ? [] : [{ value: option.name, label: option.label }]))}
      onChange={(event) => props.handleOnChange(event.currentTarget.value)}
    />
  );
}

const CONTROLS = { valueSelector: LabelledSelect, valueEditor: ConditionValue };

interface RuleConditionsProps {
  /** The rule whose conditions they are. */
  readonly rule: string;
  readonly path: Path;
  readonly when: RuleGroupType;
}

/** The tree of conditions of a rule, as it is stored. Its last condition removed, the rule acts always. */
export function RuleConditions({ rule, path, when }: RuleConditionsProps) {
  const { t, i18n } = useTranslation('admin');
  const store = useDraftStore();
  // The builder keeps the tree with marks of its own; only where it begins comes from the document.
  const first = useRef(when);
  const place = useRef<HTMLDivElement>(null);
  const fields = useMemo(
    () =>
      CONDITION_FIELDS.map(({ name, type }) => ({
        name,
        label: t(`program.conditions.fields.${name}`),
        type,
        operators: operatorsOf(name).map((operator) => ({
          name: operator,
          value: operator,
          label: t(`program.conditions.operators.${operator}`),
        })),
      })),
    // The words change with the language alone.
    [t],
  );
  const translations = useMemo((): Partial<Translations> => {
    const said = (text: string) => ({ label: text, title: text });
    return {
      fields: { title: t('program.conditions.field') },
      operators: { title: t('program.conditions.operator') },
      value: { title: t('program.conditions.value') },
      combinators: { title: t('program.conditions.combinator') },
      addRule: said(t('program.conditions.addOne')),
      addGroup: said(t('program.conditions.addGroup')),
      removeRule: { label: '✕', title: t('program.conditions.remove') },
      removeGroup: { label: '✕', title: t('program.conditions.removeGroup') },
      notToggle: said(t('program.conditions.not')),
    };
  }, [t]);

  // The builder is a form without a name, which one of several on the page needs, and takes none.
  const name = t('program.conditions.of', { rule });
  useEffect(() => place.current?.querySelector('[role=form]')?.setAttribute('aria-label', name), [name]);

  function take(next: RuleGroupType): void {
    store.set(path, next.rules.length === 0 ? null : withoutIds(next));
  }

  return (
    <div className={classes.conditions} ref={place}>
      <QueryBuilderMantine>
        <QueryBuilder
          key={i18n.language}
          defaultQuery={first.current}
          fields={fields}
          translations={translations}
          controlElements={CONTROLS}
          controlClassnames={{ queryBuilder: classes.builder ?? '' }}
          combinators={[
            { name: 'and', value: 'and', label: t('program.conditions.and') },
            { name: 'or', value: 'or', label: t('program.conditions.or') },
          ]}
          showNotToggle
          resetOnFieldChange
          resetOnOperatorChange
          listsAsArrays
          getDefaultOperator={(field) => operatorsOf(field)[0] ?? '='}
          getDefaultValue={(rule) => firstValueOf(rule.field, rule.operator) as string}
          context={{ path }}
          onQueryChange={take}
        />
      </QueryBuilderMantine>
      <Button variant="subtle" size="compact-md" onClick={() => store.set(path, null)}>
        {t('program.conditions.clear')}
      </Button>
    </div>
  );
}
