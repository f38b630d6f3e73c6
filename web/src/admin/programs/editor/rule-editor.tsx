import { Button, Flex, Text } from '@mantine/core';
import { IconPlus } from '../../../shared/icons/icon-plus';
import type { RuleGroupType } from 'react-querybuilder';
import { FIRST_GAINS, type Gain, type GainKind } from '../../../entities/campaign/gains';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { CapFields } from './cap-fields';
import { useDocumentStore, useMistakeText, useValue } from '../../../shared/document/document-context';
import classes from './editor.module.css';
import { FieldMistake } from '../../../shared/document/field-mistake';
import { Field } from '../../../shared/document/field';
import { KindChoice } from '../../../shared/document/kind-choice';
import { RemoveButton } from './remove-button';
import { RuleConditions } from './rule-conditions';
import { Sentence } from './sentence';
import { Switched } from '../../../shared/document/switched';

const FIRST_CONDITION: RuleGroupType = {
  combinator: 'and',
  rules: [{ field: 'category', operator: '=', value: '' }],
};
const NO_CAPS = { perSale: null, perDay: null, perWeek: null, perGuest: null };

interface RuleEditorProps {
  readonly index: number;
  readonly id: string;
  readonly onRemove: () => void;
}

/** One rule of earning: when it acts, what it gives, and the most of it. */
export function RuleEditor({ index, id, onRemove }: RuleEditorProps) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const path = ['earning', 'rules', index] as const;
  const gain = useValue<Gain>([...path, 'gain']);
  const when = useValue<RuleGroupType | null>([...path, 'when']);
  const whenMistake = useMistakeText([...path, 'when'], true);
  const points = <Field path={[...path, 'gain', 'points']} label={t('program.earning.points')} width={90} isInline />;

  return (
    <section className={classes.card} aria-label={t('program.earning.rule', { id })}>
      <Flex gap={8} wrap="wrap" align="flex-end">
        <Field path={[...path, 'id']} label={t('program.earning.ruleName')} />
        <RemoveButton label={t('program.earning.removeRule', { id })} onClick={onRemove} />
      </Flex>
      <Sentence
        text={(places) => t(`program.earning.gain.${gain.kind}`, places)}
        slots={{
          kind: (
            <KindChoice
              path={[...path, 'gain']}
              label={t('program.earning.gainLabel')}
              firsts={FIRST_GAINS}
              say={(kind: GainKind) => t(`program.earning.gains.${kind}`)}
              isInline
            />
          ),
          times: <Field path={[...path, 'gain', 'multiplierPpm']} label={t('program.earning.times')} isInline />,
          points,
          step: <Field path={[...path, 'gain', 'step']} label={t('program.earning.step')} isInline />,
          quantity: <Field path={[...path, 'gain', 'quantityMilli']} label={t('program.earning.quantity')} isInline />,
        }}
      />
      <Text mt={4} c="dimmed" fz={14}>
        {t('program.conditions.title')}
      </Text>
      {when === null ? (
        <Flex gap={8} wrap="wrap" align="flex-end">
          <span>{t('program.conditions.always')}</span>
          <Button
            variant="subtle"
            leftSection={<IconPlus size={18} aria-hidden />}
            onClick={() => store.set([...path, 'when'], FIRST_CONDITION)}
          >
            {t('program.conditions.add')}
          </Button>
        </Flex>
      ) : (
        <RuleConditions rule={id} path={[...path, 'when']} when={when} />
      )}
      {whenMistake !== undefined && <FieldMistake>{whenMistake}</FieldMistake>}
      <Switched path={[...path, 'caps']} label={t('program.caps.ofRule')} initial={NO_CAPS}>
        <CapFields path={[...path, 'caps']} />
      </Switched>
    </section>
  );
}
