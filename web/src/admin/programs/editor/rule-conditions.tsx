import { Button, Flex, Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { RuleGroupType } from 'react-querybuilder';
import { CONDITION_FIELDS, withoutIds } from '../../../entities/condition/condition-fields';
import { ConditionTree } from '../../../entities/condition/condition-tree';
import { useMember, useValue } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import { FieldMistake } from '../../../shared/document/field-mistake';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { IconPlus } from '../../../shared/icons/icon-plus';
import { SALE_KINDS } from './sale-kinds';

const FIRST_CONDITION: RuleGroupType = {
  combinator: 'and',
  rules: [{ field: 'category', operator: '=', value: '' }],
};

/** The builder for the conditions of an earning rule. A rule without conditions applies to every sale. */
export function RuleConditions({ path }: { readonly path: DocumentPath }) {
  const { t } = useTranslation('admin');
  const { value, error, change } = useMember(path, true);
  const { id } = useValue<{ readonly id: string }>(path.slice(0, -1));
  const when = value as RuleGroupType | null;
  const fields = useMemo(
    () => CONDITION_FIELDS.map((field) => ({ ...field, label: t(`program.conditions.fields.${field.name}`) })),
    // The words change with the language alone.
    [t],
  );
  return (
    <div>
      <Text mt={4} c="dimmed" fz={14}>
        {t('program.conditions.title')}
      </Text>
      {when === null ? (
        <Flex gap={8} wrap="wrap" align="flex-end">
          <span>{t('program.conditions.always')}</span>
          <Button
            variant="subtle"
            leftSection={<IconPlus size={18} aria-hidden />}
            onClick={() => change(FIRST_CONDITION)}
          >
            {t('program.conditions.add')}
          </Button>
        </Flex>
      ) : (
        <Stack gap={8} align="flex-start">
          <ConditionTree
            name={t('program.conditions.of', { rule: id })}
            fields={fields}
            kinds={SALE_KINDS}
            tree={when}
            onChange={(next) => change(next.rules.length === 0 ? null : withoutIds(next))}
          />
          <Button variant="subtle" size="compact-md" onClick={() => change(null)}>
            {t('program.conditions.clear')}
          </Button>
        </Stack>
      )}
      {error !== undefined && <FieldMistake>{error}</FieldMistake>}
    </div>
  );
}
