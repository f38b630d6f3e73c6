import { useQuery } from '@tanstack/react-query';
import { BILLING, type PlanCode } from '../../entities/billing/billing.api';
import { call } from '../../shared/api/calls';
import { beginSubscription } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { useFormats } from '../../shared/format/use-format';
import { ownTimeZone } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { offeredPlansQuery } from './offered-plans';
import { PlanEffect } from './plan-effect';
import { SellerLink } from './seller-link';

const USUAL_TRIAL_DAYS = 14;

/** Gives a network a plan: for a trial first, and paid by a company. */
export function BeginPlan({ networkId, onClose }: { readonly networkId: string; readonly onClose: () => void }) {
  const { t } = useTranslation('owner');
  const formatOf = useFormats();
  const plans = useQuery(offeredPlansQuery);
  return (
    <ActDialog
      of={beginSubscription}
      params={{ id: networkId }}
      title={t('billing.begin')}
      layout={{ maw: 420 }}
      above={<FailureNotice error={plans.error} retry={plans} />}
      fields={{
        planCode: {
          label: t('billing.plan'),
          initial: 'STANDARD',
          choices: (plans.data ?? []).map(({ code, price, currency }) => ({
            value: code,
            label: `${code} · ${formatOf({ currency, timeZone: ownTimeZone() }).money(price)}`,
          })),
        },
        trialDays: {
          label: t('billing.trialDays'),
          initial: USUAL_TRIAL_DAYS,
          after: ({ planCode, trialDays }) => (
            <Preview networkId={networkId} planCode={planCode} trialDays={Number(trialDays)} />
          ),
        },
        'payer.name': { label: t('billing.payer'), needed: t('form.needed') },
        'payer.taxId': { label: t('billing.taxId') },
        'payer.kpp': { label: t('billing.kpp'), help: t('seller.russianHelp') },
        'payer.address': { label: t('billing.address') },
      }}
      onFailure={(error) => <SellerLink error={error} />}
      submit={t('billing.begin')}
      cancel={t('state.cancel')}
      anew={BILLING}
      onClose={onClose}
    />
  );
}

interface PreviewProps {
  readonly networkId: string;
  readonly planCode: PlanCode;
  readonly trialDays: number;
}

function Preview({ networkId, planCode, trialDays }: PreviewProps) {
  const preview = useQuery({
    // The key does not begin with a key of `BILLING`, so the preview is not loaded again after the plan has begun.
    queryKey: ['first-plan', networkId, planCode, trialDays],
    queryFn: () => call('POST', '/api/networks/{id}/subscription/preview', { id: networkId }, { planCode, trialDays }),
  });
  return preview.data !== undefined && <PlanEffect effect={preview.data} />;
}
