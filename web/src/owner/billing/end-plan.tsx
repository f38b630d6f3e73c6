import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { refreshBilling, type Subscription } from '../../entities/billing/billing.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './billing.module.css';

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
    <Dialog title={t('billing.endQuestion', { plan: terms.planCode })} onClose={onClose}>
      <div className={classes.form}>
        <p className={classes.help}>{t('billing.endWhat')}</p>
        <FailureNotice error={ending.error} />
        <Button loading={ending.isPending} onClick={() => ending.mutate(null)}>
          {t('billing.endPlan')}
        </Button>
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('state.cancel')}
        </Button>
      </div>
    </Dialog>
  );
}
