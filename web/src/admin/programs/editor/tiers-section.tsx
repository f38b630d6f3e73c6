import { Button, Flex } from '@mantine/core';
import { IconPlus } from '../../../shared/icons/icon-plus';
import { useState } from 'react';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { BenefitsDialog } from './benefits-dialog';
import { useBenefitWords } from '../../../entities/program/use-benefit-words';
import { useList, useMistakeText, useValue } from '../../../shared/document/document-context';
import { Field } from '../../../shared/document/field';
import { asCode } from './as-code';
import { FieldMistake } from '../../../shared/document/field-mistake';
import { RemoveButton } from './remove-button';
import classes from './editor.module.css';
import { TierKeepSentences } from './tier-keep';

type Tier = ProgramDocument['tiers'][number];

const ONCE = 1_000_000;

/** The tiers from the lowest to the highest, with needs and benefits. */
export function TiersSection() {
  const { t } = useTranslation('admin');
  const tiers = useList<Tier>(['tiers']);
  const counters = useList<ProgramDocument['tierCounters'][number]>(['tierCounters']);
  const withPoints = tiers.items.some(({ needs }) => needs.points !== 0);
  const [asksPoints, setAsksPoints] = useState(withPoints);
  const withMatch = tiers.items.some((tier) => countOfNeeds(tier) > 1);

  return (
    <Panel title={t('program.tiers.title')}>
      <TierKeepSentences />
      <div className={classes.wide} role="region" tabIndex={0} aria-label={t('program.tiers.table')}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('program.tiers.tier')}</th>
              <th scope="col">{t('program.tiers.spend')}</th>
              <th scope="col">{t('program.tiers.visits')}</th>
              {asksPoints && <th scope="col">{t('program.tiers.points')}</th>}
              {counters.items.map(({ code }, index) => (
                <th key={index} scope="col">
                  {code}
                </th>
              ))}
              {withMatch && <th scope="col">{t('program.tiers.match')}</th>}
              <th scope="col">{t('program.tiers.discount')}</th>
              <th scope="col">{t('program.tiers.multiplier')}</th>
              <th scope="col">{t('program.tiers.benefits')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('program.remove')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tiers.items.map((tier, index) => (
              <TierRow
                key={index}
                index={index}
                tier={tier}
                asksPoints={asksPoints}
                withMatch={withMatch}
                counters={counters.items.map(({ code }) => code)}
                onRemove={tiers.items.length > 1 ? () => tiers.removeAt(index) : undefined}
              />
            ))}
          </tbody>
        </table>
      </div>
      <Flex gap={8} wrap="wrap" mt={12}>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => tiers.add(nextTier(tiers.items))}
        >
          {t('program.tiers.add')}
        </Button>
        {!asksPoints && (
          <Button variant="subtle" onClick={() => setAsksPoints(true)}>
            {t('program.tiers.askPoints')}
          </Button>
        )}
        <Button variant="subtle" onClick={() => counters.add({ code: freshCode(counters.items) })}>
          {t('program.tiers.addCounter')}
        </Button>
      </Flex>
      {counters.items.map((_, index) => (
        <Flex key={index} gap={8} wrap="wrap" align="flex-end">
          <Field path={['tierCounters', index, 'code']} label={t('program.tiers.counter')} typed={asCode} />
          <RemoveButton label={t('program.tiers.removeCounter')} onClick={() => counters.removeAt(index)} />
        </Flex>
      ))}
    </Panel>
  );
}

interface TierRowProps {
  readonly index: number;
  readonly tier: Tier;
  readonly asksPoints: boolean;
  readonly withMatch: boolean;
  readonly counters: readonly string[];
  readonly onRemove: (() => void) | undefined;
}

