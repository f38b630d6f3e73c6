import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type OwnReward, ownRewardsQuery, takeReward } from '../../entities/guest-account/guest-account.api';
import { guestKeys } from '../../entities/guest/guest.api';
import { guestRedemptionsQuery, type NamedRedemption } from '../../entities/redemption/redemption.api';
import { leavesOutcomeOpen } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { Row, RowList } from '../../shared/ui/row-list';
import { useGuestId } from '../frame/use-guest-id';
import { shake } from '../telegram/telegram';
import { TakeReward } from './take-reward';

/** Rewards that the guest has, and those that points buy. */
export function RewardsPage() {
  const { t, language } = useTranslation('cabinet');
  const words = useProblemWords();
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
      {rewards.isError && <ProblemNotice words={words(rewards.error)} retry={rewards} />}
      {redemptions.isError && <ProblemNotice words={words(redemptions.error)} retry={redemptions} />}
      {rewards.isPending && <p role="status">{t('loading')}</p>}
      {taken.length > 0 && (
        <Panel title={t('rewards.yours')}>
          <RowList>
            {taken.map((redemption) => (
              <Taken key={redemption.id} redemption={redemption} />
            ))}
          </RowList>
        </Panel>
      )}
      {rewards.data?.items.length === 0 && <Notice title={t('rewards.emptyTitle')} help={t('rewards.emptyHelp')} />}
      {(rewards.data?.items.length ?? 0) > 0 && (
        <Panel title={t('rewards.forPoints')}>
          <RowList>
            {rewards.data?.items.map((reward) => (
              <Offer key={reward.id} guestId={guestId} reward={reward} />
            ))}
          </RowList>
        </Panel>
      )}
    </>
  );
}

function Offer({ guestId, reward }: { readonly guestId: string; readonly reward: OwnReward }) {
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
  const about = [
    ...(description === null ? [] : [description]),
    t('rewards.price', { count: points }),
    ...(stockLeft === null ? [] : [t('rewards.left', { count: stockLeft })]),
    ...(opensAt === null ? [] : [t('rewards.opens', { date: format.date(opensAt) })]),
    ...(whyNot === null || whyNot === 'NOT_YET' ? [] : [t(`rewards.whyNot.${whyNot}`)]),
  ];
  return (
    <Row title={name} about={about}>
      {whyNot === null && (
        <Button variant="default" onClick={ask} aria-label={t('rewards.takeOne', { name })}>
          {t('rewards.take')}
        </Button>
      )}
      {isAsked && <TakeReward reward={reward} taking={taking} onClose={() => setIsAsked(false)} />}
    </Row>
  );
}

function Taken({ redemption }: { readonly redemption: NamedRedemption }) {
  const { t } = useTranslation('cabinet');
  const name = redemption.name ?? t('rewards.noName');
  const format = useFormat();
  const { status, usableAtSale, expiresAt, createdAt, quantity, shippingAddress } = redemption;
  const isOpen = status === 'PENDING' || status === 'READY';
  const state =
    shippingAddress === null || status === 'CANCELLED' || status === 'EXPIRED'
      ? t(`rewards.status.${status}`)
      : t(`rewards.delivery.${status}`);
  const about = [
    usableAtSale ? t('rewards.usable') : state,
    ...(shippingAddress === null ? [] : [t('rewards.sentTo', { address: shippingAddress.replaceAll('\n', ', ') })]),
    isOpen && expiresAt !== null ? t('rewards.until', { date: format.date(expiresAt) }) : format.date(createdAt),
  ];
  return <Row title={quantity > 1 ? t('rewards.several', { name, count: quantity }) : name} about={about} />;
}
