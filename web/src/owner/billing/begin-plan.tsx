import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { refreshBilling, type PlanCode } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../shared/format/zone';
import { actOf, call } from '../../shared/api/calls';
import { ApiProblem } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice, ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { type TypedNumber, WholeNumberInput } from '../../shared/ui/whole-number-input';
import classes from './billing.module.css';
import { offeredPlansQuery } from './offered-plans';
import { PlanEffect } from './plan-effect';
import { useFields } from '../../shared/ui/use-fields';

const MOST_TRIAL_DAYS = 90;
const USUAL_TRIAL_DAYS = 14;

/** Gives a network a plan: for a trial first, and paid by a company. */
export function BeginPlan({ networkId, onClose }: { readonly networkId: string; readonly onClose: () => void }) {
  const { t } = useTranslation('owner');
  const words = useProblemWords();
  const queries = useQueryClient();
  const formatOf = useFormats();
  const plans = useQuery(offeredPlansQuery);
  const beginning = useChange(actOf('POST', '/api/networks/{id}/subscription', { id: networkId }), async () => {
    await refreshBilling(queries);
    onClose();
  });
  const { values, field, marked, onSubmit } = useFields({
    initial: {
      planCode: 'STANDARD' as PlanCode,
      trialDays: USUAL_TRIAL_DAYS as TypedNumber,
      payer: { name: '', taxId: '', kpp: '', address: '' },
    },
    error: beginning.error,
    check: ({ payer }) => ({ 'payer.name': payer.name.trim() === '' && t('form.needed') }),
  });
  const { planCode, trialDays } = values;
  const preview = useQuery({
    // Not asked again once the plan is given, as the other figures of billing are.
    queryKey: ['first-plan', networkId, planCode, trialDays],
    queryFn: () =>
      call(
        'POST',
        '/api/networks/{id}/subscription/preview',
        { id: networkId },
        { planCode, trialDays: Number(trialDays) },
      ),
  });
  const noSeller = beginning.error instanceof ApiProblem && beginning.error.code === 'seller_missing';
  const submit = onSubmit(({ payer }) => {
    const textOf = (text: string) => (text.trim() === '' ? null : text.trim());
    beginning.mutate({
      planCode,
      trialDays: Number(trialDays),
      payer: {
        name: payer.name.trim(),
        taxId: textOf(payer.taxId),
        kpp: textOf(payer.kpp),
        address: textOf(payer.address),
      },
    });
  });

  return (
    <Dialog title={t('billing.begin')} onClose={onClose}>
      <Form maw={420} onSubmit={submit}>
        <FailureNotice error={plans.error} retry={plans} />
        <NativeSelect
          label={t('billing.plan')}
          {...field('planCode')}
          data={(plans.data ?? []).map(({ code, price, currency }) => ({
            value: code,
            label: `${code} · ${formatOf({ currency, timeZone: ownTimeZone() }).money(price)}`,
          }))}
        />
        <WholeNumberInput label={t('billing.trialDays')} {...field('trialDays')} max={MOST_TRIAL_DAYS} />
        {preview.data !== undefined && <PlanEffect effect={preview.data} />}
        <TextInput label={t('billing.payer')} maxLength={300} {...field('payer.name')} />
        <TextInput label={t('billing.taxId')} maxLength={40} {...field('payer.taxId')} />
        <TextInput
          label={t('billing.kpp')}
          description={t('seller.russianHelp')}
          maxLength={9}
          {...field('payer.kpp')}
        />
        <TextInput label={t('billing.address')} maxLength={300} {...field('payer.address')} />
        {beginning.isError && (
          <ProblemNotice words={noSeller ? { title: t('seller.none'), help: '' } : words(beginning.error, marked)}>
            {noSeller && (
              <Link className={classes.to ?? ''} to="/billing/seller">
                {t('seller.title')}
              </Link>
            )}
          </ProblemNotice>
        )}
        <Button type="submit" loading={beginning.isPending}>
          {t('billing.begin')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('state.cancel')}
        </Button>
      </Form>
    </Dialog>
  );
}
