import { Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { refreshBilling, type Plan } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../entities/platform/places';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { parseAmount, typedAmount } from '../../shared/format/money';
import { todayIn } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { type TypedNumber, WholeNumberInput } from '../../shared/ui/whole-number-input';
import { FormEnd } from '../frame/form-end';
import classes from './billing.module.css';
import { useFields } from '../../shared/ui/use-fields';
import { DateField } from '../../shared/ui/dates/date-field';

/** Every plan has the loyalty programme at the till. */
const CHOSEN_FEATURES = ['POS_SYNC', 'MARKETING', 'API'] as const;
const SUPPORT_LINES = ['EMAIL', 'STANDARD', 'PRIORITY'] as const;

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
  const creating = useChange(actOf('POST', '/api/plans'), async () => {
    await refreshBilling(queries);
    onClose();
  });
  const { field, marked, onSubmit } = useFields({
    initial: {
      price: typedAmount(before.price, currency),
      limits: {
        restaurants: typedLimit(before.limits.restaurants),
        guests: typedLimit(before.limits.guests),
      },
      features: before.features.filter((feature) => feature !== 'BASIC') as string[],
      support: before.support,
      effectiveFrom: todayIn(ownTimeZone()),
      existingFrom: '',
    },
    error: creating.error,
    check: ({ price, effectiveFrom, existingFrom }) => ({
      price: parseAmount(price, currency) === null && t('plans.priceNeeded'),
      effectiveFrom: effectiveFrom === '' && t('form.needed'),
      existingFrom: existingFrom !== '' && existingFrom < effectiveFrom && t('plans.existingEarly'),
    }),
  });
  const submit = onSubmit(({ price, limits, features, existingFrom, ...rest }) =>
    creating.mutate({
      code,
      version,
      currency,
      ...rest,
      price: parseAmount(price, currency) ?? 0,
      existingFrom: existingFrom === '' ? null : existingFrom,
      limits: { restaurants: limitOf(limits.restaurants), guests: limitOf(limits.guests) },
      features: ['BASIC', ...CHOSEN_FEATURES.filter((feature) => features.includes(feature))],
    }),
  );

  return (
    <Dialog title={t('plans.newTitle', { plan: code, version })} onClose={onClose}>
      <Form maw={420} onSubmit={submit}>
        <p className={classes.help}>{t('plans.newWhat')}</p>
        <TextInput label={t('plans.priceIn', { currency })} inputMode="decimal" {...field('price')} />
        <WholeNumberInput
          label={t('plans.restaurants')}
          description={t('plans.limitHelp')}
          {...field('limits.restaurants')}
        />
        <WholeNumberInput label={t('plans.guests')} description={t('plans.limitHelp')} {...field('limits.guests')} />
        <Checkbox.Group label={t('plans.features')} description={t('plans.featuresHelp')} {...field('features')}>
          <Stack gap={8}>
            {CHOSEN_FEATURES.map((feature) => (
              <Checkbox key={feature} value={feature} label={t(`plans.feature.${feature}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <NativeSelect
          label={t('plans.support')}
          {...field('support')}
          data={SUPPORT_LINES.map((value) => ({ value, label: t(`plans.supports.${value}`) }))}
        />
        <DateField label={t('plans.from')} {...field('effectiveFrom')} />
        <DateField label={t('plans.existing')} description={t('plans.existingHelp')} {...field('existingFrom')} />
        <FailureNotice error={creating.error} marked={marked} />
        <FormEnd submit={t('plans.create')} isPending={creating.isPending} onClose={onClose} />
      </Form>
    </Dialog>
  );
}

function typedLimit(limit: number | null): TypedNumber {
  return limit ?? '';
}

function limitOf(typed: TypedNumber): number | null {
  return typed === '' ? null : typed;
}
