import { Button, TextInput } from '@mantine/core';
import { IconGift } from '../../shared/icons/icon-gift';
import { IconTicket } from '../../shared/icons/icon-ticket';
import { IconX } from '../../shared/icons/icon-x';
import { useMutation } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import type { Quote } from '../../entities/transaction/transaction.api';
import { useRewards } from '../../entities/reward/use-rewards';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Picture, type ShownPicture } from '../../shared/pictures/picture';
import { Dialog } from '../../shared/ui/dialog';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { TakeReward } from '../rewards/take-reward';
import type { Till } from '../till/till';
import { useTillWords } from '../words/use-till-words';
import type { CheckDraft } from '../machine/draft';
import classes from './rewards-control.module.css';

type Offer = Quote['rewardsAvailable']['offered'][number];
type UsedRewards = Pick<CheckDraft, 'redemptionIds' | 'coupons'>;

/** Kinds of rewards that reduce a receipt; staff hand over the others. */
const AT_A_SALE: ReadonlySet<string> = new Set(['DISCOUNT', 'FREE_ITEM', 'SHIPPING']);

interface RewardsControlProps {
  readonly guestId: string;
  readonly till: Till;
  /** The receipt's amount in minor units; null: none yet, so no reward can be tried. */
  readonly amount: number | null;
  readonly available: Quote['rewardsAvailable'];
  readonly used: UsedRewards;
  /** Why the receipt's rewards are refused at the moment. */
  readonly error: unknown;
  readonly disabled: boolean;
  /** Gets a quote of the receipt with these rewards; throws the refusal. */
  readonly onTry: (used: UsedRewards) => Promise<unknown>;
  readonly onChange: (used: UsedRewards) => void;
}

/**
 * Rewards for this receipt: redeemed ones, a coupon, and rewards that the guest's points can buy now. Each is first tried in a quote, so that one
 * that does not fit changes nothing.
 */
