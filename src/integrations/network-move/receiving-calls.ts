import type { NetworkTotals } from '../archive/archive-catalogue.sql';

/** The calls that a process of the receiving cell answers to the process that moves a network. */
export interface ReceivingCalls {
  /** Reads a part, and keeps the network closed. With `waits` it makes everything ready, says so, and reads once `arrive` is called. */
  read(part: {
    readonly file: string;
    readonly signedBy: string;
    readonly waits: boolean;
    readonly dryRun: boolean;
  }): Promise<NetworkTotals>;
  arrive(): Promise<void>;
  open(networkId: string): Promise<void>;
  verify(network: { readonly id: string; readonly code: string }): Promise<Verified>;
  /** Deletes the rows of a network that is closed in that cell, if there are any, and answers how many. */
  forget(networkId: string): Promise<number>;
  end(): Promise<void>;
}

interface Verified {
  readonly isRight: boolean;
  readonly lines: readonly string[];
}

export type CallName = keyof ReceivingCalls;

export interface Asked {
  readonly number: number;
  readonly call: CallName;
  readonly given: unknown;
}

export type Answered =
  | { readonly number: number; readonly result: unknown }
  | { readonly number: number; readonly failure: string }
  /** The cell can be asked, or a waiting `read` has everything ready. */
  | { readonly ready: true };
