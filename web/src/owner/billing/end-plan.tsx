import { useQueryClient } from '@tanstack/react-query';
import { refreshBilling, type Subscription } from '../../entities/billing/billing.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Question } from '../../shared/ui/question';

interface EndPlanProps {
  readonly subscription: Subscription;
  readonly onClose: () => void;
}

/** Ends a plan with the trial or the period that is paid; asked once. */
export function EndPlan({ subscription: { networkId, terms }, onClose }: EndPlanProps) {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const ending = useChange(actOf('POST', '/api/networks/{id}/subscription/cancel', { id: networkId }), async () => {
    await refreshBilling(queries);
    onClose();
  });
  return (
    <Question
      title={t('billing.endQuestion', { plan: terms.planCode })}
      help={t('billing.endWhat')}
      yes={t('billing.endPlan')}
      no={t('state.cancel')}
      of={ending}
      onYes={() => ending.mutate(null)}
      onClose={onClose}
    />
  );
}
