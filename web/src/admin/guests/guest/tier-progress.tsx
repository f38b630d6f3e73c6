import { Box, Stack } from '@mantine/core';
import type { GuestTier } from '../../../entities/guest/guest-tier.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import classes from './tier-progress.module.css';

interface Way {
  readonly key: string;
  readonly label: string;
  readonly have: number;
  readonly lacks: number;
  readonly write: (value: number) => string;
}

/** How far the next tier is, a bar for each thing that it asks for. */
export function TierProgress({ tier }: { readonly tier: GuestTier }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { next, counts, amountToNext, visitsToNext, pointsToNext, countersToNext } = tier;
  if (next === null) return <p className={classes.top}>{t('standing.top')}</p>;
  const number = (value: number) => format.number(value);
  const all: Way[] = [
    {
      key: 'spend',
      label: t('standing.spend'),
      have: counts.spend,
      lacks: amountToNext ?? 0,
      write: (value) => format.money(value),
    },
    { key: 'visits', label: t('standing.visits'), have: counts.visits, lacks: visitsToNext ?? 0, write: number },
    { key: 'points', label: t('standing.points'), have: counts.points, lacks: pointsToNext ?? 0, write: number },
    ...Object.entries(countersToNext).map(([code, lacks]) => ({
      key: code,
      label: code,
      have: counts.counters[code] ?? 0,
      lacks,
      write: number,
    })),
  ];
  const ways = all.filter(({ lacks }) => lacks > 0);
  if (ways.length === 0) return null;
  return (
    <Stack gap={14} maw={560} mb={20} role="group" aria-label={t('standing.progress', { tier: next })}>
      <Box component="h3" m={0} fz={15} fw={650}>
        {t('standing.progress', { tier: next })}
      </Box>
      {ways.map(({ key, label, have, lacks, write }) => (
        <div key={key} className={classes.way}>
          <span>{label}</span>
          <Box component="span" c="dimmed">
            {t('standing.of', { have: write(Math.max(0, have)), need: write(have + lacks) })}
          </Box>
          <span
            className={classes.bar}
            role="progressbar"
            aria-label={label}
            aria-valuemin={0}
            aria-valuemax={have + lacks}
            aria-valuenow={Math.max(0, have)}
            aria-valuetext={t('standing.of', { have: write(Math.max(0, have)), need: write(have + lacks) })}
          >
            <span style={{ width: `${String((Math.max(0, have) / (have + lacks)) * 100)}%` }} />
          </span>
        </div>
      ))}
    </Stack>
  );
}
