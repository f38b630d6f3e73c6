import { Button, Flex } from '@mantine/core';
import { IconPlus } from '../../../shared/icons/icon-plus';
import { lazy, Suspense } from 'react';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { fetchCode } from '../../../shared/api/fetch-code';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Help, Panel } from '../../../shared/ui/page';
import { CapFields } from './cap-fields';
import { useList, useMistakeText } from '../../../shared/document/document-context';
import classes from './editor.module.css';
import { FieldMistake } from '../../../shared/document/field-mistake';
import { Field } from '../../../shared/document/field';
import { Sentence } from './sentence';
import { Switched } from '../../../shared/document/switched';

type EarningRule = ProgramDocument['earning']['rules'][number];

/** The query builder is large, and few programmes need it. */
const RuleEditor = lazy(() =>
  fetchCode(() => import('./rule-editor')).then((module) => ({ default: module.RuleEditor })),
);

const TWICE = 2_000_000;

/** Earning by sales: base rate, rules, exclusions and caps. */
export function EarningSection() {
  const { t } = useTranslation('admin');
  const { items, add, removeAt } = useList<EarningRule>(['earning', 'rules']);
  const rulesMistake = useMistakeText(['earning', 'rules']);
  const mistake = useMistakeText(['earning']);
  return (
    <Panel title={t('program.earning.title')}>
      <Switched path={['earning', 'base']} label={t('program.earning.hasBase')} initial={{ step: 1_000, points: 1 }}>
        <Sentence
          text={(places) => t('program.earning.base', places)}
          slots={{
            points: (
              <Field path={['earning', 'base', 'points']} label={t('program.earning.points')} width={90} isInline />
            ),
            step: <Field path={['earning', 'base', 'step']} label={t('program.earning.step')} isInline />,
          }}
        />
      </Switched>
      {mistake !== undefined && <FieldMistake>{mistake}</FieldMistake>}

      <h3 className={classes.subtitle}>{t('program.earning.rules')}</h3>
      <Help>{items.length === 0 ? t('program.earning.noRules') : t('program.earning.rulesHelp')}</Help>
      {rulesMistake !== undefined && <FieldMistake>{rulesMistake}</FieldMistake>}
      <Suspense fallback={<Loading />}>
        {items.map((rule, index) => (
          <RuleEditor key={index} index={index} id={rule.id} onRemove={() => removeAt(index)} />
        ))}
      </Suspense>
      <Flex gap={8} wrap="wrap" mt={12}>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() =>
            add({
              id: freshId(items),
              when: null,
              gain: { kind: 'MULTIPLIER', multiplierPpm: TWICE },
              caps: null,
            })
          }
        >
          {t('program.earning.addRule')}
        </Button>
      </Flex>

      <h3 className={classes.subtitle}>{t('program.earning.exclusions')}</h3>
      <div className={classes.grid}>
        <Field path={['earning', 'exclusions', 'categories']} label={t('program.earning.categories')} />
        <Field path={['earning', 'exclusions', 'skus']} label={t('program.earning.skus')} />
        <Field
          path={['earning', 'exclusions', 'types']}
          label={t('program.itemTypes.label')}
          none={t('program.itemTypes.none')}
        />
        <Field
          path={['earning', 'exclusions', 'segments']}
          label={t('program.earning.excludedSegments')}
          help={t('program.earning.excludedSegmentsHelp')}
        />
      </div>
      <h3 className={classes.subtitle}>{t('program.caps.title')}</h3>
      <CapFields path={['earning', 'caps']} />
      <Field
        path={['earning', 'receiptsPerDay']}
        label={t('program.caps.receipts')}
        none={t('program.caps.none')}
        width={260}
      />
    </Panel>
  );
}

function freshId(rules: readonly EarningRule[]): string {
  let number = rules.length + 1;
  while (rules.some(({ id }) => id === `rule-${String(number)}`)) number += 1;
  return `rule-${String(number)}`;
}
