import { z } from 'zod';
import { isTimeZone } from '../../configuration';
import { line, localDate } from '../../platform/http/schemas';

const MAX_RATE_PPM = 500_000;
const MAX_RATES = 50;

const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, { params: { code: 'not_valid' } })
  .describe('IANA time zone in which invoices get their dates');

export const SELLER_EXAMPLE = {
  name: 'ООО «Лояльность»',
  taxId: '7701234567',
  address: '101000, Москва, ул. Мясницкая, 1',
  account: '40702810900000000001',
  bank: 'ПАО Банк',
  bic: '044525225',
  timeZone: 'Europe/Moscow',
  vatRates: [
    { from: '2019-01-01', ratePpm: 200_000 },
    { from: '2026-01-01', ratePpm: 220_000 },
  ],
};

/** `PUT /api/billing/seller`: the company that sends the invoices. */
export const sellerSchema = z
  .strictObject({
    name: line(300).describe('Full name of the company'),
    taxId: line(40).describe('Tax number: INN, VAT number'),
    address: line(300).describe('Legal address'),
    account: line(40).describe('Bank account into which invoices are paid; statements of other accounts are refused'),
    bank: line(200).describe('Name of the bank'),
    bic: line(20).describe('Code of the bank: BIK or BIC'),
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
  })
  .meta({
    id: 'Seller',
    example: SELLER_EXAMPLE,
  });
export type SellerDetails = z.infer<typeof sellerSchema>;

export const sellerAnswerSchema = z
  .object({
    seller: sellerSchema.nullable().describe('Null: not set yet, so no paid plan can be given'),
    series: z
      .array(
        z.object({
          year: z.int().describe('Year of the numbers'),
          lastNumber: z.int().describe('Last number of the year; the next document gets the one after it'),
        }),
      )
      .describe('Numbers of invoices and credit notes so far, newest year first'),
  })
  .meta({ id: 'SellerAnswer' });
export type SellerAnswer = z.infer<typeof sellerAnswerSchema>;
