export interface DoubleGuest {
  readonly id: string;
}

/** The kit's double of the platform's API. */
export declare class Door {
  static open(port?: number, host?: string): Promise<Door>;
  readonly url: string;
  readonly apiKey: string;
  readonly loyalty: {
    readonly place: { readonly pointOfSaleId: string };
    addGuest(guest: {
      readonly name: string;
      readonly card: string;
      readonly phone: string;
      readonly available?: number;
      readonly blocked?: boolean;
    }): DoubleGuest;
  };
  reset(): void;
  close(): Promise<void>;
}
