import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import { Networks } from '../../../configuration';
import { isoDateOf } from '../../../platform/clock/calendar';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { requirePermission, UseCase } from '../../../security';
import { LetterLinks } from './letter-links';
import { deleteReader, insertReader } from './letter-readers.sql';
import { LetterQuery } from './letter.query';
import { Handles } from '../../../platform/http/handlers-of';

/** A person asks for the weekly letter, or for no more of them. */
export class WishLetter extends UseCase<void, { readonly isWanted: boolean }> {}

/** A person ends the weekly letter by the link in it. Ending it twice is the same as once. */
export class EndLetter extends Command<void> {
  constructor(readonly token: string) {
    super();
  }
}

@Injectable()
export class LetterHandlers {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly letters: LetterQuery,
    private readonly links: LetterLinks,
  ) {}

  /** @throws ProblemError `forbidden` for a caller who is no employee of the network, or reads no figures */
  @Handles(WishLetter)
  async wishLetter({ context: { networkId, principal }, input: { isWanted } }: WishLetter): Promise<void> {
    requirePermission(principal, 'reports.read');
    if (principal.kind !== 'user' || principal.onBehalf) throw new ProblemError('forbidden');
    const lastWeek = isoDateOf(this.letters.lastWeekOf(await this.networks.getProfile(networkId)));
    await this.database.inNetwork(networkId, (tx) =>
      isWanted ? insertReader(tx, networkId, principal.id, lastWeek) : deleteReader(tx, networkId, principal.id),
    );
  }

  /** @throws ProblemError `not_found` */
  @Handles(EndLetter)
  endLetter({ token }: EndLetter): Promise<void> {
    const { networkId, userId } = this.links.read(token);
    return this.database.inNetwork(networkId, (tx) => deleteReader(tx, networkId, userId));
  }
}
