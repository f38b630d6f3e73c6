/** How a guest shows up: by one of these. */
export interface Face {
  readonly card?: string;
  readonly phone?: string;
  readonly qr?: string;
}

/** What the till tells its cashier. Money is in minor units. */
export interface TillResult {
  readonly outcome: 'DONE' | 'KEPT' | 'WAITING' | 'APPROVAL' | 'REFUSED';
  readonly code?: string;
  readonly points?: number;
  readonly payable?: number;
  readonly mostPoints?: number;
}

export interface ExampleCheck {
  readonly number: string;
  readonly total: number;
  readonly lines: readonly object[];
}

export interface Place {
  readonly url: string;
  readonly apiKey: string;
  readonly pointOfSaleId: string;
  readonly deviceId: string;
}

export declare class Till {
  constructor(place: Place, file: string);
  signIn(): Promise<TillResult>;
  restart(): TillResult;
  find(guest: Face): Promise<TillResult>;
  quote(asked: { readonly check: ExampleCheck; readonly guest: Face; readonly points?: number }): Promise<TillResult>;
  record(asked: {
    readonly kind: 'SALE' | 'RECEIPT' | 'REDEMPTION' | 'REFUND';
    readonly receipt: string;
    readonly guest: Face | null;
    readonly body: object;
  }): Promise<TillResult>;
  deliver(): Promise<TillResult>;
}
