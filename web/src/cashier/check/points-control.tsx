import { Button, Group, Slider } from '@mantine/core';
import { useMergedRef } from '@mantine/hooks';
import type { KeyboardEvent, Ref } from 'react';
import type { Quote } from '../../entities/transaction/transaction.api';
import type { GuestBalance } from '../../entities/guest/guest.api';
import { mostSpendableAt } from '../../entities/guest/limited-points.rules';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { useTouch } from '../keypad/use-touch';
import classes from './points-control.module.css';
import { stepPoints } from './points-step.rules';

interface PointsControlProps {
  /** Null before the first quote. */
  readonly redeemable: Quote['redeemable'] | null;
  /** False without an amount, on which the spendable points depend. */
  readonly hasAmount: boolean;
  /** False while `redeemable` belongs to an earlier amount. */
  readonly isCurrent: boolean;
  /** The guest's balance; undefined while loading. */
  readonly balance: GuestBalance | undefined;
  /** The restaurant of the till. */
  readonly restaurantId: string;
  /** The most points that need no confirmation by the guest; null: no limit. */
  readonly free: number | null;
  readonly points: number;
  readonly disabled: boolean;
  readonly inputRef: Ref<HTMLInputElement>;
  readonly onChange: (points: number) => void;
  /** Returns to the amount from a field that accepts no points. */
  readonly onLeave: () => void;
}

/**
 * How many points to spend: a slider, a field, a button for all, and the reason for the limit. A wrong number stays as typed. The field exists even
 * before the quote and without points, so that its key finds it; then it is read-only and says why.
 */
export function PointsControl(props: PointsControlProps) {
  const {
    redeemable,
    hasAmount,
    isCurrent,
    balance,
    restaurantId,
    free,
    points,
    disabled,
    inputRef,
    onChange,
    onLeave,
  } = props;
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const touch = useTouch();
  const { min, max } = redeemable ?? UNKNOWN;
  const own = balance && mostSpendableAt(balance, restaurantId);
  const limitedBy = redeemable === null ? null : limitOf(redeemable, balance, own);
  const lent = points - Math.max(0, own ?? points);

  const isTooFew = points > 0 && points < min;
  const isTooMany = redeemable !== null && points > max;
  const isClosed = points === 0 && (redeemable === null ? !hasAmount : isCurrent && max === 0);

  /** Handles keys before the slider does: its step of one point is too small among hundreds, and is undone below the minimum. */
  function stepByKey(event: KeyboardEvent): void {
    const next = stepPoints(points, event.key, { min, max });
    if (next === null || disabled) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(next);
  }

  function reason(): string {
    if (limitedBy === null) return hasAmount ? '' : t('check.hintGuest');
    if (max === 0) return t(`redeem.none.${limitedBy === 'FAMILY' ? 'BALANCE' : limitedBy}`, { count: min });
    return t(`redeem.limit.${limitedBy}`, { count: max });
  }

  const hasRange = redeemable !== null && (max > 0 || points > 0);
  return (
    <div className={classes.control} role="group" aria-labelledby="redeem-label">
      <Group gap={8}>
        <span id="redeem-label" className={classes.label}>
          {t('redeem.label')}
          <kbd className={classes.key}>F2</kbd>
        </span>
        <WholeNumberInput
          ref={useMergedRef(inputRef, describe)}
          className={classes.field ?? ''}
          aria-labelledby="redeem-label"
          value={points}
          clampBehavior="none"
          error={isTooFew || isTooMany}
          data-keypad="whole"
          // The component sets its own input mode; ours is set before the touch focuses the field.
          onPointerDown={({ currentTarget }) => {
            if (touch) currentTarget.inputMode = 'none';
          }}
          // Selects the text, so that the next key replaces it.
          onFocus={({ currentTarget }) => currentTarget.select()}
          onClick={({ currentTarget }) => currentTarget.select()}
          disabled={disabled}
          readOnly={isClosed}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || !isClosed) return;
            event.preventDefault();
            onLeave();
          }}
          onChange={(value) => onChange(Number(value))}
        />
        {hasRange && (
          <Button variant="default" disabled={disabled || points === max} onClick={() => onChange(max)} px={14}>
            {t('redeem.all', { points: format.number(max) })}
          </Button>
        )}
      </Group>
      {hasRange && (
        <div onKeyDownCapture={stepByKey}>
          <Slider
            className={classes.slider ?? ''}
            size={10}
            thumbSize={32}
            min={0}
            max={max}
            step={1}
            value={points}
            label={null}
            disabled={disabled || max === 0}
            thumbLabel={t('redeem.label')}
            onChange={onChange}
            onChangeEnd={(value) => onChange(snap(value, min, max))}
          />
        </div>
      )}
      <p
        id="redeem-reason"
        className={classes.reason}
        data-closed={isClosed}
        data-wrong={isTooFew || isTooMany}
        aria-live="polite"
      >
        {reason()}
        {hasRange && (
          <>
            {min > 1 && limitedBy !== 'MINIMUM' && <> {t('redeem.from', { count: min })}</>}
            {lent > 0 && !isTooMany && <> {t('redeem.lent', { count: lent })}</>}
            {free !== null && free < max && <> {t('redeem.confirm', { count: free })}</>}
          </>
        )}
      </p>
    </div>
  );
}

/** Adds our description's id, because the component sets the attribute to its own ids. */
function describe(field: HTMLInputElement | null): void {
  field?.setAttribute('aria-describedby', 'redeem-reason');
}

const UNKNOWN = { min: 0, max: 0 };

/** The most points of the guest: a family member's balance includes the pool, a child's is the allowance. */
function limitOf(
  { max, limitedBy }: Quote['redeemable'],
  balance: GuestBalance | undefined,
  available: number | undefined,
): NonNullable<Quote['redeemable']['limitedBy']> | 'FAMILY' | 'ALLOWANCE' {
  const own = balance?.family?.members.find(({ guestId }) => guestId === balance.guestId);
  if (own?.role === 'CHILD' && limitedBy !== null && max === (own.allowance?.left ?? 0)) return 'ALLOWANCE';
  if (limitedBy === 'BALANCE' && own !== undefined && max > (available ?? max)) return 'FAMILY';
  return limitedBy ?? 'PROGRAM';
}

/** Points below the minimum can't be spent, so they become zero or the minimum, whichever is nearer. */
function snap(points: number, min: number, max: number): number {
  if (points >= min) return Math.min(points, max);
  return points * 2 >= min ? min : 0;
}
