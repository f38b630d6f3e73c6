import type { LocalDate } from '../life/periods.rules';

export interface NewPayment {
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly paidOn: LocalDate;
  readonly reference: string | null;
  /** The entry of a bank statement; null: a person records it. */
  readonly entryId: string | null;
  /** The payment on the page of a provider; null: it came another way. */
  readonly onlinePaymentId: string | null;
  /** Whether the payment may exceed the amount that is still due. */
  readonly takesExcess: boolean;
}
