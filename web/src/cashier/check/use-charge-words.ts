import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { leftToPay } from '../gifts/check-gifts.rules';
import type { CheckView, TillState } from '../machine/till.state';
import { useTillWords } from '../words/use-till-words';

/** The text of the button that records the sale: what it will do, or what is still missing. */
export function useChargeWords({ draft, connection }: TillState, check: CheckView): string {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const { amount, guestId, quote, refusal, needsConfirmation } = check;
  const left = (payable: number) => format.money(leftToPay(payable, draft.gifts));

  if (check.isOpen) return t(connection === 'alone' ? 'offline.keepOpen' : 'take.again');
  if (amount === null) return t('take.enterAmount');
  if (guestId === null) return t('take.nobody', { amount: left(amount) });
  if (refusal?.part === 'points' && quote !== null) {
    const { min, max } = quote.redeemable;
    return draft.pointsToRedeem > max ? t('take.tooMany', { max }) : t('take.tooFew', { min });
  }
  if (refusal !== null) return words(refusal.error).title;
  if (quote === null) return t('take.waiting');
  const payable = left(quote.payable);
  const { pointsRedeemed: spent, pointsEarned: count } = quote;
  if (needsConfirmation) return t('take.confirming', { payable, count: draft.pointsToRedeem });
  if (spent > 0)
    return count === 0
      ? t('take.spendingOnly', { payable, count: spent })
      : t('take.spending', { payable, spent: format.number(spent), count });
  return count === 0 ? t('take.plain', { payable }) : t('take.earning', { payable, count });
}
