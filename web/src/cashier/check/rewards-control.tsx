import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconGift, IconTicket, IconX } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyedAct } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Quote, RewardRedemption } from '../../shared/api/types';
import { useAct } from '../../shared/api/use-act';
import { Dialog } from '../../shared/ui/dialog';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { useTillWords } from '../words/use-till-words';
import type { DraftChange } from './draft';
import classes from './rewards-control.module.css';

type Offer = Quote['rewardsAvailable']['offered'][number];

interface RewardsControlProps {
  readonly guestId: string;
  readonly pointOfSaleId: string;
  readonly available: Quote['rewardsAvailable'];
  readonly redemptionIds: readonly string[];
  readonly coupons: readonly string[];
  readonly disabled: boolean;
  readonly onChange: (change: DraftChange) => void;
}

/** What the guest may use at this receipt: rewards in their hands, a coupon, and what their points can buy now. */
export function RewardsControl(props: RewardsControlProps) {
  const { guestId, pointOfSaleId, available, redemptionIds, coupons, disabled, onChange } = props;
  const { t } = useTranslation('cashier');
  const words = useTillWords();
  const queries = useQueryClient();
  const [code, setCode] = useState('');
  const [asked, setAsked] = useState<Offer | null>(null);
  const [chooses, setChooses] = useState(false);
  const [taken, setTaken] = useState(false);
  const redeem = useAct({
    storedAt: `loyalty.act.reward.${guestId}`,
    send: ({ key, body }: KeyedAct<RewardRedemption>) => {
      const params = { path: { id: guestId }, header: { 'Idempotency-Key': key } };
      return answerOf(api.POST('/api/guest/{id}/transaction', { params, body }));
    },
    onDone: () => {
      setAsked(null);
      setTaken(true);
      void queries.invalidateQueries({ queryKey: ['quote'] });
      void queries.invalidateQueries({ queryKey: ['guest', guestId, 'balance'] });
    },
  });
  const names = new Map(available.offered.map((offer) => [offer.code, offer.name ?? offer.code]));
  const affordable = available.offered.filter(({ whyNot, cost }) => whyNot === null && cost > 0);

  function apply(): void {
    const typed = code.trim();
    if (typed === '' || coupons.includes(typed)) return;
    setCode('');
    onChange({ coupons: [...coupons, typed] });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter') return;
    // Enter in this field is of the coupon; the receipt is not rung up by it.
    event.preventDefault();
    event.stopPropagation();
    apply();
  }

  function toggle(id: string): void {
    const isUsed = redemptionIds.includes(id);
    onChange({ redemptionIds: isUsed ? redemptionIds.filter((used) => used !== id) : [...redemptionIds, id] });
  }

  return (
    <section className={classes.rewards} aria-label={t('rewards.title')}>
      {available.ready.map((reward) => {
        const name = names.get(reward.code) ?? reward.code;
        const isUsed = redemptionIds.includes(reward.redemptionId);
        return (
          <Button
            key={reward.redemptionId}
            variant={isUsed ? 'filled' : 'default'}
            aria-pressed={isUsed}
            disabled={disabled}
            leftSection={<IconGift size={20} stroke={1.75} />}
            onClick={() => toggle(reward.redemptionId)}
          >
            {isUsed ? t('rewards.used', { name }) : t('rewards.use', { name })}
          </Button>
        );
      })}
      <div className={classes.coupon}>
        <TextInput
          label={t('rewards.coupon')}
          placeholder={t('rewards.couponHelp')}
          autoComplete="off"
          autoCapitalize="characters"
          maxLength={40}
          leftSection={<IconTicket size={20} stroke={1.75} />}
          disabled={disabled}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <Button variant="default" disabled={disabled || code.trim() === ''} onClick={apply}>
          {t('rewards.apply')}
        </Button>
      </div>
      {coupons.map((coupon) => (
        <Button
          key={coupon}
          variant="filled"
          disabled={disabled}
          aria-label={t('rewards.remove', { code: coupon })}
          rightSection={<IconX size={18} stroke={2} />}
          onClick={() => onChange({ coupons: coupons.filter((used) => used !== coupon) })}
        >
          {coupon}
        </Button>
      ))}
      {affordable.length > 0 && (
        <Button variant="default" disabled={disabled} onClick={() => setChooses(true)}>
          {t('rewards.forPoints')}
        </Button>
      )}
      {taken && <p role="status">{t('rewards.taken')}</p>}
      {chooses && (
        <Dialog title={t('rewards.forPoints')} onClose={() => setChooses(false)}>
          <div className={classes.offers}>
            {affordable.map((offer) => (
              <Button
                key={offer.redemptionItemId}
                variant="default"
                onClick={() => {
                  setChooses(false);
                  setTaken(false);
                  setAsked(offer);
                }}
              >
                {t('rewards.take', { name: offer.name ?? offer.code, count: offer.cost })}
              </Button>
            ))}
          </div>
        </Dialog>
      )}
      {asked !== null && (
        <Dialog title={t('rewards.question', { name: asked.name ?? asked.code })} onClose={() => setAsked(null)}>
          <p>{t('rewards.questionHelp', { count: asked.cost })}</p>
          {redeem.error !== null && <ProblemNotice words={words(redeem.error)} />}
          <div className={classes.coupon}>
            <Button
              data-autofocus
              loading={redeem.isPending}
              onClick={() =>
                redeem.submit({
                  type: 'REDEMPTION',
                  pointOfSaleId,
                  redemptionItemId: asked.redemptionItemId,
                  quantity: 1,
                })
              }
            >
              {t('rewards.yes')}
            </Button>
            <Button variant="default" onClick={() => setAsked(null)}>
              {t('rewards.no')}
            </Button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
