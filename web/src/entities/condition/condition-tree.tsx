import 'react-querybuilder/dist/query-builder-layout.css';
import { Box, NativeSelect } from '@mantine/core';
import { QueryBuilderMantine } from '@react-querybuilder/mantine';
import { useEffect, useMemo, useRef } from 'react';
import { QueryBuilder, type RuleGroupType, type Translations, type ValueSelectorProps } from 'react-querybuilder';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { type ConditionField, FIRST_DAYS, firstValueOf, operatorsOf } from './condition-fields';
import { type ConditionKinds, ConditionValue } from './condition-value';
import classes from './conditions.module.css';

interface NamedOption {
  readonly name: string;
  readonly label: string;
}

const itemOf = ({ name, label }: NamedOption) => ({ value: name, label });

/** A select that says what it chooses, in place of the package's own, which has only a title. */
function LabelledSelect(props: ValueSelectorProps) {
  const { options, value, title, disabled, className } = props;
  return (
    <NativeSelect
      className={className ?? ''}
      aria-label={title ?? ''}
      {...bound(value ?? '', (text) => props.handleOnChange(text))}
      disabled={disabled ?? false}
      data={options.map((option) =>
        'options' in option
          ? { group: option.label, items: (option.options as readonly NamedOption[]).map(itemOf) }
          : itemOf(option),
      )}
    />
  );
}

const CONTROLS = { valueSelector: LabelledSelect, valueEditor: ConditionValue };

interface ConditionTreeProps {
  /** The accessible name of the tree. */
  readonly name: string;
  readonly fields: readonly (ConditionField & { readonly label: string; readonly group?: string })[];
  readonly kinds: ConditionKinds;
  /** The initial tree; `onChange` gets later ones. */
  readonly tree: RuleGroupType;
  readonly onChange: (tree: RuleGroupType) => void;
}

/** The builder of a tree of conditions, over the fields that it is given. */
export function ConditionTree({ name, fields: asked, kinds, tree, onChange }: ConditionTreeProps) {
  const { t, language } = useTranslation('admin');
  // The builder keeps the tree with marks of its own; only where it begins comes from outside.
  const first = useRef(tree);
  const place = useRef<HTMLDivElement>(null);
  const fields = useMemo(
    () =>
      inGroups(asked, (field) => ({
        name: field.name,
        label: field.label,
        type: field.type,
        operators: operatorsOf(field).map((operator) => ({
          name: operator,
          value: operator,
          label: t(`program.conditions.operators.${operator}`),
        })),
      })),
    [asked, t],
  );
  const translations = useMemo((): Partial<Translations> => {
    const said = (text: string) => ({ label: text, title: text });
    // A sign that is seen only, so that the button is called by its title.
    const crossed = (title: string) => ({ label: <span aria-hidden>✕</span>, title });
    return {
      fields: { title: t('program.conditions.field') },
      operators: { title: t('program.conditions.operator') },
      value: { title: t('program.conditions.value') },
      combinators: { title: t('program.conditions.combinator') },
      addRule: said(t('program.conditions.addOne')),
      addGroup: said(t('program.conditions.addGroup')),
      removeRule: crossed(t('program.conditions.remove')),
      removeGroup: crossed(t('program.conditions.removeGroup')),
      notToggle: said(t('program.conditions.not')),
    };
  }, [t]);

  // The builder is a form without a name, which one of several on the page needs, and takes none.
  useEffect(() => {
    place.current?.querySelector('[role=form]')?.setAttribute('aria-label', name);
  }, [name]);
  const fieldOf = (one: string) => asked.find((field) => field.name === one);

  return (
    <Box w="100%" ref={place}>
      <QueryBuilderMantine>
        <QueryBuilder
          key={language}
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
          getDefaultOperator={(one) => {
            const field = fieldOf(one);
            return field === undefined ? '=' : (operatorsOf(field)[0] ?? '=');
          }}
          getDefaultValue={(rule) => {
            const value = firstValueOf(kinds.typeOf(rule.field), rule.operator);
            return (fieldOf(rule.field)?.inDays === true ? { days: FIRST_DAYS, value } : value) as string;
          }}
          context={kinds}
          onQueryChange={onChange}
        />
      </QueryBuilderMantine>
    </Box>
  );
}

/** Fields under the names of their groups, in the order in which the groups first stand; without groups as they are. */
function inGroups<Field extends { readonly group?: string }, Shown>(
  fields: readonly Field[],
  shownOf: (field: Field) => Shown,
): Shown[] | { label: string; options: Shown[] }[] {
  const groups = [...new Set(fields.flatMap(({ group }) => group ?? []))];
  if (groups.length === 0) return fields.map(shownOf);
  return groups.map((label) => ({
    label,
    options: fields.filter(({ group }) => group === label).map(shownOf),
  }));
}
