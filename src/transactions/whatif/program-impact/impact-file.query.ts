import { Injectable } from '@nestjs/common';
import { Guests } from '../../../identity';
import { Database } from '../../../platform/database/database';
import { csvLine } from '../../../platform/http/csv';
import { Audit, mayUse, networkOf, type Origin, type Principal } from '../../../security';
import type { ImpactFileQuery, ImpactGuestsAnswer } from './impact.dto';
import { ImpactQuery } from './impact.query';

const OF_GUEST = ['guest_id'];
const OF_MOVE = ['from', 'to', 'on'];
/** The columns by which staff recognise a guest. */
const NAMES = ['name', 'card_number', 'external_id'];

type MovedGuests = ImpactGuestsAnswer['items'];

/** All guests whom a version moves, as a file. */
@Injectable()
export class ImpactFile {
  constructor(
    private readonly database: Database,
    private readonly impact: ImpactQuery,
    private readonly guests: Guests,
    private readonly audit: Audit,
  ) {}

  /** The file's lines, with names for callers who may find guests. The audit records the download. Throws as `impactOf`. */
  async linesOf(
    principal: Principal,
    version: number,
    which: ImpactFileQuery,
    origin: Origin,
  ): Promise<AsyncGenerator<string>> {
    const networkId = networkOf(principal);
    const withNames = mayUse(principal, 'guest.find', 'read');
    const chunks = await this.impact.allGuestsOf(networkId, version, which);
    await this.database.inNetwork(networkId, (tx) =>
      this.audit.appendChange(
        tx,
        networkId,
        { actor: principal, origin },
        'program.impact_downloaded',
        String(version),
        { after: { change: which.change, withNames } },
      ),
    );
    return withNames ? this.withNames(networkId, chunks) : plain(chunks);
  }

  private async *withNames(networkId: string, chunks: AsyncGenerator<MovedGuests>): AsyncGenerator<string> {
    yield csvLine([...OF_GUEST, ...NAMES, ...OF_MOVE]);
    for await (const moved of chunks) {
      if (moved.length === 0) continue;
      const ids = moved.map(({ guestId }) => guestId);
      const names = await this.guests.listNames(networkId, ids);
      yield moved
        .map(({ guestId, from, to, on }) => {
          const { name = null, cardNumber = null, externalId = null } = names.get(guestId) ?? {};
          return csvLine([guestId, name, cardNumber, externalId, from, to, on]);
        })
        .join('');
    }
  }
}

async function* plain(chunks: AsyncGenerator<MovedGuests>): AsyncGenerator<string> {
  yield csvLine([...OF_GUEST, ...OF_MOVE]);
  for await (const moved of chunks)
    yield moved.map(({ guestId, from, to, on }) => csvLine([guestId, from, to, on])).join('');
}
