import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { everyItem, pageAfter, WHOLE_PAGE } from '../../shared/api/lists';
import { ApiProblem } from '../../shared/api/problem';
import type { Schemas } from '../../shared/api/schemas';

export type Subscription = Schemas['Subscription'];
export type SubscriptionState = Subscription['state'];
export type Invoice = Schemas['Invoice'];
export type InvoiceStatus = Invoice['status'];
export type FullInvoice = Schemas['InvoiceWithLines'];
export type Plan = Schemas['Plan'];
export type PlanCode = Plan['code'];
export type BankEntry = Schemas['BankEntry'];
export type BankEntryStatus = BankEntry['status'];
export type StatementImport = Schemas['StatementImport'];
export type Month = Schemas['PlatformMetrics']['months'][number];
export type Cohort = Schemas['PlatformMetrics']['cohorts'][number];
export type Seller = Schemas['Seller'];

export const SUBSCRIPTION_STATES = ['TRIAL', 'ACTIVE', 'PAST_DUE', 'GRACE', 'CANCELLED'] as const;
export const INVOICE_STATUSES = ['OPEN', 'OVERDUE', 'PAID', 'CREDITED'] as const;
export const BANK_ENTRY_STATUSES = ['DOUBTFUL', 'MATCHED', 'DISMISSED'] as const;

export const billingKeys = { each: ['billing'] };
const AT_ONCE = 50;
const IMPORTS_SHOWN = 5;
const IMPORT_POLL_MS = 1_000;

/** Movements of the recurring revenue in the last twelve months, cohorts and receivables, of plans in one currency. */
export function metricsQuery(currency: string | undefined) {
  return queryOptions({
    queryKey: [...billingKeys.each, 'metrics', currency],
    queryFn: ({ signal }) => {
      const query = currency === undefined ? {} : { currency };
      return answerOf(api.GET('/api/platform/metrics', { params: { query }, signal }));
    },
  });
}

export function subscriptionsQuery(state: SubscriptionState | undefined, cursor: string | undefined) {
  return queryOptions({
    queryKey: [...billingKeys.each, 'subscriptions', state, cursor],
    queryFn: ({ signal }) => {
      const query = { ...pageAfter(cursor, AT_ONCE), ...(state !== undefined && { state }) };
      return answerOf(api.GET('/api/subscriptions', { params: { query }, signal }));
    },
  });
}

export interface WhichInvoices {
  readonly status?: InvoiceStatus;
  readonly networkId?: string;
  /** With the year or without: "2026-000012", "12". */
  readonly number?: string;
}

export function invoicesQuery(which: WhichInvoices, cursor: string | undefined) {
  return queryOptions({
    queryKey: [...billingKeys.each, 'invoices', which, cursor],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/invoices', { params: { query: { ...which, ...pageAfter(cursor, AT_ONCE) } }, signal })),
  });
}

