import { Button } from '@mantine/core';
import type { CSSProperties } from 'react';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { leftToPay } from '../gifts/check-gifts.rules';
import type { CheckPartProps } from './check-part';
import classes from './check.module.css';
import { useChargeWords } from './use-charge-words';

/** The amount to pay, and the button that records the sale. */
export function PayFoot({ machine: { state }, check, fields }: CheckPartProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const charge = useChargeWords(state, check);
  const { draft } = state;
  const { quote, guestId } = check;
  const payable = format.money(Math.max(0, leftToPay(check.payable ?? 0, draft.gifts)));
  return (
    <div className={classes.foot}>
      <div className={classes.pay}>
        <div className={classes.payHead}>
          <span className={classes.payLabel}>{t(draft.gifts.length > 0 ? 'gifts.left' : 'check.toPay')}</span>
          {quote !== null && quote.redeemable.max > 0 && (
            <button
              type="button"
              className={classes.spend}
              onClick={() => fields.points.current?.scrollIntoView({ block: 'center' })}
            >
              {t('redeem.short', {
                points: format.number(draft.pointsToRedeem),
                max: format.number(quote.redeemable.max),
              })}
            </button>
          )}
        </div>
        <output
          className={classes.payable}
          style={{ '--characters': payable.length } as CSSProperties}
          data-current={guestId === null || check.isCurrent || check.amount === null}
        >
          {payable}
        </output>
      </div>
      <Button
        type="submit"
        className={classes.primary ?? ''}
        fullWidth
        loading={state.step.kind === 'sending'}
        disabled={!check.isReady && !check.isOpen}
        rightSection={<kbd className={classes.enter}>Enter</kbd>}
      >
        {charge}
      </Button>
    </div>
  );
}
