import { useQueryClient } from '@tanstack/react-query';
import { refreshBilling, type Plan } from '../../entities/billing/billing.api';
import { createPlanVersion } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { ownTimeZone, todayIn } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './billing.module.css';

/** Every plan has the loyalty programme at the till. */
const CHOSEN_FEATURES = ['POS_SYNC', 'MARKETING', 'API'] as const;

interface NewPlanVersionProps {
  /** The newest version, whose terms fill the form. */
  readonly before: Plan;
  readonly onClose: () => void;
}

/** The next version of a plan: its price, limits and features, and the day from which it is offered. */
export function NewPlanVersion({ before, onClose }: NewPlanVersionProps) {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const { code, currency } = before;
  const version = before.version + 1;
  return (
    <ActDialog
      of={createPlanVersion}
      from={before}
      units={{ currency, timeZone: ownTimeZone() }}
      title={t('plans.newTitle', { plan: code, version })}
      layout={{ maw: 420 }}
      above={<p className={classes.help}>{t('plans.newWhat')}</p>}
      fields={{
        price: { label: t('plans.priceIn', { currency }), needed: t('plans.priceNeeded') },
        'limits.restaurants': { label: t('plans.restaurants'), help: t('plans.limitHelp') },
        'limits.guests': { label: t('plans.guests'), help: t('plans.limitHelp') },
        features: {
          label: t('plans.features'),
          help: t('plans.featuresHelp'),
          choices: CHOSEN_FEATURES.map((value) => ({ value, label: t(`plans.feature.${value}`) })),
        },
        support: { label: t('plans.support'), words: (value) => t(`plans.supports.${value}`) },
        effectiveFrom: { label: t('plans.from'), initial: todayIn(ownTimeZone()) },
        existingFrom: {
          label: t('plans.existing'),
          help: t('plans.existingHelp'),
          initial: '',
          check: (day, { effectiveFrom }) => day !== '' && day < effectiveFrom && t('plans.existingEarly'),
        },
      }}
      body={({ features }) => ({
        code,
        version,
        currency,
        features: ['BASIC' as const, ...CHOSEN_FEATURES.filter((feature) => features.includes(feature))],
      })}
      submit={t('plans.create')}
      cancel={t('state.cancel')}
      onDone={() => refreshBilling(queries).then(onClose)}
      onClose={onClose}
    />
  );
}
