import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { OpenWheelBody } from '../../../entities/wheel/wheel.api';
import { mistakeAt } from '../../../shared/api/problem';
import { currencySymbol } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { spokenOf, useSpoken } from '../../../shared/i18n/spoken';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';
import { bound } from '../../../shared/ui/bound';
import { Form } from '../../../shared/ui/form';
import { Panel } from '../../../shared/ui/page';
import { Submit } from '../../../shared/ui/submit';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { PrizeFields } from './prize-fields';
import {
  bodyOf,
  emptyPrize,
  faultsOf,
  FEWEST_PRIZES,
  MOST_PRIZES,
  pathOf,
  type PrizeValues,
  sumOf,
  type WheelValues,
} from './wheel-values.rules';
import classes from './wheel.module.css';
import { DateTimeField } from '../../../shared/ui/dates/date-time-field';

const TERMS = ['total', 'leastSale', 'useDays', 'endsAt', 'budgetPoints'] as const;
const PRIZE_PATHS = ['name', 'kind', 'points', 'reward', 'weight', 'stock'] as const;

interface WheelFormProps {
  readonly initial: WheelValues;
  readonly of: { readonly error: unknown; readonly isPending: boolean };
  readonly onSubmit: (body: OpenWheelBody) => void;
}

/** Prizes with their weights, and the terms of a wheel. It says at each key whether the weights add up to the total. */
export function WheelForm({ initial, of, onSubmit }: WheelFormProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const spoken = useSpoken();
  const { timeZone } = useNetwork();
  const writing = { currency: format.currency, timeZone };
  const [values, setValues] = useState(initial);
  const [asked, setAsked] = useState(false);
  const { prizes, fallback, total } = values;
  const set = (changed: Partial<WheelValues>) => setValues({ ...values, ...changed });
  const setPrize = (key: number, changed: Partial<PrizeValues>) =>
    set({ prizes: prizes.map((prize) => (prize.key === key ? { ...prize, ...changed } : prize)) });
  const faults = faultsOf(values, writing, Date.now());

  function faultAt(path: string): string | undefined {
    const fault = asked ? faults[path] : undefined;
    return fault === undefined ? mistakeAt(of.error, path) : t(`wheel.fault.${fault}`);
  }

  function submit(): void {
    setAsked(true);
    if (Object.keys(faults).length === 0) onSubmit(bodyOf(values, writing));
  }

  function add(): void {
    set({ prizes: [...prizes, emptyPrize(Math.max(...prizes.map(({ key }) => key)) + 1, 'POINTS')] });
  }

  function remove(removed: number): void {
    const rest = prizes.filter(({ key }) => key !== removed);
    set({ prizes: rest, fallback: removed === fallback ? (rest.at(-1)?.key ?? fallback) : fallback });
  }

  return (
    <Form className={classes.form} aria-label={t('wheel.formLabel')} onSubmit={submit}>
      <Panel title={t('wheel.prizes')}>
        {prizes.map((prize, index) => (
          <PrizeFields
            key={prize.key}
            place={index + 1}
            prize={prize}
            total={Number(total)}
            isFallback={prize.key === fallback}
            faultAt={(field) => faultAt(pathOf(index, field))}
            onChange={(changed) => setPrize(prize.key, changed)}
            {...(prizes.length > FEWEST_PRIZES && { onRemove: () => remove(prize.key) })}
          />
        ))}
        <div className={classes.acts}>
          <Button variant="default" disabled={prizes.length >= MOST_PRIZES} onClick={add}>
            {t('wheel.addPrize')}
          </Button>
        </div>
      </Panel>
      <Panel title={t('wheel.oddsTitle')}>
        <div className={classes.fields}>
          <WholeNumberInput
            label={t('wheel.total')}
            description={t('wheel.totalHelp')}
            value={total}
            error={faultAt('total')}
            onChange={(changed) => set({ total: changed })}
          />
          <NativeSelect
            label={t('wheel.fallback')}
            description={t('wheel.fallbackHelp')}
            value={String(fallback)}
            error={faultAt('prizes')}
            onChange={({ currentTarget }) => set({ fallback: Number(currentTarget.value) })}
            data={prizes.map(({ key, ru, en }, index) => ({
              value: String(key),
              label: spoken(spokenOf({ ru, en })) || t('wheel.prizeAt', { place: index + 1 }),
            }))}
          />
        </div>
        <Sum values={values} />
      </Panel>
      <Terms values={values} set={set} faultAt={faultAt} />
      {asked && Object.keys(faults).length > 0 && (
        <p role="alert" className={classes.mend}>
          {t('wheel.mend')}
        </p>
      )}
      <Submit
        of={of}
        text={t('wheel.submit')}
        marked={[...TERMS, ...prizes.flatMap((_, index) => PRIZE_PATHS.map((field) => pathOf(index, field)))]}
      />
    </Form>
  );
}

interface TermsProps {
  readonly values: WheelValues;
  readonly set: (changed: Partial<WheelValues>) => void;
  readonly faultAt: (path: string) => string | undefined;
}

/** The audience of the wheel, its end, and the most points that it gives. */
function Terms({ values, set, faultAt }: TermsProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (
    <Panel title={t('wheel.terms')}>
      <div className={classes.fields}>
        <TextInput
          label={t('wheel.leastSale')}
          description={t('wheel.leastSaleHelp')}
          inputMode="decimal"
          rightSection={currencySymbol(format.currency, format.locale)}
          error={faultAt('leastSale')}
          {...bound(values.leastSale, (leastSale) => set({ leastSale }))}
        />
        <WholeNumberInput
          label={t('wheel.useDays')}
          description={t('wheel.useDaysHelp')}
          value={values.useDays}
          error={faultAt('useDays')}
          onChange={(useDays) => set({ useDays })}
        />
        <DateTimeField
          label={t('wheel.endsAt')}
          description={t('wheel.endsAtHelp')}
          error={faultAt('endsAt')}
          value={values.endsAt}
          onChange={(endsAt) => set({ endsAt })}
        />
        <WholeNumberInput
          label={t('wheel.budget')}
          description={t('wheel.budgetHelp')}
          value={values.budgetPoints}
          error={faultAt('budgetPoints')}
          onChange={(budgetPoints) => set({ budgetPoints })}
        />
      </div>
    </Panel>
  );
}

/** Says while somebody types whether the weights add up to the total. */
function Sum({ values }: { readonly values: WheelValues }) {
  const { t } = useTranslation('admin');
  const sum = sumOf(values);
  const total = Number(values.total);
  const missing = total - sum;
  const key = missing === 0 ? 'wheel.sumFits' : missing > 0 ? 'wheel.sumBelow' : 'wheel.sumAbove';
  return (
    <p className={classes.sum} role="status" data-fits={missing === 0}>
      {t(key, { sum, total, by: Math.abs(missing) })}
    </p>
  );
}
