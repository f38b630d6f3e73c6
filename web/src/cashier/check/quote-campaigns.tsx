import type { OpenCampaign } from '../../entities/guest/guest.api';
import { campaignDiscounts } from '../../entities/transaction/campaign-discounts';
import type { CheckQuote } from '../../entities/transaction/transaction.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import check from './check.module.css';
import classes from './quote-lines.module.css';

interface QuoteCampaignsProps {
  readonly quote: CheckQuote;
  /** The guest's campaigns, whose names label discounts. */
  readonly campaigns: readonly OpenCampaign[];
}

/** The effects of campaigns in a quote, and which of them are uncertain without the server. */
export function QuoteCampaigns({ quote, campaigns }: QuoteCampaignsProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const { trace, campaignPoints: count, campaignMoney = 0 } = quote;
  const discounts = campaignDiscounts(trace, campaigns);
  return (
    <>
      {discounts.length > 0 && (
        <dl className={classes.lines}>
          {discounts.map(({ code, name, amount }) => (
            <div key={code} className={classes.line} data-part>
              <dt>{t('quote.byCampaign', { name })}</dt>
              <dd>{format.money(-amount)}</dd>
            </div>
          ))}
        </dl>
      )}
      {campaignMoney > 0 && (
        <p className={check.hint}>{t('offline.campaigns.money', { amount: format.money(campaignMoney) })}</p>
      )}
      {count === null && <p className={check.hint}>{t('offline.campaigns.later')}</p>}
      {typeof count === 'number' && count > 0 && (
        <p className={check.hint}>{t('offline.campaigns.within', { count })}</p>
      )}
    </>
  );
}
