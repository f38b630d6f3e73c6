import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { BILLING, type Seller } from '../../entities/billing/billing.api';
import { timeZoneChoices } from '../../entities/platform/places';
import { ownTimeZone } from '../../shared/format/zone';
import { ask } from '../../shared/api/calls';
import { replaceSeller } from '../../shared/api/operations';
import { ActForm } from '../../shared/described/act-form';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { ReadFailure } from '../../shared/ui/read-failure';
import { PageHead, Panel } from '../../shared/ui/page';
import { BillingTabs } from './billing-tabs';
import { dayFault, ppmOf, type TypedRate, typedRates, ratesOf } from './typed-rates.rules';
import classes from './billing.module.css';
import { bound } from '../../shared/ui/bound';
import { EntryRows } from '../../shared/ui/entry-rows';
import { DateField } from '../../shared/ui/dates/date-field';

const MOST_RATES = 50;
const NUMBER_DIGITS = 6;
type SellerField = Exclude<keyof Seller, 'timeZone' | 'vatRates'>;
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
  const [rates, setRates] = useState(() => typedRates(seller?.vatRates));
  const [asked, setAsked] = useState(false);
  const textField = (name: SellerField) => ({
    label: t(`seller.fields.${name}`),
    ...(!RUSSIAN.includes(name) && { needed: t('form.needed') }),
    help: name === 'account' ? t('seller.accountHelp') : RUSSIAN.includes(name) ? t('seller.russianHelp') : undefined,
  });
  return (
    <Panel title={t('seller.company')}>
      <ActForm
        of={replaceSeller}
        from={seller ?? undefined}
        layout={{ maw: 420 }}
        above={seller === null && <p className={classes.help}>{t('seller.none')}</p>}
        fields={{
          name: textField('name'),
          taxId: textField('taxId'),
          kpp: textField('kpp'),
          address: textField('address'),
          account: textField('account'),
          bank: textField('bank'),
          bic: textField('bic'),
          correspondentAccount: {
            ...textField('correspondentAccount'),
            // Without its correspondent account a Russian bank takes no payment.
            check: (account, { bic }) => BIK.test(bic.trim()) && account.trim() === '' && t('form.needed'),
          },
          timeZone: {
            label: t('form.timeZone'),
            initial: seller?.timeZone ?? ownTimeZone(),
            control: ({ label, value, onChange }) => (
              <Select
                size="md"
                label={label}
                searchable
                allowDeselect={false}
                data={timeZoneChoices()}
                value={value}
                onChange={(zone) => zone !== null && onChange(zone)}
              />
            ),
          },
          vatRates: {
            label: t('seller.vat'),
            check: () => {
              setAsked(true);
              return ratesOf(rates) === null && t('form.needed');
            },
            control: ({ onChange }) => (
              <Rates
                rates={rates}
                asked={asked}
                onChange={(changed) => {
                  setRates(changed);
                  onChange(changed.map((rate) => ({ ...rate })));
                }}
              />
            ),
          },
        }}
        body={() => ({ vatRates: ratesOf(rates) ?? [] })}
        submit={t('seller.save')}
        done={t('seller.saved')}
        anew={BILLING}
      />
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
  function faultOf(at: number): string | null {
    const fault = asked ? dayFault(rates, at) : null;
    return fault && t(fault === 'needed' ? 'form.needed' : 'seller.rising');
  }
  return (
    <EntryRows<TypedRate>
      legend={t('seller.vat')}
      help={t('seller.vatHelp')}
      entries={rates}
      onChange={onChange}
      first={{ from: '', percent: '' }}
      add={t('seller.add')}
      remove={[t('seller.remove'), (number) => t('seller.removeOne', { number: String(number) })]}
      least={1}
      most={MOST_RATES}
    >
      {({ from, percent }, put, at) => (
        <>
          <DateField label={t('seller.from')} value={from} onChange={(day) => put({ from: day })} error={faultOf(at)} />
          <TextInput
            label={t('seller.percent')}
            inputMode="decimal"
            {...bound(percent, (typed) => put({ percent: typed }))}
            error={asked && ppmOf(percent) === null && t('seller.percentNeeded')}
          />
        </>
      )}
    </EntryRows>
  );
}
