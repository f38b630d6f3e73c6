import { SegmentedControl } from '@mantine/core';
import { GuestConditions } from '../../entities/document/guest-conditions';
import type { SegmentRule } from '../../entities/segment/segment.api';
import { type Layout, useMember } from '../../shared/document/document-context';
import type { DocumentPath } from '../../shared/document/document-store';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help } from '../../shared/ui/page';
import { RulePreview } from './rule-preview';

export const FIRST_RULE: SegmentRule = {
  combinator: 'and',
  rules: [{ field: 'visits', operator: '>=', value: 3 }],
};

/** How the kit lays out a segment. `firstRule`: the rule with which a new segment by rule begins. */
export function segmentLayout(isNew: boolean, isReadOnly: boolean, firstRule = FIRST_RULE): Layout {
  return {
    firsts: {},
    looks: {
      namesRu: { isReadOnly },
      namesEn: { isReadOnly },
      code: { isReadOnly: isReadOnly || !isNew, ...(!isNew && { named: 'codeFixed' }) },
      description: { as: 'area', isWide: true, isReadOnly },
    },
    parts: { rule: (props) => <Rule {...props} {...{ isNew, isReadOnly, firstRule }} /> },
    last: [],
    anew: [],
  };
}

interface RuleProps {
  readonly path: DocumentPath;
  readonly isNew: boolean;
  readonly isReadOnly: boolean;
  readonly firstRule: SegmentRule;
}

/** The conditions that put guests into the segment; a new segment can be a list, which has no conditions. */
function Rule({ path, isNew, isReadOnly, firstRule }: RuleProps) {
  const { t } = useTranslation('admin');
  const { value, change } = useMember(path);
  return (
    <>
      {isNew && (
        <SegmentedControl
          mb={12}
          aria-label={t('segments.kind')}
          value={value === null ? 'LIST' : 'RULE'}
          onChange={(kind) => change(kind === 'LIST' ? null : firstRule)}
          data={[
            { value: 'RULE', label: t('segments.byRule') },
            { value: 'LIST', label: t('segments.list') },
          ]}
        />
      )}
      {value === null ? (
        <Help>{t('segments.listHelp')}</Help>
      ) : (
        <>
          <GuestConditions value={value} onChange={change} isReadOnly={isReadOnly} />
          <Help>{t('segments.ruleHelp')}</Help>
          <RulePreview rule={value as SegmentRule} />
        </>
      )}
    </>
  );
}
