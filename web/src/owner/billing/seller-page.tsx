import { Button, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refreshBilling, type Seller } from '../../entities/billing/billing.api';
import { timeZoneChoices } from '../../entities/platform/places';
import { ownTimeZone } from '../../shared/format/zone';
import { actOf, ask } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { ReadFailure } from '../../shared/ui/read-failure';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { BillingTabs } from './billing-tabs';
import { dayFault, ppmOf, type TypedRate, typedRates, ratesOf } from './typed-rates.rules';
import classes from './billing.module.css';
import { useFields } from '../../shared/ui/use-fields';
import { bound } from '../../shared/ui/bound';
import { DateField } from '../../shared/ui/dates/date-field';

const MOST_RATES = 50;
const NUMBER_DIGITS = 6;
const LENGTHS = {
  name: 300,
  taxId: 40,
  kpp: 9,
  address: 300,
  account: 40,
  bank: 200,
  bic: 20,
  correspondentAccount: 20,
} as const;
const TEXTS = ['name', 'taxId', 'kpp', 'address', 'account', 'bank', 'bic', 'correspondentAccount'] as const;
type SellerField = (typeof TEXTS)[number];
/** Texts that only companies with a bank in Russia have. */
const RUSSIAN: readonly SellerField[] = ['kpp', 'correspondentAccount'];
/** A BIK, by which the bank is in Russia. */
const BIK = /^04\d{7}$/;

/** The company that sends invoices, its rates of VAT, and the numbers that its invoices have reached. */
export function SellerPage() {
  const { t } = useTranslation('owner');
  const read = useQuery(ask('/api/billing/seller'));
  return (
    <>
      <PageHead title={t('seller.title')} sub={t('seller.sub')} />
      <BillingTabs />
      {read.isError && <ReadFailure reading={read} />}
      {read.isPending && <Loading />}
      {read.isSuccess && (
        <>
          <SellerForm seller={read.data.seller} />
          <Panel title={t('seller.series')}>
            <DataTable
              caption={t('seller.seriesTable')}
              rows={read.data.series}
              rowKey={({ year }) => String(year)}
              empty={<p className={classes.help}>{t('seller.noSeries')}</p>}
              columns={[
                { key: 'year', title: t('seller.year'), cell: ({ year }) => String(year) },
                {
                  key: 'last',
                  title: t('seller.lastNumber'),
                  isFigure: true,
                  cell: ({ year, lastNumber }) => `${String(year)}-${String(lastNumber).padStart(NUMBER_DIGITS, '0')}`,
                },
              ]}
            />
          </Panel>
        </>
      )}
    </>
  );
}

function SellerForm({ seller }: { readonly seller: Seller | null }) {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const [rates, setRates] = useState(() => typedRates(seller?.vatRates));
  const [asked, setAsked] = useState(false);
  const saving = useChange(actOf('PUT', '/api/billing/seller'), () => refreshBilling(queries));

  const { field, marked, onSubmit } = useFields({
    initial: {
      ...(Object.fromEntries(TEXTS.map((name) => [name, seller?.[name] ?? ''])) as Record<SellerField, string>),
      timeZone: seller?.timeZone ?? ownTimeZone(),
    },
    error: saving.error,
    check: (texts) =>
      Object.fromEntries(
        TEXTS.map((name) => [name, isNeeded(name, texts.bic) && texts[name].trim() === '' && t('form.needed')]),
      ),
  });
  const helpOf = (name: SellerField) => {
    if (name === 'account') return t('seller.accountHelp');
    return RUSSIAN.includes(name) ? t('seller.russianHelp') : undefined;
  };
  const send = onSubmit(({ kpp, correspondentAccount, timeZone, ...texts }) => {
    const vatRates = ratesOf(rates);
    if (vatRates === null) return;
    const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
    const { name, taxId, address, account, bank, bic } = texts;
    saving.mutate({
      name: name.trim(),
      taxId: taxId.trim(),
      address: address.trim(),
      account: account.trim(),
      bank: bank.trim(),
      bic: bic.trim(),
      kpp: orNull(kpp),
      correspondentAccount: orNull(correspondentAccount),
      timeZone,
      vatRates,
    });
  });

  function submit(): void {
    setAsked(true);
    send();
  }

  return (
    <Panel title={t('seller.company')}>
      <Form maw={420} onChange={saving.reset} onSubmit={submit}>
        {seller === null && <p className={classes.help}>{t('seller.none')}</p>}
        {TEXTS.map((name) => (
          <TextInput
            key={name}
            label={t(`seller.fields.${name}`)}
            description={helpOf(name)}
            maxLength={LENGTHS[name]}
            {...field(name)}
          />
        ))}
        <Select
          size="md"
          label={t('form.timeZone')}
          searchable
          allowDeselect={false}
          data={timeZoneChoices()}
          {...field('timeZone')}
          onChange={(value) => value !== null && field('timeZone').onChange(value)}
        />
        <Rates rates={rates} asked={asked} onChange={setRates} />
        <FailureNotice error={saving.error} marked={marked} />
        {saving.isSuccess && (
          <p className={classes.help} role="status">
            {t('seller.saved')}
          </p>
        )}
        <Button type="submit" loading={saving.isPending}>
          {t('seller.save')}
        </Button>
      </Form>
    </Panel>
  );
}

interface RatesProps {
  readonly rates: readonly TypedRate[];
  /** Whether the form was submitted; before that no faults are shown. */
  readonly asked: boolean;
  readonly onChange: (rates: readonly TypedRate[]) => void;
}

/** Inputs for the rates of VAT, each with the day from which it applies. */
function Rates({ rates, asked, onChange }: RatesProps) {
  const { t } = useTranslation('owner');
  const change = (at: number, part: Partial<TypedRate>) =>
    onChange(rates.map((rate, index) => (index === at ? { ...rate, ...part } : rate)));
  function faultOf(at: number): string | null {
    const fault = asked ? dayFault(rates, at) : null;
    return fault && t(fault === 'needed' ? 'form.needed' : 'seller.rising');
  }
  return (
    <fieldset className={classes.rates}>
      <legend>{t('seller.vat')}</legend>
      <p className={classes.help}>{t('seller.vatHelp')}</p>
      {rates.map((rate, at) => (
        // A typed rate has no id, so its position is its key.
        <div key={at} className={classes.rate}>
          <DateField
            label={t('seller.from')}
            value={rate.from}
            onChange={(from) => change(at, { from })}
            error={faultOf(at)}
          />
          <TextInput
            label={t('seller.percent')}
            inputMode="decimal"
            {...bound(rate.percent, (percent) => change(at, { percent }))}
            error={asked && ppmOf(rate.percent) === null && t('seller.percentNeeded')}
          />
          {rates.length > 1 && (
            <Button
              variant="subtle"
              aria-label={t('seller.removeOne', { number: String(at + 1) })}
              onClick={() => onChange(rates.filter((_rate, index) => index !== at))}
            >
              {t('seller.remove')}
            </Button>
          )}
        </div>
      ))}
      {rates.length < MOST_RATES && (
        <Button variant="default" onClick={() => onChange([...rates, { from: '', percent: '' }])}>
          {t('seller.add')}
        </Button>
      )}
    </fieldset>
  );
}

/** Without its correspondent account a Russian bank takes no payment. An entrepreneur has no KPP. */
function isNeeded(name: SellerField, bic: string): boolean {
  return name === 'correspondentAccount' ? BIK.test(bic.trim()) : !RUSSIAN.includes(name);
}
