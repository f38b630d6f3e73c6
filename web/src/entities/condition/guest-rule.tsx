import { useMemo } from 'react';
import type { RuleGroupType } from 'react-querybuilder';
import { useTranslation } from '../../shared/i18n/use-translation';
import { ConditionTree } from './condition-tree';
import { GUEST_FIELDS, GUEST_KINDS } from './guest-fields';

const GROUPS = ['purchases', 'rfm', 'points', 'profile'] as const satisfies (keyof typeof GUEST_FIELDS)[];

interface GuestRuleProps {
  readonly rule: RuleGroupType;
  readonly onChange: (rule: RuleGroupType) => void;
}

/** The conditions that select guests. */
export function GuestRule({ rule, onChange }: GuestRuleProps) {
  const { t } = useTranslation('admin');
  const fields = useMemo(
    () =>
      GROUPS.flatMap((group) =>
        GUEST_FIELDS[group].map((field) => ({
          ...field,
          label: t(`segments.fields.${field.name}`),
          group: t(`segments.groups.${group}`),
        })),
      ),
    // The words change with the language alone.
    [t],
  );
  return (
    <ConditionTree name={t('segments.rule')} fields={fields} kinds={GUEST_KINDS} tree={rule} onChange={onChange} />
  );
}
