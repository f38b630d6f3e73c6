import { Button, Stack } from '@mantine/core';
import { useMemo } from 'react';
import type { RuleGroupType } from 'react-querybuilder';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { CONDITION_FIELDS, withoutIds } from '../../../entities/condition/condition-fields';
import { ConditionTree } from '../../../entities/condition/condition-tree';
import { useDocumentStore } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import { SALE_KINDS } from './sale-kinds';

interface RuleConditionsProps {
  /** The id of the rule with these conditions. */
  readonly rule: string;
  readonly path: DocumentPath;
  readonly when: RuleGroupType;
}

/** The tree of conditions of a rule, as it is stored. Its last condition removed, the rule acts always. */
export function RuleConditions({ rule, path, when }: RuleConditionsProps) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const fields = useMemo(
    () => CONDITION_FIELDS.map((field) => ({ ...field, label: t(`program.conditions.fields.${field.name}`) })),
    // The words change with the language alone.
    [t],
  );

  function take(next: RuleGroupType): void {
    store.set(path, next.rules.length === 0 ? null : withoutIds(next));
  }

  return (
    <Stack gap={8} align="flex-start">
      <ConditionTree
        name={t('program.conditions.of', { rule })}
        fields={fields}
        kinds={SALE_KINDS}
        tree={when}
        onChange={take}
      />
      <Button variant="subtle" size="compact-md" onClick={() => store.set(path, null)}>
        {t('program.conditions.clear')}
      </Button>
    </Stack>
  );
}
