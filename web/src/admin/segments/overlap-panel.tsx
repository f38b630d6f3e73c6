import { NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { overlapQuery } from '../../entities/segment/rfm.api';
import type { Segment } from '../../entities/segment/segment.api';
import { useSegments } from '../../entities/segment/use-segments';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './segments.module.css';

/** How many guests the segment has in common with another one. */
export function OverlapPanel({ segment }: { readonly segment: Segment }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [otherId, setOtherId] = useState('');
  const segments = useSegments();
  const others = (segments.data ?? []).filter(({ id }) => id !== segment.id);
  const other = others.find(({ id }) => id === otherId);
  const overlap = useQuery({ ...overlapQuery(segment.id, otherId), enabled: other !== undefined });
  if (segments.data === undefined) return null;
  return (
    <Panel title={t('segments.overlap.title')}>
      {others.length === 0 ? (
        <Help>{t('segments.overlap.none')}</Help>
      ) : (
        <NativeSelect
          maw={360}
          label={t('segments.overlap.with')}
          value={otherId}
          data={[
            { value: '', label: t('program.conditions.choose') },
            ...others.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={({ currentTarget }) => setOtherId(currentTarget.value)}
        />
      )}
      <FailureNotice error={overlap.error} retry={overlap} />
      {other !== undefined && overlap.data !== undefined && (
        <div role="status">
          <Text component="div" my={12} fz={20} fw={650} lts="-0.01em">
            {t('segments.overlap.both', { count: overlap.data.both, guests: format.number(overlap.data.both) })}
          </Text>
          <Share of={segment.name} both={overlap.data.both} guests={overlap.data.guests} />
          <Share of={other.name} both={overlap.data.both} guests={overlap.data.otherGuests} />
        </div>
      )}
    </Panel>
  );
}

const MILLION = 1_000_000;

/** The part of one segment's guests that is in both. */
function Share({ of, both, guests }: { readonly of: string; readonly both: number; readonly guests: number }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const share = guests === 0 ? 0 : Math.round((both / guests) * MILLION);
  return (
    <Stack gap={4} maw={480} my={8}>
      <span>
        {t('segments.overlap.share', { name: of, share: format.share(share), guests: format.number(guests) })}
      </span>
      <span className={classes.bar} aria-hidden>
        <span style={{ width: `${String(share / (MILLION / 100))}%` }} />
      </span>
    </Stack>
  );
}
