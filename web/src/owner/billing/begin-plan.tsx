import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { refreshBilling, type PlanCode } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../entities/platform/places';
import { actOf, call } from '../../shared/api/calls';
import { ApiProblem, mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice, ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import classes from './billing.module.css';
import { offeredPlansQuery } from './offered-plans';
import { PlanEffect } from './plan-effect';

const MOST_TRIAL_DAYS = 90;
const USUAL_TRIAL_DAYS = 14;
const FIELDS = ['planCode', 'trialDays', 'payer.name', 'payer.taxId', 'payer.kpp', 'payer.address'];

/** Gives a network a plan: for a trial first, and paid by a company. */
export function BeginPlan({ networkId, onClose }: { readonly networkId: string; readonly onClose: () => void }) {
  const { t } = useTranslation('owner');
  const words = useProblemWords();
  const queries = useQueryClient();
  const formatOf = useFormats();
  const plans = useQuery(offeredPlansQuery);
  const [planCode, setPlanCode] = useState<PlanCode>('STANDARD');
  const [trialDays, setTrialDays] = useState<number | ''>(USUAL_TRIAL_DAYS);
  const [payer, setPayer] = useState({ name: '', taxId: '', kpp: '', address: '' });
  const [asked, setAsked] = useState(false);
  const beginning = useChange(actOf('POST', '/api/networks/{id}/subscription', { id: networkId }), async () => {
    await refreshBilling(queries);
    onClose();
  });
  const preview = useQuery({
    // Not asked again once the plan is given, as the other figures of billing are.
    queryKey: ['first-plan', networkId, planCode, trialDays],
    queryFn: () =>
      call(
        'POST',
        '/api/networks/{id}/subscription/preview',
        { id: networkId },
        { planCode, trialDays: trialDays === '' ? 0 : trialDays },
      ),
  });
  const noSeller = beginning.error instanceof ApiProblem && beginning.error.code === 'seller_missing';
  const field = (name: keyof typeof payer) => ({
    value: payer[name],
    onChange: ({ currentTarget: { value } }: { readonly currentTarget: { readonly value: string } }) =>
      setPayer((before) => ({ ...before, [name]: value })),
  });

  function submit(): void {
    setAsked(true);
    if (payer.name.trim() === '') return;
    const textOf = (text: string) => (text.trim() === '' ? null : text.trim());
    beginning.mutate({
      planCode,
      trialDays: trialDays === '' ? 0 : trialDays,
      payer: {
        ...{ name: payer.name.trim(), taxId: textOf(payer.taxId), kpp: textOf(payer.kpp) },
        address: textOf(payer.address),
      },
    });
  }

  return (
    <Dialog title={t('billing.begin')} onClose={onClose}>
      <Form className={classes.form} onSubmit={submit}>
        <FailureNotice error={plans.error} retry={plans} />
        <NativeSelect
          label={t('billing.plan')}
          value={planCode}
          data={(plans.data ?? []).map(({ code, price, currency }) => ({
            value: code,
            label: `${code} · ${formatOf({ currency, timeZone: ownTimeZone() }).money(price)}`,
          }))}
          error={mistakeAt(beginning.error, 'planCode')}
          onChange={({ currentTarget: { value } }) =>
            setPlanCode(plans.data?.find(({ code }) => code === value)?.code ?? planCode)
          }
        />
        <WholeNumberInput
          label={t('billing.trialDays')}
          value={trialDays}
          max={MOST_TRIAL_DAYS}
          error={mistakeAt(beginning.error, 'trialDays')}
          onChange={setTrialDays}
        />
        {preview.data !== undefined && <PlanEffect effect={preview.data} />}
        <TextInput
          label={t('billing.payer')}
          maxLength={300}
          {...field('name')}
          error={asked && payer.name.trim() === '' ? t('form.needed') : mistakeAt(beginning.error, 'payer.name')}
        />
        <TextInput
          label={t('billing.taxId')}
          maxLength={40}
          {...field('taxId')}
          error={mistakeAt(beginning.error, 'payer.taxId')}
        />
        <TextInput
          label={t('billing.kpp')}
          description={t('seller.russianHelp')}
          maxLength={9}
          {...field('kpp')}
          error={mistakeAt(beginning.error, 'payer.kpp')}
        />
        <TextInput
          label={t('billing.address')}
          maxLength={300}
          {...field('address')}
          error={mistakeAt(beginning.error, 'payer.address')}
        />
        {beginning.isError && (
          <ProblemNotice words={noSeller ? { title: t('seller.none'), help: '' } : words(beginning.error, FIELDS)}>
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
