import type { FullInvoice } from '../../entities/billing/billing.api';
import type { Format } from '../../shared/format/use-format';

export type Payment = FullInvoice['payments'][number];

/** The invoice of which a panel shows a part. */
export interface PartOfInvoice {
  readonly invoice: FullInvoice;
  readonly format: Format;
}