export function invoiceQuery(id: string) {
  return queryOptions({
    queryKey: [...billingKeys.each, 'invoice', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/invoices/{id}', { params: { path: { id } }, signal })),
  });
}

export const recordPayment =
  (id: string): Send<Schemas['RecordPayment'], FullInvoice> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/invoices/{id}/payments', { params: { path: { id }, header: keyHeader(key) }, body }));

export const creditInvoice =
  (id: string): Send<Schemas['CreditInvoice'], unknown> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/invoices/{id}/credit-note', { params: { path: { id }, header: keyHeader(key) }, body }));

export const refundPayment =
  (id: string): Send<Schemas['RefundPayment'], FullInvoice> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/invoices/{id}/refunds', { params: { path: { id }, header: keyHeader(key) }, body }));

/** A file of a bank. The server knows each payment of it again, so it may be sent once more after a failure. */
export const importStatement: Send<Schemas['ImportStatement'], StatementImport> = ({ body }) =>
  answerOf(api.POST('/api/bank-statements', { body }));

/** The newest files of the bank; asked again and again while one is being read. */
export const statementImportsQuery = queryOptions({
  queryKey: [...billingKeys.each, 'bank-statements'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/bank-statements', { params: { query: { limit: IMPORTS_SHOWN } }, signal })),
  refetchInterval: ({ state: { data } }) => data?.items.some(isBeingRead) === true && IMPORT_POLL_MS,
});

export function isBeingRead({ status }: StatementImport): boolean {
  return status === 'READING';
}

export function bankEntriesQuery(status: BankEntryStatus | undefined, cursor: string | undefined) {
  return queryOptions({
    queryKey: [...billingKeys.each, 'bank-entries', status, cursor],
    queryFn: ({ signal }) => {
      const query = { ...pageAfter(cursor, AT_ONCE), ...(status !== undefined && { status }) };
      return answerOf(api.GET('/api/bank-entries', { params: { query }, signal }));
    },
  });
}

export const decideBankEntry =
  (id: string): Send<Schemas['DecideBankEntry'], BankEntry> =>
  ({ body }) =>
    answerOf(api.POST('/api/bank-entries/{id}/decision', { params: { path: { id } }, body }));

/** Invoices that money can be for: every unpaid one, and the newest paid ones, which may be paid twice. */
export const payableInvoicesQuery = queryOptions({
  queryKey: [...billingKeys.each, 'payable'],
  queryFn: async ({ signal }): Promise<Invoice[]> => {
    const listOf = (status: InvoiceStatus, page: { readonly limit?: number; readonly cursor?: string }) =>
      answerOf(api.GET('/api/invoices', { params: { query: { ...page, status } }, signal }));
    const [overdue, open, paid] = await Promise.all([
      everyItem((page) => listOf('OVERDUE', page)),
      everyItem((page) => listOf('OPEN', page)),
      listOf('PAID', pageAfter(undefined, WHOLE_PAGE)),
    ]);
    return [...overdue, ...open, ...paid.items];
  },
});

export const sellerQuery = queryOptions({
  queryKey: [...billingKeys.each, 'seller'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/billing/seller', { signal })),
});

export const replaceSeller: Send<Seller, Schemas['SellerAnswer']> = ({ body }) =>
  answerOf(api.PUT('/api/billing/seller', { body }));

export const createPlanVersion: Send<Schemas['CreatePlanVersion'], Plan> = ({ body }) =>
  answerOf(api.POST('/api/plans', { body }));

export const plansQuery = queryOptions({
  queryKey: [...billingKeys.each, 'plans'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/plans', { signal })),
});

/** The plan of a network; null: it has had none. */
export function networkPlanQuery(id: string) {
  return queryOptions({
    queryKey: [...billingKeys.each, 'plan', id],
    queryFn: async ({ signal }): Promise<Subscription | null> => {
      try {
        return await answerOf(api.GET('/api/networks/{id}/subscription', { params: { path: { id } }, signal }));
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }
    },
  });
}

export const beginSubscription =
  (id: string): Send<Schemas['BeginSubscription'], Subscription> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/networks/{id}/subscription', { params: { path: { id }, header: keyHeader(key) }, body }));

export const changeSubscription =
  (id: string): Send<Schemas['ChangeSubscription'], Subscription> =>
  ({ key, body }) =>
    answerOf(api.PATCH('/api/networks/{id}/subscription', { params: { path: { id }, header: keyHeader(key) }, body }));

export type PlanPreview = Schemas['SubscriptionPreview'];

export function previewSubscription(id: string, body: Schemas['PreviewSubscription']): Promise<PlanPreview> {
  return answerOf(api.POST('/api/networks/{id}/subscription/preview', { params: { path: { id } }, body }));
}

export const cancelSubscription =
  (id: string): Send<null, Subscription> =>
  ({ key }) =>
    answerOf(api.POST('/api/networks/{id}/subscription/cancel', { params: { path: { id }, header: keyHeader(key) } }));
