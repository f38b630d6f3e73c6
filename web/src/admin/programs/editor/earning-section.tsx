import { Button, Flex } from '@mantine/core';
import { IconPlus } from '../../../shared/icons/icon-plus';
import { lazy, Suspense } from 'react';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { fetchCode } from '../../../shared/api/fetch-code';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Help, Panel } from '../../../shared/ui/page';
import { SegmentChoice } from '../../../entities/segment/segment-choice';
import { CapFields } from './cap-fields';
import { useDraftStore, useList, useMistake, useValue } from './draft-context';
import classes from './editor.module.css';
import { FieldMistake } from './field-mistake';
import { ListField, MoneyField, WholeField } from './fields';
import { ItemTypesField } from './item-types-field';
import { Sentence } from './sentence';
import { Switched } from './switched';
import { useMistakeWords } from './use-mistake-words';

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
  const rulesMistake = useMistake(['earning', 'rules']);
  const mistake = useMistake(['earning']);
  return (
    <Panel title={t('program.earning.title')}>
      <Switched path={['earning', 'base']} label={t('program.earning.hasBase')} initial={{ step: 1_000, points: 1 }}>
        <Sentence
          text={(places) => t('program.earning.base', places)}
          slots={{
            points: <WholeField path={['earning', 'base', 'points']} label={t('program.earning.points')} width={90} />,
            step: <MoneyField path={['earning', 'base', 'step']} label={t('program.earning.step')} />,
          }}
        />
      </Switched>
      {mistake !== undefined && <FieldMistake mistake={mistake} />}

      <h3 className={classes.subtitle}>{t('program.earning.rules')}</h3>
      <Help>{items.length === 0 ? t('program.earning.noRules') : t('program.earning.rulesHelp')}</Help>
      {rulesMistake !== undefined && <FieldMistake mistake={rulesMistake} />}
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
        <ListField path={['earning', 'exclusions', 'categories']} label={t('program.earning.categories')} />
        <ListField path={['earning', 'exclusions', 'skus']} label={t('program.earning.skus')} />
        <ItemTypesField path={['earning', 'exclusions', 'types']} label={t('program.itemTypes.label')} isOptional />
        <ExcludedSegments />
      </div>
      <h3 className={classes.subtitle}>{t('program.caps.title')}</h3>
      <CapFields path={['earning', 'caps']} />
      <WholeField
        path={['earning', 'receiptsPerDay']}
        label={t('program.caps.receipts')}
        placeholder={t('program.caps.none')}
        isOptional
        isNamed
        width={260}
      />
    </Panel>
  );
}

const EXCLUDED_SEGMENTS = ['earning', 'exclusions', 'segments'];

/** Guests who earn nothing, such as the network's own people; none is no member of the document. */
function ExcludedSegments() {
  const { t } = useTranslation('admin');
  const store = useDraftStore();
  const words = useMistakeWords();
  const chosen = useValue<readonly string[] | undefined>(EXCLUDED_SEGMENTS) ?? [];
  const mistake = useMistake(EXCLUDED_SEGMENTS, true);
  return (
    <SegmentChoice
      label={t('program.earning.excludedSegments')}
      description={t('program.earning.excludedSegmentsHelp')}
      chosen={chosen}
      error={mistake === undefined ? undefined : words(mistake)}
      onChange={(codes) => store.set(EXCLUDED_SEGMENTS, codes.length === 0 ? undefined : codes)}
    />
  );
}

function freshId(rules: readonly EarningRule[]): string {
  let number = rules.length + 1;
  while (rules.some(({ id }) => id === `rule-${String(number)}`)) number += 1;
  return `rule-${String(number)}`;
}
