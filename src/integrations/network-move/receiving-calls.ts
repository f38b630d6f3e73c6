import type { NetworkTotals } from '../archive/archive-catalogue.sql';

/** The calls between the process that moves a network and the process of the receiving cell. */
export interface ReceivingCalls {
  /** Reads a part, and keeps the network closed. With `waits` it prepares everything, reports that, and reads once `arrive` is called. */
  read(part: {
    readonly file: string;
    readonly signedBy: string;
    readonly waits: boolean;
    readonly dryRun: boolean;
  }): Promise<NetworkTotals>;
  arrive(): Promise<void>;
  open(networkId: string): Promise<void>;
  verify(network: { readonly id: string; readonly code: string }): Promise<VerifyResult>;
  /** Deletes the rows of a network that is closed in the receiving cell, if there are any; returns their number. */
  forget(networkId: string): Promise<number>;
  end(): Promise<void>;
}

interface VerifyResult {
  readonly isRight: boolean;
  readonly lines: readonly string[];
}

export type CallName = keyof ReceivingCalls;

export interface CallRequest {
  readonly number: number;
  readonly call: CallName;
  readonly given: unknown;
}

export type CallResponse =
  | { readonly number: number; readonly result: unknown }
  | { readonly number: number; readonly failure: string }
  /** The receiving cell accepts calls, or a waiting `read` has prepared everything. */
  | { readonly ready: true };
