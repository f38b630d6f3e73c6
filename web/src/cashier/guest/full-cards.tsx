import { Button } from '@mantine/core';
import { IconGift } from '../../shared/icons/icon-gift';
import { Suspense, useState } from 'react';
import type { Stamps } from '../../entities/guest/guest.api';
import type { Reward } from '../../entities/reward/reward.api';
import { useRewards } from '../../entities/reward/use-rewards';
import { lazyPart } from '../../shared/api/lazy-part';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { Till } from '../till/till';
import classes from './stamps.module.css';

/** Loads at its first use, so that the till's first load stays small. */
const TakeReward = lazyPart(() => import('../rewards/take-reward').then((module) => module.TakeReward));

interface FullCardsProps {
  readonly guestId: string;
  readonly till: Till;
  readonly cards: readonly Stamps[];
}

/** Rewards of full stamp cards, each with a button that gives it in exchange for the card. */
export function FullCards({ guestId, till, cards }: FullCardsProps) {
  const { t } = useTranslation('cashier');
  const [asked, setAsked] = useState<{ readonly cardId: string; readonly reward: Reward } | null>(null);
  const [given, setGiven] = useState<'given' | 'sent' | null>(null);
  const waiting = cards.flatMap(({ cardId, rewards }) => rewards.map((reward) => ({ cardId, ...reward })));
  const catalogue = useRewards(false, waiting.length > 0);
  const spoken = useSpoken();
  const rewards = new Map(catalogue.data?.map((reward) => [reward.code, reward]));

  return (
    <>
      {waiting.map(({ cardId, code, count }) => {
        const reward = rewards.get(code);
        return (
          <Button
            key={`${cardId}.${code}`}
            variant="default"
            className={classes.give ?? ''}
            fullWidth
            disabled={reward === undefined}
            leftSection={<IconGift size={20} stroke={1.75} />}
            onClick={() => {
              setGiven(null);
              if (reward !== undefined) setAsked({ cardId, reward });
            }}
          >
            {t('stamps.give', { count, name: reward === undefined ? code : spoken(reward.name) || code })}
          </Button>
        );
      })}
      {given !== null && <p role="status">{t(`stamps.${given}`)}</p>}
      {asked !== null && (
        <Suspense>
          <TakeReward
            guestId={guestId}
            pointOfSaleId={till.pointOfSaleId}
            restaurantId={till.restaurantId}
            reward={{
              redemptionItemId: asked.reward.id,
              name: spoken(asked.reward.name) || asked.reward.code,
              byAppointment: asked.reward.byAppointment,
              shippingRequired: asked.reward.shippingRequired,
              paidBy: { stampCardId: asked.cardId },
            }}
            onTaken={(_, isSent) => {
              setAsked(null);
              setGiven(isSent ? 'sent' : 'given');
            }}
            onClose={() => setAsked(null)}
          />
        </Suspense>
      )}
    </>
  );
}
