/** Money as a provider has it, in minor units. */
export interface ProviderMoney {
  readonly amount: number;
  /** ISO 4217 code. */
  readonly currency: string;
}

export interface ProviderPayment extends ProviderMoney {
  readonly id: string;
  readonly status: 'PENDING' | 'SUCCEEDED' | 'CANCELED';
  /** The page on which it is paid; null: it is over. */
  readonly pageUrl: string | null;
  /** When the money came; null: it did not, or the provider does not say. */
  readonly paidAt: Date | null;
  /** The provider's code of why it was canceled. */
  readonly reason: string | null;
}

export interface ProviderRefund extends ProviderMoney {
  readonly id: string;
  readonly status: 'PENDING' | 'SUCCEEDED' | 'CANCELED';
  readonly reason: string | null;
}

export interface AskedPayment extends ProviderMoney {
  /** Our id. The same id again is the same payment. */
  readonly id: string;
  readonly description: string;
  /** Where the provider's page leads back to. */
  readonly returnUrl: string;
}

export interface AskedRefund extends ProviderMoney {
  /** Our id. The same id again is the same refund. */
  readonly id: string;
  /** The provider's id of the payment. */
  readonly paymentId: string;
}

/**
 * A service that takes money on a page of its own, so card data never comes here. Notifications of it are not believed:
 * they make us ask for the state.
 */
export interface PaymentProvider {
  readonly name: string;
  /** How long a repeated call with the same id makes no second payment or refund. */
  readonly repeatableForMs: number;
  /** @throws ProviderFailure */
  createPayment(asked: AskedPayment): Promise<ProviderPayment>;
  /** @throws ProviderFailure */
  getPayment(id: string): Promise<ProviderPayment>;
  /** @throws ProviderFailure */
  createRefund(asked: AskedRefund): Promise<ProviderRefund>;
  /** @throws ProviderFailure */
  getRefund(id: string): Promise<ProviderRefund>;
  /** The refund that was made for our id; undefined: there is none. @throws ProviderFailure */
  findRefund(asked: AskedRefund): Promise<ProviderRefund | undefined>;
}

/** `UNREACHABLE`: whether the call had an effect is not known. `REFUSED`: it had none, and the same call never will. */
export class ProviderFailure extends Error {
  constructor(
    readonly kind: 'UNREACHABLE' | 'REFUSED',
    /** The provider's code, or that of the connection. */
    readonly code: string,
  ) {
    super(`the payment provider failed: ${kind} ${code}`);
  }
}
