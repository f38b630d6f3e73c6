import { z } from 'zod';
import { isTimeZone } from '../../configuration';
import { line, localDate, openListOf, openObjectNamed } from '../../platform/http/schemas';
import { isAccountAt, isBik, isCorrespondentAccountOf, isInn, KPP } from './russian-requisites.rules';

const MAX_RATE_PPM = 500_000;
const MAX_RATES = 50;

const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, { params: { code: 'not_valid' } })
  .describe('IANA time zone in which invoices get their dates');

export const kpp = z
  .string()
  .max(9)
  .regex(KPP)
  .nullable()
  .describe('Code of the reason of registration of a Russian company (KPP); null: none');

export const SELLER_EXAMPLE = {
  name: 'ООО «Лояльность»',
  taxId: '7701234560',
  address: '101000, Москва, ул. Мясницкая, 1',
  account: '40702810200000000001',
  bank: 'ПАО Банк',
  bic: '044525225',
  kpp: '770101001',
  correspondentAccount: '30101810400000000225',
  timeZone: 'Europe/Moscow',
  vatRates: [
    { from: '2019-01-01', ratePpm: 200_000 },
    { from: '2026-01-01', ratePpm: 220_000 },
  ],
};

const sellerObject = z.strictObject({
  name: line(300).describe('Full name of the company'),
  taxId: line(40).describe('Tax number: INN, VAT number. Where `bic` is a BIK its check digits must fit'),
  address: line(300).describe('Legal address'),
  account: line(40).describe('Bank account into which invoices are paid; statements of other accounts are refused'),
  bank: line(200).describe('Name of the bank'),
  bic: line(20).describe('Code of the bank: BIK or BIC'),
  kpp,
  correspondentAccount: line(20)
    .nullable()
    .describe('Account of a Russian bank with the Bank of Russia, which payments name; null: none'),
  timeZone,
  vatRates: z
    .array(
      z.strictObject({
        from: localDate.describe('First day of the rate'),
        ratePpm: z.int().min(0).max(MAX_RATE_PPM).describe('Rate in parts per million: 220000 is 22 %'),
      }),
    )
    .min(1)
    .max(MAX_RATES)
    .refine((rates) => rates.every(({ from }, at) => at === 0 || from > (rates[at - 1]?.from ?? from)), {
      params: { code: 'not_allowed' },
    })
    .describe('Rates of VAT by their first days, in rising order. A period over a change has a line for each rate'),
});

/** The company that sends the invoices. */
const sellerSchema = sellerObject.meta({ id: 'Seller', example: SELLER_EXAMPLE });
export type SellerDetails = z.infer<typeof sellerSchema>;

/** `PUT /api/billing/seller`. */
export const replaceSellerSchema = sellerObject
  .extend({
    kpp: kpp.default(null),
    correspondentAccount: sellerObject.shape.correspondentAccount.default(null),
  })
  .superRefine(({ bic, taxId, account, correspondentAccount }, context) => {
    if (!isBik(bic)) return;
    const refuse = (path: string) => context.addIssue({ code: 'custom', path: [path], params: { code: 'not_valid' } });
    if (!isInn(taxId)) refuse('taxId');
    if (!isAccountAt(account, bic)) refuse('account');
    if (correspondentAccount !== null && !isCorrespondentAccountOf(correspondentAccount, bic))
      refuse('correspondentAccount');
  })
  .meta({ id: 'ReplaceSeller', example: SELLER_EXAMPLE });

/** The company as invoices name it. */
export const payeeSchema = sellerObject.omit({ vatRates: true }).meta({ id: 'Payee' });
export type Payee = z.infer<typeof payeeSchema>;

export const sellerAnswerSchema = openObjectNamed('SellerAnswer', {
  seller: sellerSchema.nullable().describe('Null: not set yet, so no paid plan can be given'),
  series: openListOf('Numbers of invoices and credit notes so far, newest year first', {
    year: z.int().describe('Year of the numbers'),
    lastNumber: z.int().describe('Last number of the year; the next document gets the one after it'),
  }),
});
export type SellerAnswer = z.infer<typeof sellerAnswerSchema>;
