import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { plansQuery } from '../../entities/billing/billing.api';
import { ask } from '../../shared/api/calls';
import { useAddress } from '../../shared/described/use-address';
import { todayIn, ownTimeZone } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { Loading } from '../../shared/ui/loading';
import { ReadFailure } from '../../shared/ui/read-failure';
import { Filters, PageHead } from '../../shared/ui/page';
import { BillingTabs } from './billing-tabs';
import { currenciesOf } from './currencies.rules';
import { Revenue } from './revenue';

/** Recurring revenue of a year in one of the currencies of the plans. */
export function RevenuePage() {
  const { t } = useTranslation('owner');
  const { address, change } = useAddress();
  const plans = useQuery(plansQuery);
  const currencies = currenciesOf(plans.data?.items ?? [], todayIn(ownTimeZone()));
  const asked = currencies.find((one) => one === address.get('currency')) ?? currencies[0];
  const metrics = useQuery({ ...ask('/api/platform/metrics', { currency: asked }), enabled: !plans.isPending });
  return (
    <>
      <PageHead title={t('billing.title')} sub={t('billing.sub')} />
      <BillingTabs />
      {currencies.length > 1 && (
        <Filters>
          <NativeSelect
            label={t('platform.currency')}
            data={currencies}
            {...bound(asked ?? '', (currency) => change({ currency }))}
          />
        </Filters>
      )}
      {metrics.isError ? (
        <ReadFailure reading={metrics} />
      ) : metrics.data === undefined ? (
        <Loading />
      ) : (
        <Revenue metrics={metrics.data} />
      )}
    </>
  );
}