function TierRow({ index, tier, asksPoints, withMatch, counters, onRemove }: TierRowProps) {
  const { t } = useTranslation('admin');
  const path = ['tiers', index] as const;
  const named = (what: string) => t('program.tiers.of', { tier: tier.code, what });
  return (
    <>
      <tr>
        <td data-label={t('program.tiers.tier')}>
          <Field path={[...path, 'code']} label={t('program.tiers.tier')} isInline typed={asCode} />
        </td>
        <td data-label={t('program.tiers.spend')}>
          <Field path={[...path, 'needs', 'spend']} label={named(t('program.tiers.spend'))} width={124} isInline />
        </td>
        <td data-label={t('program.tiers.visits')}>
          <Field path={[...path, 'needs', 'visits']} label={named(t('program.tiers.visits'))} width={70} isInline />
        </td>
        {asksPoints && (
          <td data-label={t('program.tiers.points')}>
            <Field path={[...path, 'needs', 'points']} label={named(t('program.tiers.points'))} isInline />
          </td>
        )}
        {counters.map((code) => (
          <td key={code} data-label={code}>
            <Field path={[...path, 'needs', 'counters', code]} label={named(code)} none="0" isInline />
          </td>
        ))}
        {withMatch && (
          <td data-label={t('program.tiers.match')}>
            <Field
              path={[...path, 'match']}
              label={named(t('program.tiers.match'))}
              say={(value: Tier['match']) => t(`program.tiers.matches.${value}`)}
              isInline
            />
          </td>
        )}
        <td data-label={t('program.tiers.discount')}>
          <Field path={[...path, 'discountPpm']} label={named(t('program.tiers.discount'))} width={86} isInline />
        </td>
        <td data-label={t('program.tiers.multiplier')}>
          <Field path={[...path, 'multiplierPpm']} label={named(t('program.tiers.multiplier'))} width={86} isInline />
        </td>
        <td data-label={t('program.tiers.benefits')}>
          <Benefits index={index} tier={tier.code} />
        </td>
        <td className={classes.end}>
          {onRemove !== undefined && (
            <RemoveButton label={t('program.tiers.remove', { tier: tier.code })} onClick={onRemove} />
          )}
        </td>
      </tr>
      <TierMistake index={index} />
    </>
  );
}

/** A fault between two tiers belongs to the whole row. */
function TierMistake({ index }: { readonly index: number }) {
  const mistake = useMistakeText(['tiers', index, 'needs']);
  if (mistake === undefined) return null;
  return (
    <tr className={classes.mistakeRow}>
      <td colSpan={12}>
        <FieldMistake>{mistake}</FieldMistake>
      </td>
    </tr>
  );
}

function Benefits({ index, tier }: { readonly index: number; readonly tier: string }) {
  const { t } = useTranslation('admin');
  const benefits = useValue<Tier['benefits']>(['tiers', index, 'benefits']);
  const mistake = useMistakeText(['tiers', index, 'benefits'], true);
  const words = useBenefitWords();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className={classes.benefits}>
      <ul>
        {benefits.map((benefit, at) => (
          <li key={at}>{words(benefit)}</li>
        ))}
      </ul>
      <Button
        variant="subtle"
        size="compact-md"
        aria-label={t(benefits.length === 0 ? 'program.benefits.addOf' : 'program.benefits.changeOf', { tier })}
        onClick={() => setIsOpen(true)}
      >
        {benefits.length === 0 ? t('program.benefits.add') : t('program.benefits.change')}
      </Button>
      {mistake !== undefined && <FieldMistake>{mistake}</FieldMistake>}
      {isOpen && <BenefitsDialog index={index} tier={tier} onClose={() => setIsOpen(false)} />}
    </div>
  );
}

function countOfNeeds({ needs }: Tier): number {
  const counted = Object.values(needs.counters).filter((count) => count !== 0).length;
  return counted + [needs.spend, needs.visits, needs.points].filter((least) => least !== 0).length;
}

/** A new tier above the highest copies its needs and benefits, to be edited. */
function nextTier(tiers: readonly Tier[]): Tier {
  const highest = tiers.at(-1);
  const code = freshCode(tiers);
  if (highest !== undefined) return { ...highest, code };
  const needs = { spend: 0, visits: 0, points: 0, counters: {} };
  return { code, needs, match: 'ALL', discountPpm: 0, multiplierPpm: ONCE, benefits: [] };
}

function freshCode(known: readonly { readonly code: string }[]): string {
  let number = known.length + 1;
  while (known.some(({ code }) => code === `LEVEL_${String(number)}`)) number += 1;
  return `LEVEL_${String(number)}`;
}
