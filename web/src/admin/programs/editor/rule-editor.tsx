import { Button, Flex, Text } from '@mantine/core';
import { IconPlus } from '../../../shared/icons/icon-plus';
import type { RuleGroupType } from 'react-querybuilder';
import { firstGain, GAIN_KINDS, type Gain } from '../../../entities/campaign/gains';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { CapFields } from './cap-fields';
import { useDraftStore, useMistake, useValue } from './draft-context';
import classes from './editor.module.css';
import { FieldMistake } from './field-mistake';
import { ChoiceField, MoneyField, QuantityField, TextField, TimesField, WholeField } from './fields';
import { RemoveButton } from './remove-button';
import { RuleConditions } from './rule-conditions';
import { Sentence } from './sentence';
import { Switched } from './switched';

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
  const store = useDraftStore();
  const path = ['earning', 'rules', index] as const;
  const gain = useValue<Gain>([...path, 'gain']);
  const when = useValue<RuleGroupType | null>([...path, 'when']);
  const whenMistake = useMistake([...path, 'when'], true);
  const points = <WholeField path={[...path, 'gain', 'points']} label={t('program.earning.points')} width={90} />;

  return (
    <section className={classes.card} aria-label={t('program.earning.rule', { id })}>
      <Flex gap={8} wrap="wrap" align="flex-end">
        <TextField path={[...path, 'id']} label={t('program.earning.ruleName')} isNamed />
        <RemoveButton label={t('program.earning.removeRule', { id })} onClick={onRemove} />
      </Flex>
      <Sentence
        text={(places) => t(`program.earning.gain.${gain.kind}`, places)}
        slots={{
          kind: (
            <ChoiceField
              path={[...path, 'gain']}
              label={t('program.earning.gainLabel')}
              choices={GAIN_KINDS.map((value) => ({ value, label: t(`program.earning.gains.${value}`) }))}
              toValue={(kind) => firstGain(kind)}
              ofValue={(value) => (value as Gain).kind}
            />
          ),
          times: <TimesField path={[...path, 'gain', 'multiplierPpm']} label={t('program.earning.times')} />,
          points,
          step: <MoneyField path={[...path, 'gain', 'step']} label={t('program.earning.step')} />,
          quantity: <QuantityField path={[...path, 'gain', 'quantityMilli']} label={t('program.earning.quantity')} />,
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
      {whenMistake !== undefined && <FieldMistake mistake={whenMistake} />}
      <Switched path={[...path, 'caps']} label={t('program.caps.ofRule')} initial={NO_CAPS}>
        <CapFields path={[...path, 'caps']} />
      </Switched>
    </section>
  );
}
