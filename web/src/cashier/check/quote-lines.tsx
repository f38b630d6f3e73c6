import type { CheckQuote } from '../../entities/transaction/transaction.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { discountReasons } from './discount-reasons.rules';
import classes from './quote-lines.module.css';

interface QuoteLinesProps {
  /** Null until there is an amount: the lines are shown without figures. */
  readonly quote: CheckQuote | null;
  /** False while a newer quote is loading: the old figures are shown dimmed. */
  readonly isCurrent: boolean;
}

const NO_FIGURE = '—';

/** The lines from the receipt's amount down to the amount to pay. No line moves while the cashier types. */
export function QuoteLines({ quote, isCurrent }: QuoteLinesProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const less = (amount: number | undefined) =>
    amount === undefined || amount === 0 ? NO_FIGURE : format.money(-amount);
  const reasons = discountReasons(quote?.trace ?? []).map((reason) =>
    reason.kind === 'TIER' ? reason.code : t(`quote.because.${reason.kind}`),
  );
  return (
    <dl className={classes.lines} data-current={quote === null || isCurrent}>
      <div className={classes.line}>
        <dt>{t('quote.receipt')}</dt>
        <dd>{quote === null ? NO_FIGURE : format.money(quote.amount)}</dd>
      </div>
      <div className={classes.line}>
        <dt>
          {t('quote.discount')}
          {reasons.length > 0 && <small className={classes.reason}>{reasons.join(', ')}</small>}
        </dt>
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
