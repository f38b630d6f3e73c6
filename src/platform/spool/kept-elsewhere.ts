import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CellCalls } from '../cells/cell-calls';
import { Directory } from '../cells/directory';
import type { Kept } from './kept-call';

/** The path at which a server takes calls that another cell has kept. */
const KEPT_CALLS = '/api/cells/kept';

const ofNetwork = z.object({ networkId: z.uuid() });

/** Hands a call kept in this cell to the cell to which its network has moved. */
@Injectable()
export class KeptElsewhere {
  constructor(
    private readonly directory: Directory,
    private readonly calls: CellCalls,
  ) {}

  /**
   * Resolves once the other cell has delivered the call.
   * @returns false: the network lives in this cell
   * @throws Error where the other cell did not deliver the call
   */
  async handOver({ kind, body }: Pick<Kept, 'kind' | 'body'>): Promise<boolean> {
    const { here } = this.directory;
    if (here === undefined) return false;
    const place = this.directory.placeOf(ofNetwork.parse(JSON.parse(body)).networkId);
    if (place === undefined || place.cell === here) return false;
    await this.calls.hand(place.cell, KEPT_CALLS, { kind, body });
    return true;
  }
}
