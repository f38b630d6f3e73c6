import { Box, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Reward } from '../../entities/reward/reward.api';
import { tiersQuery } from '../../entities/tier/tier.api';
import { useFormat } from '../../shared/format/use-format';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './reward-card.module.css';
import { RewardPicture } from './reward-picture';
import { useGiftWords } from './use-gift-words';

const WHOLE = 100;

/** A reward in short: picture, gift, price, stock and end. */
export function RewardCard({ reward, choice }: { readonly reward: Reward; readonly choice: ReactNode }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const spoken = useSpoken();
  const gift = useGiftWords();
  const { stock } = reward;
  return (
    <article className={classes.card} data-archived={reward.archived}>
      <RewardPicture reward={reward} />
      {choice !== false && <div className={classes.choice}>{choice}</div>}
      <div className={classes.body}>
        <Box component="p" c="dimmed" fz={13}>
          {t(`rewards.kind.${reward.kind}`)}
        </Box>
        <h2 className={classes.name}>
          <Link to={`/rewards/${reward.id}`}>{spoken(reward.name)}</Link>
        </h2>
        <Box component="p" c="dimmed">
          {gift(reward)}
        </Box>
        <Box component="p" pt={6} fw={650}>
          {reward.cost === 0 ? t('rewards.byCodeAlone') : t('rewards.cost', { count: reward.cost })}
        </Box>
        <ValidityLine reward={reward} />
        <TiersLine reward={reward} />
        {stock !== null && (
          <div className={classes.stock} data-out={stock.remaining === 0}>
            <p>
              {stock.remaining === 0
                ? t('rewards.out')
                : t('rewards.left', { count: stock.remaining, supplied: format.number(stock.supplied) })}
            </p>
            <Progress
              value={stock.supplied === 0 ? 0 : (stock.remaining / stock.supplied) * WHOLE}
              size={6}
              color="var(--accent)"
              aria-hidden
            />
          </div>
        )}
      </div>
    </article>
  );
}

/** Which tiers see it, and which see it earlier than others. */
function TiersLine({ reward: { tiers, exclusive, earlyFrom, validFrom } }: { readonly reward: Reward }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const program = useQuery(tiersQuery);
  const tiersWith = (kind: string) =>
    (program.data?.items ?? [])
      .filter(({ benefits }) => benefits.some((one) => one.kind === kind))
      .map(({ code }) => code);
  const allowed = tiers ?? (exclusive ? tiersWith('EXCLUSIVE_PRODUCTS') : null);
  const early = tiersWith('EARLY_ACCESS').filter((code) => allowed === null || allowed.includes(code));
  const isComing = validFrom !== null && Date.parse(validFrom) > Date.now();
  return (
    <>
      {allowed !== null && (
        <p className={classes.when}>
          {t(exclusive ? 'rewards.shownTo' : 'rewards.forTiers', { tiers: allowed.join(', ') || '—' })}
        </p>
      )}
      {earlyFrom !== null && isComing && (
        <p className={classes.when}>
          {t('rewards.early', { date: format.date(earlyFrom), tiers: early.join(', ') || '—' })}
        </p>
      )}
    </>
  );
}

/** When it is offered, told only where there is an end to it. */
function ValidityLine({ reward: { validFrom, validUntil } }: { readonly reward: Reward }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const now = Date.now();
  if (validUntil !== null && Date.parse(validUntil) <= now)
    return <p className={classes.over}>{t('rewards.over', { date: format.date(validUntil) })}</p>;
  if (validFrom !== null && Date.parse(validFrom) > now)
    return <p className={classes.when}>{t('rewards.from', { date: format.date(validFrom) })}</p>;
  return validUntil === null ? null : (
    <p className={classes.when}>{t('rewards.until', { date: format.date(validUntil) })}</p>
  );
}
