import { z } from 'zod';
import type { BankEntry, StatementImport } from '../../generated/prisma/client';
import { plainRow } from '../../platform/database/plain-row';
import { asAnswer } from '../../platform/http/as-answer';
import { pageFields, pageOf, uuid, objectNamed, openObjectNamed } from '../../platform/http/schemas';
import { DOUBTS } from './entry-match.rules';
import { acceptExcess } from './payment.dto';

/** The largest file of a statement. */
const MAX_STATEMENT_BYTES = 6 * 1024 * 1024;
/** The same as a body with base64 in it. */
export const STATEMENT_BODY_BYTES = Math.ceil((MAX_STATEMENT_BYTES * 4) / 3) + 1024;

/** `POST /api/bank-statements`. */
export const importStatementSchema = objectNamed('ImportStatement', {
  file: z
    .base64()
    .min(4)
    .max(STATEMENT_BODY_BYTES)
    .describe('The bytes of the file in base64: 1C exchange format (kl_to_1c) or camt.053, at most 6 MiB'),
});

export const statementImportSchema = openObjectNamed('StatementImport', 'A file of the bank and how far it is read.', {
  id: z.uuid().describe('Import'),
  status: z.enum(['READING', 'READ']).describe('`READING`: payments of the file are still being matched'),
  entries: z.int().describe('Payments to the account in the file'),
  done: z.int().describe('Payments that were looked at so far'),
  alreadyKnown: z.int().describe('Those of them that an earlier file brought'),
  matched: z.int().describe('New ones that paid an invoice'),
  doubtful: z.int().describe('New ones that a person has to look at'),
  createdAt: z.string().describe('When the file was sent (RFC 3339)'),
  finishedAt: z.string().nullable().describe('When it was read to its end (RFC 3339); null: not yet'),
});
export type StatementImportAnswer = z.infer<typeof statementImportSchema>;
export const statementImportPageSchema = pageOf(statementImportSchema).meta({
  id: 'StatementImportPage',
  description: 'A page of files of the bank, newest first.',
});

/** Everything but the file and its author, which are there only until it is read. */
export const WITHOUT_FILE = { file: true, author: true, account: true } as const;

type ImportRow = Omit<StatementImport, keyof typeof WITHOUT_FILE>;

export const statementImportAnswer = (row: ImportRow): StatementImportAnswer =>
  asAnswer(statementImportSchema, {
    ...row,
    status: row.finishedAt === null ? 'READING' : 'READ',
    alreadyKnown: Math.max(0, row.done - row.matched - row.doubtful),
  });

const ENTRY_STATUSES = ['MATCHED', 'DOUBTFUL', 'DISMISSED'] as const;

export const bankEntrySchema = openObjectNamed('BankEntry', 'A payment of a bank statement.', {
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
});
export type BankEntryAnswer = z.infer<typeof bankEntrySchema>;

/** The checks of the table are the unions of the schema. */
export function bankEntryAnswer(row: BankEntry): BankEntryAnswer {
  return asAnswer(bankEntrySchema, plainRow(row, 'bookedOn'));
}

export const bankEntryPageSchema = pageOf(bankEntrySchema).meta({ id: 'BankEntryPage' });

export const bankEntryListQuery = z.strictObject({
  ...pageFields,
  status: z.enum(ENTRY_STATUSES).optional().describe('Only those with this status'),
});
export type BankEntryListQuery = z.infer<typeof bankEntryListQuery>;

/** `POST /api/bank-entries/{id}/decision`. */
export const decideEntrySchema = objectNamed('DecideBankEntry', {
  invoiceId: uuid.nullable().describe('Invoice that the entry pays; null: it pays none and is put aside'),
  acceptExcess,
});
