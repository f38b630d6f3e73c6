import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { type CheckGift, leftToPay } from './check-gifts.rules';
import classes from './gifts.module.css';

interface GiftLinesProps {
  readonly gifts: readonly CheckGift[];
  /** The receipt's amount without gift cards, in minor units. */
  readonly payable: number;
}

/** Gift cards that pay a part of the receipt, or are sold with it. */
export function GiftLines({ gifts, payable }: GiftLinesProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  if (gifts.length === 0) return null;
  const left = leftToPay(payable, gifts);
  return (
    <>
      <ul className={classes.lines} aria-label={t('gifts.title')}>
        {gifts.map(({ id, kind, last4, amount }) => (
          <li key={id}>
            <span>{t(`gifts.line.${kind}`, { last4 })}</span>
            <span className={classes.sum}>{format.money(kind === 'SPENT' ? -amount : amount)}</span>
          </li>
        ))}
      </ul>
      {left < 0 && (
        <ProblemNotice
          words={{ title: t('gifts.tooMuch', { amount: format.money(-left) }), help: t('gifts.tooMuchHelp') }}
        />
      )}
    </>
  );
}
