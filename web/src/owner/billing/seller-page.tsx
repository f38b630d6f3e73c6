import { Button, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refreshBilling, type Seller } from '../../entities/billing/billing.api';
import { ownTimeZone, timeZoneChoices } from '../../entities/platform/places';
import { actOf, ask } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { decimalText, parseDecimal } from '../../shared/format/decimal';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { ReadFailure } from '../../shared/ui/read-failure';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { BillingTabs } from './billing-tabs';
import classes from './billing.module.css';
import { useFields } from '../../shared/ui/use-fields';
import { bound } from '../../shared/ui/bound';
import { DateField } from '../../shared/ui/dates/date-field';

/** A percent in parts per million has four decimals. */
const PERCENT_DECIMALS = 4;
const MOST_RATE_PPM = 500_000;
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
type Text = (typeof TEXTS)[number];
/** Texts that only companies with a bank in Russia have. */
const RUSSIAN: readonly Text[] = ['kpp', 'correspondentAccount'];
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

interface TypedRate {
  readonly from: string;
  readonly percent: string;
}

function SellerForm({ seller }: { readonly seller: Seller | null }) {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const [rates, setRates] = useState<readonly TypedRate[]>(
    () =>
      seller?.vatRates.map(({ from, ratePpm }) => ({ from, percent: decimalText(ratePpm, PERCENT_DECIMALS, '.') })) ?? [
        { from: '', percent: '' },
      ],
  );
  const [asked, setAsked] = useState(false);
  const saving = useChange(actOf('PUT', '/api/billing/seller'), () => refreshBilling(queries));

  function faultOfRate({ from }: TypedRate, at: number): string | undefined {
    if (!asked) return undefined;
    if (from === '') return t('form.needed');
    const before = rates[at - 1];
    return before !== undefined && from <= before.from ? t('seller.rising') : undefined;
  }

  function change(at: number, part: Partial<TypedRate>): void {
    setRates(rates.map((rate, index) => (index === at ? { ...rate, ...part } : rate)));
  }

  /** Without its correspondent account a Russian bank takes no payment. An entrepreneur has no KPP. */
  const isNeeded = (name: Text, bic: string) =>
    name === 'correspondentAccount' ? BIK.test(bic.trim()) : !RUSSIAN.includes(name);
  const { field, marked, onSubmit } = useFields({
    initial: {
      name: seller?.name ?? '',
      taxId: seller?.taxId ?? '',
      kpp: seller?.kpp ?? '',
      address: seller?.address ?? '',
      account: seller?.account ?? '',
      bank: seller?.bank ?? '',
      bic: seller?.bic ?? '',
      correspondentAccount: seller?.correspondentAccount ?? '',
      timeZone: seller?.timeZone ?? ownTimeZone(),
    },
    error: saving.error,
    check: (texts) =>
      Object.fromEntries(
        TEXTS.map((name) => [name, isNeeded(name, texts.bic) && texts[name].trim() === '' && t('form.needed')]),
      ),
  });
  const helpOf = (name: Text) => {
    if (name === 'account') return t('seller.accountHelp');
    return RUSSIAN.includes(name) ? t('seller.russianHelp') : undefined;
  };

  const send = onSubmit(({ kpp, correspondentAccount, timeZone, ...texts }) => {
    const vatRates = rates.map(({ from, percent }) => ({ from, ratePpm: ppmOf(percent) }));
    const isRising = vatRates.every(
      ({ from }, at) => from !== '' && (at === 0 || from > (vatRates[at - 1]?.from ?? '')),
    );
    const known = vatRates.flatMap(({ from, ratePpm }) => (ratePpm === null ? [] : [{ from, ratePpm }]));
    if (!isRising || known.length < vatRates.length) return;
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
      vatRates: known,
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
        <fieldset className={classes.rates}>
          <legend>{t('seller.vat')}</legend>
          <p className={classes.help}>{t('seller.vatHelp')}</p>
          {rates.map((rate, at) => (
            // The index is the key, because a rate has no id.
            <div key={at} className={classes.rate}>
              <DateField
                label={t('seller.from')}
                value={rate.from}
                onChange={(from) => change(at, { from })}
                error={faultOfRate(rate, at)}
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
                  onClick={() => setRates(rates.filter((_rate, index) => index !== at))}
                >
                  {t('seller.remove')}
                </Button>
              )}
            </div>
          ))}
          {rates.length < MOST_RATES && (
            <Button variant="default" onClick={() => setRates([...rates, { from: '', percent: '' }])}>
              {t('seller.add')}
            </Button>
          )}
        </fieldset>
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

function ppmOf(percent: string): number | null {
  const ratePpm = parseDecimal(percent, PERCENT_DECIMALS);
  return ratePpm !== null && ratePpm <= MOST_RATE_PPM ? ratePpm : null;
}
