import { z } from 'zod';
import { pageFields, pageOf, uuid } from '../../platform/http/schemas';
import { ENTRY_STATUSES } from './bank-entry.sql';
import { DOUBTS } from './entry-match.rules';
import { acceptExcess } from './payment.dto';

/** The largest file of a statement. */
export const MAX_STATEMENT_BYTES = 6 * 1024 * 1024;
/** The same as a body with base64 in it. */
export const STATEMENT_BODY_BYTES = Math.ceil((MAX_STATEMENT_BYTES * 4) / 3) + 1024;

/** `POST /api/bank-statements`. */
export const importStatementSchema = z
  .strictObject({
    file: z
      .base64()
      .min(4)
      .max(STATEMENT_BODY_BYTES)
      .describe('The bytes of the file in base64: 1C exchange format (kl_to_1c) or camt.053, at most 6 MiB'),
  })
  .meta({ id: 'ImportStatement' });

export const importedStatementSchema = z
  .object({
    entries: z.int().describe('Payments to the account in the file'),
    alreadyKnown: z.int().describe('Payments that an earlier file brought'),
    matched: z.int().describe('New ones that paid an invoice'),
    doubtful: z.int().describe('New ones that a person has to look at'),
  })
  .meta({ id: 'ImportedStatement' });
export type ImportedStatement = z.infer<typeof importedStatementSchema>;

export const bankEntrySchema = z
  .object({
    id: z.uuid().describe('Entry'),
    account: z.string().describe('Account of the seller'),
    bookedOn: z.iso.date().describe('Day on which the money came'),
    amount: z.int().describe('Amount in minor units of `currency`'),
    currency: z.string().describe('ISO 4217 code; `XXX`: the account does not say it'),
    payerName: z.string().describe('Payer, as the bank writes it'),
    payerAccount: z.string().describe('Account of the payer'),
    purpose: z.string().describe('Purpose of the payment'),
    status: z.enum(ENTRY_STATUSES).describe('`DOUBTFUL`: waits for a person'),
    reason: z
      .enum(DOUBTS)
      .nullable()
      .describe(
        'Why it was doubtful: no number of an invoice, several, an unknown one, another amount or currency, an invoice with nothing left to pay, or money that was taken back; null: it was not',
      ),
    invoiceId: z.uuid().nullable().describe('Invoice that it paid; null: none'),
  })
  .meta({ id: 'BankEntry', description: 'A payment of a bank statement.' });
export type BankEntryAnswer = z.infer<typeof bankEntrySchema>;
export const bankEntryPageSchema = pageOf(bankEntrySchema).meta({ id: 'BankEntryPage' });

export const bankEntryListQuery = z.strictObject({
  ...pageFields,
  status: z.enum(ENTRY_STATUSES).optional().describe('Only those with this status'),
});
export type BankEntryListQuery = z.infer<typeof bankEntryListQuery>;

/** `POST /api/bank-entries/{id}/decision`. */
export const decideEntrySchema = z
  .strictObject({
    invoiceId: uuid.nullable().describe('Invoice that the entry pays; null: it pays none and is put aside'),
    acceptExcess,
  })
  .meta({ id: 'DecideBankEntry' });
