import { Button, Flex } from '@mantine/core';
import { useState } from 'react';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { useDocumentKit, useList } from '../../../shared/document/document-context';
import { Field } from '../../../shared/document/field';
import { AddEntry } from '../../../shared/document/list-of';
import { PartsOf } from '../../../shared/document/parts';
import { RemoveButton } from '../../../shared/document/remove-button';
import { RowsOf } from '../../../shared/document/rows-of';
import { useTranslation } from '../../../shared/i18n/use-translation';

type Tier = ProgramDocument['tiers'][number];

const COUNTERS = ['tierCounters'];

/**
 * The inputs for the qualification window, for the tiers (lowest first) with their needs and benefits, and for the counters that the needs may use.
 */
export function TierFields() {
  const { t } = useTranslation('admin');
  const { words } = useDocumentKit();
  const { items: tiers } = useList<Tier>(['tiers']);
  const counters = useList<ProgramDocument['tierCounters'][number]>(COUNTERS);
  const [asksPoints, setAsksPoints] = useState(() => tiers.some(({ needs }) => needs.points !== 0));
  const withMatch = tiers.some((tier) => countOfNeeds(tier) > 1);
  return (
    <>
      <PartsOf path={[]} only={['tierWindow', 'tierKeep']} />
      <RowsOf
        path={['tiers']}
        label={t('program.tiers.table')}
        beside={[...(asksPoints ? [] : ['needs.points']), ...(withMatch ? [] : ['match'])]}
        each={{ 'needs.counters': counters.items.map(({ code }) => code) }}
      />
      <Flex gap={8} wrap="wrap" mt={12}>
        <AddEntry path={['tiers']} />
        {!asksPoints && (
          <Button variant="subtle" onClick={() => setAsksPoints(true)}>
            {t('program.tiers.askPoints')}
          </Button>
        )}
        <AddEntry path={COUNTERS} />
      </Flex>
      {counters.items.map((_, index) => (
        <Flex key={index} gap={8} wrap="wrap" align="flex-end">
          <Field path={[...COUNTERS, index, 'code']} />
          <RemoveButton label={words('remove', COUNTERS) ?? ''} onClick={() => counters.removeAt(index)} />
        </Flex>
      ))}
    </>
  );
}

function countOfNeeds({ needs }: Tier): number {
  const counted = Object.values(needs.counters).filter((count) => count !== 0).length;
  return counted + [needs.spend, needs.visits, needs.points].filter((least) => least !== 0).length;
}
