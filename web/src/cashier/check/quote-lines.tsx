import type { Quote } from '../../entities/transaction/transaction.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './quote-lines.module.css';

interface QuoteLinesProps {
  readonly quote: Quote;
  /** False while a newer quote is on its way: the old figures stand, but stand back. */
  readonly isCurrent: boolean;
}

/** From the amount of the receipt down to what is paid, as on a receipt. */
export function QuoteLines({ quote, isCurrent }: QuoteLinesProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  return (
    <dl className={classes.lines} data-current={isCurrent}>
      <div className={classes.line}>
        <dt>{t('quote.receipt')}</dt>
        <dd>{format.money(quote.amount)}</dd>
      </div>
      {quote.discount > 0 && (
        <div className={classes.line}>
          <dt>{t('quote.discount')}</dt>
          <dd>{format.money(-quote.discount)}</dd>
        </div>
      )}
      {quote.pointsValue > 0 && (
        <div className={classes.line}>
          <dt>{t('quote.points', { count: quote.pointsRedeemed })}</dt>
          <dd>{format.money(-quote.pointsValue)}</dd>
        </div>
      )}
      <div className={classes.line} data-gain>
        <dt>{t('quote.earns')}</dt>
        <dd>{t('points', { count: quote.pointsEarned })}</dd>
      </div>
    </dl>
  );
}
