import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refreshBilling, type Plan } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../entities/platform/places';
import { actOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { parseAmount, typedAmount } from '../../shared/format/money';
import { todayIn } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { bound } from '../../shared/ui/bound';
import { FormEnd } from '../frame/form-end';
import classes from './billing.module.css';

/** Every plan has the loyalty programme at the till. */
const CHOSEN_FEATURES = ['POS_SYNC', 'MARKETING', 'API'] as const;
const SUPPORT_LINES = ['EMAIL', 'STANDARD', 'PRIORITY'] as const;
const FIELDS = ['effectiveFrom', 'existingFrom', 'price', 'limits.restaurants', 'limits.guests', 'features', 'support'];

interface NewPlanVersionProps {
  /** The newest version, from whose terms the new one begins. */
  readonly before: Plan;
  readonly onClose: () => void;
}

/** The next version of a plan: its price, limits and features, and the day from which it is offered. */
export function NewPlanVersion({ before, onClose }: NewPlanVersionProps) {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const { code, currency } = before;
  const version = before.version + 1;
  const [price, setPrice] = useState(() => typedAmount(before.price, currency));
  const [restaurants, setRestaurants] = useState<number | ''>(before.limits.restaurants ?? '');
  const [guests, setGuests] = useState<number | ''>(before.limits.guests ?? '');
  const [features, setFeatures] = useState<string[]>(() => before.features.filter((feature) => feature !== 'BASIC'));
  const [support, setSupport] = useState(before.support);
  const [effectiveFrom, setEffectiveFrom] = useState(() => todayIn(ownTimeZone()));
  const [existingFrom, setExistingFrom] = useState('');
  const [asked, setAsked] = useState(false);
  const creating = useChange(actOf('POST', '/api/plans'), async () => {
    await refreshBilling(queries);
    onClose();
  });
  const amount = parseAmount(price, currency);
  const isEarly = existingFrom !== '' && existingFrom < effectiveFrom;

  function submit(): void {
    setAsked(true);
    if (amount === null || effectiveFrom === '' || isEarly) return;
    creating.mutate({
      code,
      version,
      currency,
      price: amount,
      effectiveFrom,
      existingFrom: existingFrom === '' ? null : existingFrom,
      limits: { restaurants: limitOf(restaurants), guests: limitOf(guests) },
      features: ['BASIC', ...CHOSEN_FEATURES.filter((feature) => features.includes(feature))],
      support,
    });
  }

  return (
    <Dialog title={t('plans.newTitle', { plan: code, version })} onClose={onClose}>
      <Form className={classes.form} onSubmit={submit}>
        <p className={classes.help}>{t('plans.newWhat')}</p>
        <TextInput
          label={t('plans.priceIn', { currency })}
          inputMode="decimal"
          {...bound(price, setPrice)}
          error={asked && amount === null ? t('plans.priceNeeded') : mistakeAt(creating.error, 'price')}
        />
        <WholeNumberInput
          label={t('plans.restaurants')}
          description={t('plans.limitHelp')}
          value={restaurants}
          error={mistakeAt(creating.error, 'limits.restaurants')}
          onChange={setRestaurants}
        />
        <WholeNumberInput
          label={t('plans.guests')}
          description={t('plans.limitHelp')}
          value={guests}
          error={mistakeAt(creating.error, 'limits.guests')}
          onChange={setGuests}
        />
        <Checkbox.Group
          label={t('plans.features')}
          description={t('plans.featuresHelp')}
          value={features}
          error={mistakeAt(creating.error, 'features')}
          onChange={setFeatures}
        >
          <div className={classes.facts}>
            {CHOSEN_FEATURES.map((feature) => (
              <Checkbox key={feature} value={feature} label={t(`plans.feature.${feature}`)} />
            ))}
          </div>
        </Checkbox.Group>
        <NativeSelect
          label={t('plans.support')}
          value={support}
          data={SUPPORT_LINES.map((value) => ({ value, label: t(`plans.supports.${value}`) }))}
          error={mistakeAt(creating.error, 'support')}
          onChange={({ currentTarget: { value } }) =>
            setSupport(SUPPORT_LINES.find((one) => one === value) ?? before.support)
          }
        />
        <TextInput
          type="date"
          label={t('plans.from')}
          {...bound(effectiveFrom, setEffectiveFrom)}
          error={asked && effectiveFrom === '' ? t('form.needed') : mistakeAt(creating.error, 'effectiveFrom')}
        />
        <TextInput
          type="date"
          label={t('plans.existing')}
          description={t('plans.existingHelp')}
          {...bound(existingFrom, setExistingFrom)}
          error={asked && isEarly ? t('plans.existingEarly') : mistakeAt(creating.error, 'existingFrom')}
        />
        <FailureNotice error={creating.error} marked={FIELDS} />
        <FormEnd submit={t('plans.create')} isPending={creating.isPending} onClose={onClose} />
      </Form>
    </Dialog>
  );
}

function limitOf(typed: number | ''): number | null {
  return typed === '' ? null : typed;
}
