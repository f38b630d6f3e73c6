import { Button, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refreshBilling, type PlanCode, type Subscription } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../shared/format/zone';
import { actOf, call } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Submit } from '../../shared/ui/submit';
import { offeredPlansQuery } from './offered-plans';
import { PlanEffect } from './plan-effect';

interface ChangePlanProps {
  readonly subscription: Subscription;
  readonly onClose: () => void;
}

/** Another plan: shown first with the sum to pay now, and the limits and features that the network would miss. */
export function ChangePlan({ subscription, onClose }: ChangePlanProps) {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
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
  const change = useChange(actOf('PATCH', '/api/networks/{id}/subscription', { id: networkId }), async () => {
    await refreshBilling(queries);
    onClose();
  });
  const shown = preview.data;

  return (
    <Dialog title={t('billing.change')} onClose={onClose}>
      <Form
        maw={420}
        onSubmit={() => {
          if (planCode !== null && shown !== undefined) change.mutate({ planCode, sequence: shown.sequence });
        }}
      >
        <FailureNotice error={plans.error} retry={plans} />
        <NativeSelect
          label={t('billing.plan')}
          value={planCode ?? ''}
          data={[
            { value: '', label: t('billing.choose') },
            ...(plans.data ?? [])
              .filter(({ code }) => code !== terms.planCode || nextTerms !== null || endsOn !== null)
              .map(({ code, price }) => ({ value: code, label: `${code} · ${format.money(price)}` })),
          ]}
          onChange={({ currentTarget: { value } }) =>
            setPlanCode(plans.data?.find(({ code }) => code === value)?.code ?? null)
          }
        />
        <FailureNotice error={preview.error} retry={preview} />
        {shown !== undefined && <PlanEffect effect={shown} />}
        <Submit of={change} disabled={shown === undefined} text={t('billing.change')} />
        <Button variant="default" onClick={onClose}>
          {t('state.cancel')}
        </Button>
      </Form>
    </Dialog>
  );
}