export function RewardsControl(props: RewardsControlProps) {
  const { guestId, till, amount, available, used, error, disabled, onTry, onChange } = props;
  const { t } = useTranslation('cashier');
  const words = useTillWords();
  const [asked, setAsked] = useState<Offer | null>(null);
  const [chooses, setChooses] = useState(false);
  const [taken, setTaken] = useState<string | null>(null);
  const names = new Map(available.offered.map((offer) => [offer.code, offer.name ?? offer.code]));
  const reward = useAddedReward({ onTry, onChange });
  const offers = available.offered.filter(({ cost }) => cost > 0);

  function toggle(id: string): void {
    setTaken(null);
    const { redemptionIds } = used;
    if (redemptionIds.includes(id)) onChange({ ...used, redemptionIds: redemptionIds.filter((other) => other !== id) });
    else reward.add({ ...used, redemptionIds: [...redemptionIds, id] });
  }

  function onTaken({ kind, name, code: ofItem }: Offer, redemptionId: string, isSent: boolean): void {
    setAsked(null);
    if (isSent) return setTaken(t('rewards.sent'));
    if (!AT_A_SALE.has(kind)) return setTaken(t('rewards.taken'));
    reward.add({ ...used, redemptionIds: [...used.redemptionIds, redemptionId] }, () =>
      setTaken(t('rewards.here', { name: name ?? ofItem })),
    );
  }

  return (
    <section className={classes.rewards} aria-label={t('rewards.title')}>
      <CouponField {...props} />
      {available.ready.map(({ redemptionId, code: ofItem }) => {
        const name = names.get(ofItem) ?? ofItem;
        const isUsed = used.redemptionIds.includes(redemptionId);
        return (
          <Button
            key={redemptionId}
            variant={isUsed ? 'filled' : 'default'}
            aria-pressed={isUsed}
            disabled={disabled || reward.isPending}
            leftSection={<IconGift size={20} stroke={1.75} />}
            onClick={() => toggle(redemptionId)}
          >
            {isUsed ? t('rewards.used', { name }) : t('rewards.use', { name })}
          </Button>
        );
      })}
      {used.coupons.map((applied) => (
        <Button
          key={applied}
          variant="filled"
          disabled={disabled}
          aria-label={t('rewards.remove', { code: applied })}
          rightSection={<IconX size={18} stroke={2} />}
          onClick={() => onChange({ ...used, coupons: used.coupons.filter((other) => other !== applied) })}
        >
          {applied}
        </Button>
      ))}
      {error !== null && <ProblemNotice words={words(error)} />}
      {reward.error !== null && <ProblemNotice words={words(reward.error)} />}
      {offers.length > 0 && (
        <Button variant="default" disabled={disabled} onClick={() => setChooses(true)}>
          {t('rewards.forPoints')}
        </Button>
      )}
      {taken !== null && <p role="status">{taken}</p>}
      {chooses && (
        <OffersDialog
          offers={offers}
          amount={amount}
          onChoose={(offer) => {
            setChooses(false);
            setTaken(null);
            reward.clear();
            setAsked(offer);
          }}
          onClose={() => setChooses(false)}
        />
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
            shippingRequired: asked.shippingRequired,
            paidBy: { points: asked.cost },
          }}
          onTaken={(redemptionId, isSent) => onTaken(asked, redemptionId, isSent)}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}

/** A coupon's code; Enter in the field adds it and does not record the sale. */
function CouponField({ amount, used, disabled, onTry, onChange }: RewardsControlProps) {
  const { t } = useTranslation('cashier');
  const words = useTillWords();
  const [code, setCode] = useState('');
  const coupon = useAddedReward({ onTry, onChange });
  const typed = code.trim();
  const error = coupon.error === null ? null : words(coupon.error);
  const hasMessage = error !== null || (amount === null && typed !== '');

  function apply(): void {
    if (typed === '' || amount === null || used.coupons.includes(typed)) return;
    coupon.add({ ...used, coupons: [...used.coupons, typed] }, () => setCode(''));
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    apply();
  }

  return (
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
        error={error !== null}
        aria-describedby={hasMessage ? 'coupon-message' : undefined}
        onChange={(event) => {
          setCode(event.currentTarget.value);
          coupon.clear();
        }}
        onKeyDown={onKeyDown}
      />
      <Button
        variant="default"
        loading={coupon.isPending}
        disabled={disabled || typed === '' || amount === null}
        onClick={apply}
      >
        {t('rewards.apply')}
      </Button>
      {hasMessage && (
        <div id="coupon-message" className={classes.message}>
          {error === null ? <p>{t('rewards.amountFirst')}</p> : <ProblemNotice words={error} />}
        </div>
      )}
    </div>
  );
}

interface OffersDialogProps {
  readonly offers: readonly Offer[];
  readonly amount: number | null;
  readonly onChoose: (offer: Offer) => void;
  readonly onClose: () => void;
}

/** Rewards for points. Those that can be taken come first; the others say why they can't. */
function OffersDialog({ offers, amount, onChoose, onClose }: OffersDialogProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();

  /** Why the guest can't take the reward now; null: it is possible. */
  function whyNot({ whyNot: reason, opensAt, endedAt, kind, minimumOrder }: Offer): string | null {
    const date = opensAt ?? endedAt;
    if (reason !== null) return t(`rewards.whyNot.${reason}`, { date: date === null ? '' : format.date(date) });
    const isTooSmall = AT_A_SALE.has(kind) && amount !== null && amount < minimumOrder;
    return isTooSmall ? t('rewards.whyNot.ORDER', { amount: format.money(minimumOrder) }) : null;
  }

  // The pictures load after the list, which does not wait for them.
  const catalogue = useRewards(false);
  const pictures = new Map(catalogue.data?.map(({ id, picture }) => [id, picture]));
  const sorted = offers
    .map((offer) => ({ offer, reason: whyNot(offer) }))
    .sort((a, b) => Number(a.reason !== null) - Number(b.reason !== null));
  return (
    <Dialog title={t('rewards.forPoints')} onClose={onClose}>
      <div className={classes.offers}>
        {sorted.map(({ offer, reason }) => (
          <Button
            key={offer.redemptionItemId}
            variant="default"
            justify="flex-start"
            leftSection={<OfferPicture picture={pictures.get(offer.redemptionItemId) ?? null} />}
            disabled={reason !== null}
            onClick={() => onChoose(offer)}
          >
            <span>
              {t('rewards.take', { name: offer.name ?? offer.code, count: offer.cost })}
              {reason !== null && <small>{reason}</small>}
            </span>
          </Button>
        ))}
      </div>
    </Dialog>
  );
}

/** The picture of a reward, or an icon; decorative, because the name stands beside it. */
function OfferPicture({ picture }: { readonly picture: ShownPicture | null }) {
  return (
    <span className={classes.picture}>
      {picture === null ? <IconGift size={22} stroke={1.5} aria-hidden /> : <Picture picture={picture} sizes="56px" />}
    </span>
  );
}

interface AddedReward {
  readonly isPending: boolean;
  /** Why the last reward does not fit the receipt. */
  readonly error: unknown;
  readonly add: (used: UsedRewards, onAdded?: () => void) => void;
  readonly clear: () => void;
}

/** Adds a reward to the receipt once a quote with it succeeded. */
function useAddedReward({ onTry, onChange }: Pick<RewardsControlProps, 'onTry' | 'onChange'>): AddedReward {
  const { mutate, reset, isPending, error } = useMutation({ mutationFn: onTry });
  return {
    isPending,
    error,
    clear: reset,
    add: (used, onAdded) =>
      mutate(used, {
        onSuccess: () => {
          onChange(used);
          onAdded?.();
        },
      }),
  };
}
