import type { CheckQuote } from '../../entities/transaction/transaction.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './quote-lines.module.css';

interface QuoteLinesProps {
  /** Null until there is an amount: the lines stand and wait for their figures. */
  readonly quote: CheckQuote | null;
  /** False while a newer quote is on its way: the old figures stand, but stand back. */
  readonly isCurrent: boolean;
}

const NO_FIGURE = '—';

/** From the amount of the receipt down to what is paid, as on a receipt. Each line keeps its place while one types. */
export function QuoteLines({ quote, isCurrent }: QuoteLinesProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const less = (amount: number | undefined) =>
    amount === undefined || amount === 0 ? NO_FIGURE : format.money(-amount);
  return (
    <dl className={classes.lines} data-current={quote === null || isCurrent}>
      <div className={classes.line}>
        <dt>{t('quote.receipt')}</dt>
        <dd>{quote === null ? NO_FIGURE : format.money(quote.amount)}</dd>
      </div>
      <div className={classes.line}>
        <dt>{t('quote.discount')}</dt>
        <dd>{less(quote?.discount)}</dd>
      </div>
      <div className={classes.line}>
        <dt>{t('quote.points', { count: quote?.pointsRedeemed ?? 0 })}</dt>
        <dd>{less(quote?.pointsValue)}</dd>
      </div>
      <div className={classes.line} data-gain>
        <dt>{t('quote.earns')}</dt>
        <dd>{quote === null ? NO_FIGURE : t('points', { count: quote.pointsEarned })}</dd>
      </div>
    </dl>
  );
}
