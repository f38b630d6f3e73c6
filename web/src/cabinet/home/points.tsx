import { limitKind } from '../../entities/guest/limited-points.rules';
import { Box, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { GuestBalance } from '../../entities/guest/guest.api';
import { guestTierQuery } from '../../entities/guest/guest-tier.api';
import { pointsToCome } from '../../entities/guest/points-to-come.rules';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './points.module.css';
import { useCountUp } from './use-count-up';
import { wayToNextTier } from './way-to-next-tier.rules';

const MILLION = 1_000_000n;

interface PointsProps {
  readonly guestId: string;
  readonly balance: GuestBalance;
  readonly hasTiers: boolean;
  /** Worth of one point when it pays, in millionths of a minor unit; null: not known. */
  readonly pointValue: number | null;
  /** Points of the last visit, from which they count up; null: not known. */
  readonly before: number | null;
}

/** Points, those that expire next, and the way to the next tier: all that a guest in a line looks for beside the QR. */
export function Points({ guestId, balance, hasTiers, pointValue, before }: PointsProps) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const { available, held, inReview, reviewEndsAt, receivable, family } = balance;
  const shown = useCountUp(available, before);
  const coming = pointsToCome(balance);
  // Rounded down, as a till does.
  const worth = pointValue === null ? 0 : Number((BigInt(available) * BigInt(pointValue)) / MILLION);
  const [next] = balance.expiring;
  const notes = [
    ...(balance.limited ?? []).map((one) =>
      t(`balance.${limitKind(one)}`, {
        count: one.points,
        names: one.restaurantNames.join(', '),
        categories: one.categories.join(', '),
      }),
    ),
    ...(coming.next === undefined
      ? []
      : [t('balance.beginning', { count: coming.next.points, date: format.date(coming.next.at) })]),
    ...(coming.others > 0 ? [t('balance.pending', { count: coming.others })] : []),
    ...(held > 0 ? [t('balance.held', { count: held })] : []),
    ...(inReview > 0
      ? [
          reviewEndsAt === undefined
            ? t('balance.inReview', { count: inReview })
            : t('balance.inReviewUntil', { count: inReview, date: format.date(reviewEndsAt) }),
        ]
      : []),
    ...(receivable > 0 ? [t('balance.receivable', { count: receivable })] : []),
    ...(family === null || family.pooled <= available ? [] : [t('balance.pooled', { count: family.pooled })]),
  ];
  return (
    <section className={classes.panel} aria-label={t('balance.title')}>
      <Text component="div" className={classes.available ?? ''} fz={34} fw={680} lh={1.2} lts="-0.02em">
        {t('balance.points', { count: shown })}
      </Text>
      {worth > 0 && (
        <Text mt={2} lh={1.4} c="dimmed">
          {t('balance.worth', { money: format.money(worth) })}
        </Text>
      )}
      {next !== undefined && (
        <Text mt={2} lh={1.4}>
          {t('balance.expiring', { count: next.points, day: format.lastDay(next.at) })}
        </Text>
      )}
      {hasTiers && <TierSentence guestId={guestId} tier={balance.tier} />}
      {notes.map((note) => (
        <Text key={note} mt={8} c="dimmed" lh={1.4}>
          {note}
        </Text>
      ))}
      {balance.expiring.length > 1 && (
        <details>
          <summary className={classes.summary}>{t('balance.allExpiring')}</summary>
          <Box component="ul" m={0} pl={20} lh={1.7}>
            {balance.expiring.map(({ points, at }) => (
              <li key={at}>{t('balance.expiring', { count: points, day: format.lastDay(at) })}</li>
            ))}
          </Box>
        </details>
      )}
    </section>
  );
}

interface TierSentenceProps {
  readonly guestId: string;
  readonly tier: GuestBalance['tier'];
}

/** The tier and the way to the next one, told in a sentence, with a bar once the counts are there. */
function TierSentence({ guestId, tier }: TierSentenceProps) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const { code, next, amountToNext, visitsToNext } = tier;
  const counted = useQuery({ ...guestTierQuery(guestId), enabled: next !== null });
  if (code === null && next === null) return null;
  const held = code === null ? null : t('tier.held', { tier: code });
  const sentence = [held, wayTo()].filter((part) => part !== null).join(' ');
  const way = counted.data === undefined ? null : wayToNextTier(counted.data);
  return (
    <Stack gap={8} mt={10}>
      <Text lh={1.4}>{sentence}</Text>
      {next !== null && way !== null && <Progress value={way} size="lg" radius="xl" aria-label={sentence} />}
    </Stack>
  );

  function wayTo(): string | null {
    if (next === null) return t('tier.top');
    const amount = amountToNext !== null && amountToNext > 0 ? format.money(amountToNext) : null;
    const visits = visitsToNext !== null && visitsToNext > 0 ? visitsToNext : null;
    if (amount !== null && visits !== null) return t('tier.both', { amount, count: visits, tier: next });
    if (amount !== null) return t('tier.amount', { amount, tier: next });
    return visits === null ? null : t('tier.visits', { count: visits, tier: next });
  }
}
