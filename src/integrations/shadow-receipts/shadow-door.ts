import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import type { OldFigures } from './difference.rules';

/** A paid receipt that another system reports. Money in minor units. */
export interface ToldReceipt {
  readonly number: string;
  /** RFC 3339. */
  readonly occurredAt: string;
  readonly pointOfSaleId: string;
  /** Price before discount and points. */
  readonly amount: number;
  /** How the receipt names the guest; null: an anonymous receipt. */
  readonly guest: {
    readonly id?: string | undefined;
    readonly card?: string | undefined;
    readonly phone?: string | undefined;
  } | null;
  readonly items:
    | readonly {
        readonly sku: string | null;
        readonly name: string | null;
        readonly category: string | null;
        /** In thousandths. */
        readonly quantity: number;
        readonly total: number;
      }[]
    | null;
  /** Null: not known, and may come later with the same receipt. */
  readonly old: OldFigures | null;
}

/** Lines as a till system tells them, in a form that a receipt of a shadow has; null: there are none, or one without a quantity. */
export function toldItems(
  lines: readonly {
    readonly sku?: string | null | undefined;
    readonly name?: string | null | undefined;
    readonly category?: string | null | undefined;
    readonly quantity: number;
    readonly total: number;
  }[],
): ToldReceipt['items'] {
  const items = lines.map(({ sku, name, category, quantity, total }) => ({
    sku: sku ?? null,
    name: name ?? null,
    category: category ?? null,
    quantity: Math.round(quantity * THOUSAND),
    total,
  }));
  return items.length === 0 || items.some(({ quantity }) => quantity <= 0) ? null : items;
}

/** Quantities of a shadow are in thousandths. */
const THOUSAND = 1_000;

/** Records receipts in the shadow of a network. */
export interface ShadowTaker {
  takeOf(networkId: string, receipts: readonly ToldReceipt[]): Promise<unknown>;
}

/** Decides which network takes a receipt that a connection or another system tells: the network itself, or its shadow. */
@Injectable()
export class ShadowDoor {
  private taker: ShadowTaker | null = null;

  constructor(private readonly snapshots: Snapshots) {}

  register(taker: ShadowTaker): void {
    this.taker = taker;
  }

  /** Whether the receipts of this till go to the shadow, from memory. */
  async isInShadow(networkId: string, pointOfSaleId: string): Promise<boolean> {
    return (await this.snapshots.current(networkId)).place(pointOfSaleId)?.isInShadow === true;
  }

  /** Records and compares a receipt of a till that is in the shadow. */
  async take(networkId: string, receipt: ToldReceipt): Promise<void> {
    if (this.taker === null) throw new Error('no module takes the receipts of a shadow');
    await this.taker.takeOf(networkId, [receipt]);
  }
}
