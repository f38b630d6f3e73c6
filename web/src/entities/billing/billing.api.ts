import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { ask, askAnew, call, keyOf } from '../../shared/api/calls';
import { everyItem, WHOLE_PAGE } from '../../shared/api/lists';
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
export type Metrics = Schemas['PlatformMetrics'];
export type Month = Metrics['months'][number];
export type Cohort = Metrics['cohorts'][number];
export type Seller = Schemas['Seller'];

export const SUBSCRIPTION_STATES = ['TRIAL', 'ACTIVE', 'PAST_DUE', 'GRACE', 'CANCELLED'] as const;
export const BANK_ENTRY_STATUSES = ['DOUBTFUL', 'MATCHED', 'DISMISSED'] as const;

/** Keys of the queries about billing. A change refreshes all of them, because it may affect several. */
export const BILLING = [
  keyOf('/api/platform/metrics'),
  keyOf('/api/subscriptions'),
  keyOf('/api/networks/{id}/subscription'),
  keyOf('/api/invoices'),
  keyOf('/api/bank-statements'),
  keyOf('/api/bank-entries'),
  keyOf('/api/billing/seller'),
  keyOf('/api/plans'),
];

export const refreshBilling = (queries: QueryClient) => askAnew(queries, ...BILLING);

const IMPORTS_SHOWN = 5;
const IMPORT_POLL_MS = 1_000;

/** The newest files of the bank; asked again and again while one is being read. */
export const statementImportsQuery = ask(
  '/api/bank-statements',
  { limit: IMPORTS_SHOWN },
  { refetchInterval: ({ state: { data } }) => data?.items.some(isBeingRead) === true && IMPORT_POLL_MS },
);

export function isBeingRead({ status }: StatementImport): boolean {
  return status === 'READING';
}

/** Invoices that money can be for: every unpaid one, and the newest paid ones, which may be paid twice. */
export const payableInvoicesQuery = queryOptions({
  queryKey: [...keyOf('/api/invoices'), 'payable'],
  queryFn: async ({ signal }): Promise<Invoice[]> => {
    const listOf = (status: InvoiceStatus, page: { readonly limit?: number; readonly cursor?: string }) =>
      call('GET', '/api/invoices', { ...page, status }, null, signal);
    const [overdue, open, paid] = await Promise.all([
      everyItem((page) => listOf('OVERDUE', page)),
      everyItem((page) => listOf('OPEN', page)),
      listOf('PAID', { limit: WHOLE_PAGE }),
    ]);
    return [...overdue, ...open, ...paid.items];
  },
});

export const plansQuery = ask('/api/plans');

export type PlanPreview = Schemas['SubscriptionPreview'];
