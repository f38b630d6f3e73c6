import type { PlanPreview } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../shared/format/zone';
import { useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './billing.module.css';

/** The effect of a plan, before it is given: the sum to pay now, and the limits and features that the network would miss. */
export function PlanEffect({ effect }: { readonly effect: PlanPreview }) {
  const { t } = useTranslation('owner');
  const { kind, effectiveOn, total, terms, usage, over, lostFeatures } = effect;
  const format = useFormats()({ currency: terms.currency, timeZone: ownTimeZone() });
  return (
    <div role="status">
      <p className={classes.help}>
        {t(`billing.kinds.${kind}`, { date: format.birthday(effectiveOn), total: format.money(total) })}
      </p>
      {over.length > 0 && <p className={classes.tooSmall}>{t('billing.over')}</p>}
      {over.map((thing) => (
        <p key={thing} className={classes.tooSmall}>
          {t(`billing.overBy.${thing}`, { used: usage[thing], limit: terms.limits[thing] ?? usage[thing] })}
        </p>
      ))}
      {lostFeatures.length > 0 && (
        <p className={classes.help}>
          {t('billing.lost', { features: lostFeatures.map((feature) => t(`plans.feature.${feature}`)).join(', ') })}
        </p>
      )}
    </div>
  );
}
