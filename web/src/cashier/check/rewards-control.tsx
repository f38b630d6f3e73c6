import { Button, TextInput } from '@mantine/core';
import { IconGift, IconTicket, IconX } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';
import type { Quote } from '../../entities/transaction/transaction.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { TakeReward } from '../rewards/take-reward';
import type { Till } from '../till/till';
import type { DraftChange } from './draft';
import classes from './rewards-control.module.css';

type Offer = Quote['rewardsAvailable']['offered'][number];

type RefusedOffer = Offer & { readonly whyNot: NonNullable<Offer['whyNot']> };

function isRefused(offer: Offer): offer is RefusedOffer {
  return offer.whyNot !== null;
}

interface RewardsControlProps {
  readonly guestId: string;
  readonly till: Till;
  readonly available: Quote['rewardsAvailable'];
  readonly redemptionIds: readonly string[];
  readonly coupons: readonly string[];
  readonly disabled: boolean;
  readonly onChange: (change: DraftChange) => void;
}

/** Rewards for this receipt: redeemed ones, a coupon, and those that the guest's points can buy now. */
export function RewardsControl(props: RewardsControlProps) {
  const { guestId, till, available, redemptionIds, coupons, disabled, onChange } = props;
  const { t } = useTranslation('cashier');
  const [code, setCode] = useState('');
  const [asked, setAsked] = useState<Offer | null>(null);
  const [chooses, setChooses] = useState(false);
  const [taken, setTaken] = useState(false);
  const names = new Map(available.offered.map((offer) => [offer.code, offer.name ?? offer.code]));
  const format = useFormat();
  const affordable = available.offered.filter(({ whyNot, cost }) => whyNot === null && cost > 0);
  const refused = available.offered.filter(({ cost }) => cost > 0).filter(isRefused);

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
      {affordable.length + refused.length > 0 && (
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
          {refused.length > 0 && (
            <>
              <p>{t('rewards.notNow')}</p>
              <ul>
                {refused.map(({ redemptionItemId, name, code: ofItem, whyNot, opensAt }) => (
                  <li key={redemptionItemId}>
                    {name ?? ofItem}:{' '}
                    {t(`rewards.whyNot.${whyNot}`, { date: opensAt === null ? '' : format.date(opensAt) })}
                  </li>
                ))}
              </ul>
            </>
          )}
        </Dialog>
      )}
      {asked !== null && (
        <TakeReward
          guestId={guestId}
          pointOfSaleId={till.pointOfSaleId}
          restaurantId={till.restaurantId}
          reward={{
            redemptionItemId: asked.redemptionItemId,
            name: asked.name ?? asked.code,
            byAppointment: asked.byAppointment,
            paidBy: { points: asked.cost },
          }}
          onTaken={() => {
            setAsked(null);
            setTaken(true);
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}
