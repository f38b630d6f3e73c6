import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { BILLING, type PlanCode, type Subscription } from '../../entities/billing/billing.api';
import { call } from '../../shared/api/calls';
import { changeSubscription } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { useFormats } from '../../shared/format/use-format';
import { ownTimeZone } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { offeredPlansQuery } from './offered-plans';
import { PlanEffect } from './plan-effect';

interface ChangePlanProps {
  readonly subscription: Subscription;
  readonly onClose: () => void;
}

/** Another plan: shown first with the sum to pay now, and the limits and features that the network would miss. */
export function ChangePlan({ subscription, onClose }: ChangePlanProps) {
  const { t } = useTranslation('owner');
  const { networkId, terms, nextTerms, endsOn, sequence } = subscription;
  const format = useFormats()({ currency: terms.currency, timeZone: ownTimeZone() });
  const plans = useQuery(offeredPlansQuery);
  const [planCode, setPlanCode] = useState<PlanCode | null>(null);
  const preview = useQuery({
    queryKey: ['plan-preview', networkId, planCode, sequence],
    enabled: planCode !== null,
    queryFn: () =>
      call(
        'POST',
        '/api/networks/{id}/subscription/preview',
        { id: networkId },
        { planCode: planCode ?? terms.planCode },
      ),
  });
  const shown = preview.data;

  return (
    <ActDialog
      of={changeSubscription}
      params={{ id: networkId }}
      title={t('billing.change')}
      layout={{ maw: 420 }}
      above={<FailureNotice error={plans.error} retry={plans} />}
      fields={{
        planCode: {
          label: t('billing.plan'),
          control: ({ label, onChange }) => (
            <NativeSelect
              label={label}
              value={planCode ?? ''}
              data={[
                { value: '', label: t('billing.choose') },
                ...(plans.data ?? [])
                  .filter(({ code }) => code !== terms.planCode || nextTerms !== null || endsOn !== null)
                  .map(({ code, price }) => ({ value: code, label: `${code} · ${format.money(price)}` })),
              ]}
              onChange={({ currentTarget: { value } }) => {
                const chosen = plans.data?.find(({ code }) => code === value)?.code ?? null;
                setPlanCode(chosen);
                if (chosen !== null) onChange(chosen);
              }}
            />
          ),
        },
      }}
      below={
        <>
          <FailureNotice error={preview.error} retry={preview} />
          {shown !== undefined && <PlanEffect effect={shown} />}
        </>
      }
      isDisabled={() => shown === undefined}
      body={() => (shown === undefined ? {} : { sequence: shown.sequence })}
      submit={t('billing.change')}
      cancel={t('state.cancel')}
      anew={BILLING}
      onClose={onClose}
    />
  );
}
