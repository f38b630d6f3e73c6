import { Box, Button, Progress } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type OwnReward, ownRewardsQuery, takeReward } from '../../entities/guest-account/guest-account.api';
import { guestKeys } from '../../entities/guest/guest.api';
import { guestRedemptionsQuery } from '../../entities/redemption/redemption.api';
import { RewardFace } from '../../entities/reward/reward-face';
import { leavesOutcomeOpen } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useGuestId } from '../frame/use-guest-id';
import { shake } from '../telegram/telegram';
import { inOrderOfReach, missingPoints } from './reach.rules';
import classes from './rewards-page.module.css';
import { TakeReward } from './take-reward';
import { isOpen, TakenRewards } from './taken-rewards';

/** Rewards that the guest can use now, those that points buy with the way to each, and those of earlier. */
export function RewardsPage() {
  const { t, language } = useTranslation('cabinet');
  const guestId = useGuestId();
  const rewards = useQuery(ownRewardsQuery(guestId, language));
  const redemptions = useQuery(guestRedemptionsQuery(guestId));
  const taken = redemptions.data?.items ?? [];
  return (
    <>
      <PageHead
        title={t('rewards.title')}
        sub={rewards.data === undefined ? undefined : t('balance.points', { count: rewards.data.available })}
      />
      <FailureNotice error={rewards.error} retry={rewards} />
      <FailureNotice error={redemptions.error} retry={redemptions} />
      {rewards.isPending && <Loading />}
      <TakenRewards title={t('rewards.yours')} redemptions={taken.filter(isOpen)} />
      {rewards.data?.items.length === 0 && <Notice title={t('rewards.emptyTitle')} help={t('rewards.emptyHelp')} />}
      {rewards.data !== undefined && rewards.data.items.length > 0 && (
        <section aria-label={t('rewards.forPoints')}>
          <Box component="h2" mt={24} mb={12} fz={17} fw={650}>
            {t('rewards.forPoints')}
          </Box>
          <ul className={classes.cards}>
            {inOrderOfReach(rewards.data.items, rewards.data.available).map((reward) => (
              <Offer key={reward.id} guestId={guestId} reward={reward} available={rewards.data.available} />
            ))}
          </ul>
        </section>
      )}
      <TakenRewards title={t('rewards.earlier')} redemptions={taken.filter((one) => !isOpen(one))} />
    </>
  );
}

interface OfferProps {
  readonly guestId: string;
  readonly reward: OwnReward;
  readonly available: number;
}

function Offer({ guestId, reward, available }: OfferProps) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const queries = useQueryClient();
  const [isAsked, setIsAsked] = useState(false);
  // Here and not in the dialog, so that a reward whose answer was lost keeps its key when the dialog is opened again.
  const taking = useChange(takeReward, () => {
    shake('success');
    setIsAsked(false);
    return queries.invalidateQueries({ queryKey: guestKeys.one(guestId) });
  });

  function ask(): void {
    if (!taking.isPending && !leavesOutcomeOpen(taking.error)) taking.reset();
    setIsAsked(true);
  }

  const { name, description, points, whyNot, opensAt, stockLeft } = reward;
  const missing = missingPoints(reward, available);
  const about = [
    ...(description === null ? [] : [description]),
    ...(stockLeft === null ? [] : [t('rewards.left', { count: stockLeft })]),
    ...(opensAt === null ? [] : [t('rewards.opens', { date: format.date(opensAt) })]),
  ];
  const obstacle =
    whyNot === null || whyNot === 'NOT_YET' || whyNot === 'POINTS' ? null : t(`rewards.whyNot.${whyNot}`);
  return (
    <RewardFace picture={reward.picture} name={name} about={about} price={t('rewards.price', { count: points })}>
      {obstacle !== null && <p className={classes.about}>{obstacle}</p>}
      {missing !== null && <Way name={name} missing={missing} points={points} />}
      {whyNot === null && (
        <Button fullWidth onClick={ask} aria-label={t('rewards.takeOne', { name })}>
          {t('rewards.take')}
        </Button>
      )}
      {isAsked && <TakeReward reward={reward} taking={taking} onClose={() => setIsAsked(false)} />}
    </RewardFace>
  );
}

/** How far the points are from the price. */
function Way({ name, missing, points }: { readonly name: string; readonly missing: number; readonly points: number }) {
  const { t } = useTranslation('cabinet');
  return (
    <div className={classes.way}>
      <Progress value={((points - missing) / points) * 100} size="md" radius="xl" aria-label={name} />
      <p className={classes.about}>{t('rewards.missing', { count: missing })}</p>
    </div>
  );
}
