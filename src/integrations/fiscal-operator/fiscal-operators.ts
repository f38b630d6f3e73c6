import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import type { FiscalFinding, FiscalReceipt } from '../../transactions';
import type { Connection } from '../connections/connection';
import { Connections } from '../connections/connections';
import { FiscalOperatorClient } from './fiscal-operator-client';

const KIND = 'FISCAL_OPERATOR';
/** Restaurants of several companies may have an operator each. */
const OPERATORS_AT_MOST = 3;

/** The fiscal operators that a network has connected. */
@Injectable()
export class FiscalOperators {
  constructor(
    private readonly connections: Connections,
    private readonly client: FiscalOperatorClient,
    private readonly snapshots: Snapshots,
  ) {}

  /** Asks the operators one after the other until one has the receipt. Undefined: the network has none. */
  async confirm(networkId: string, receipt: FiscalReceipt): Promise<FiscalFinding | undefined> {
    const operators = await this.connections.listEnabled(networkId, KIND, OPERATORS_AT_MOST);
    if (operators.length === 0) return undefined;
    let isAnyAway = false;
    for (const operator of operators) {
      const answer = await this.client.ask(operator, receipt);
      if (answer.outcome === 'FAILED') {
        isAnyAway = true;
        await this.connections.noteFailure(operator, answer.code);
        continue;
      }
      this.connections.noteAnswered(operator);
      if (answer.outcome === 'FOUND')
        return { outcome: 'CONFIRMED', restaurantIds: await this.restaurantsOf(operator, answer.retailPlace) };
    }
    return { outcome: isAnyAway ? 'UNAVAILABLE' : 'UNKNOWN' };
  }

  private async restaurantsOf({ networkId, places }: Connection, retailPlace: string | null): Promise<string[]> {
    const snapshot = await this.snapshots.current(networkId);
    const ofPlace = places.filter(({ organization }) => organization === retailPlace?.trim());
    return [...new Set(ofPlace.flatMap(({ pointOfSaleId }) => snapshot.place(pointOfSaleId)?.restaurantId ?? []))];
  }
}
