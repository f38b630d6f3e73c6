import { Button, Slider } from '@mantine/core';
import type { Ref } from 'react';
import type { Quote } from '../../entities/transaction/transaction.api';
import type { GuestBalance } from '../../entities/guest/guest.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import classes from './points-control.module.css';

interface PointsControlProps {
  readonly redeemable: Quote['redeemable'];
  /** The guest's balance; undefined while loading. */
  readonly balance: GuestBalance | undefined;
  /** Points that need no confirmation of the guest; null: as many as there are. */
  readonly free: number | null;
  readonly points: number;
  readonly disabled: boolean;
  readonly inputRef: Ref<HTMLInputElement>;
  readonly onChange: (points: number) => void;
}

/** How many points to spend: a slider, a field, all of them at one press, and why not more. */
export function PointsControl(props: PointsControlProps) {
  const { redeemable, balance, free, points, disabled, inputRef, onChange } = props;
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const { min, max } = redeemable;
  const limitedBy = limitOf(redeemable, balance);
  const lent = points - Math.max(0, balance?.available ?? points);

  if (max === 0) {
    return (
      <p className={classes.reason}>
        {t(`redeem.none.${limitedBy === 'FAMILY' ? 'BALANCE' : limitedBy}`, { count: min })}
      </p>
    );
  }
  return (
    <div className={classes.control} role="group" aria-labelledby="redeem-label">
      <div className={classes.head}>
        <span id="redeem-label" className={classes.label}>
          {t('redeem.label')}
          <kbd className={classes.key}>F2</kbd>
        </span>
        <WholeNumberInput
          ref={inputRef}
          className={classes.field ?? ''}
          aria-labelledby="redeem-label"
          value={points}
          min={0}
          max={max}
          step={1}
          clampBehavior="strict"
          disabled={disabled}
          onChange={(value) => onChange(Math.min(Number(value), max))}
          onBlur={() => onChange(snap(points, min, max))}
        />
        <Button
          variant="default"
          disabled={disabled || points === max}
          onClick={() => onChange(max)}
          className={classes.all ?? ''}
        >
          {t('redeem.all', { points: format.number(max) })}
        </Button>
      </div>
      <Slider
        className={classes.slider ?? ''}
        size={10}
        thumbSize={32}
        min={0}
        max={max}
        step={1}
        value={points}
        label={null}
        disabled={disabled}
        thumbLabel={t('redeem.label')}
        onChange={onChange}
        onChangeEnd={(value) => onChange(snap(value, min, max))}
      />
      <p className={classes.reason}>
        {t(`redeem.limit.${limitedBy}`, { count: max })}
        {min > 1 && limitedBy !== 'MINIMUM' && <> {t('redeem.from', { count: min })}</>}
        {lent > 0 && <> {t('redeem.lent', { count: lent })}</>}
        {free !== null && free < max && <> {t('redeem.confirm', { count: free })}</>}
      </p>
    </div>
  );
}

/** A family member's balance includes the pool; a child's is its allowance. */
function limitOf(
  { max, limitedBy }: Quote['redeemable'],
  balance: GuestBalance | undefined,
): NonNullable<Quote['redeemable']['limitedBy']> | 'FAMILY' | 'ALLOWANCE' {
  const own = balance?.family?.members.find(({ guestId }) => guestId === balance.guestId);
  if (own?.role === 'CHILD' && limitedBy !== null && max === (own.allowance?.left ?? 0)) return 'ALLOWANCE';
  if (limitedBy === 'BALANCE' && own !== undefined && max > (balance?.available ?? max)) return 'FAMILY';
  return limitedBy ?? 'PROGRAM';
}

/** Fewer than the minimum can't be spent: the nearer of nothing and the minimum is meant. */
function snap(points: number, min: number, max: number): number {
  if (points >= min) return Math.min(points, max);
  return points * 2 >= min ? min : 0;
}
