import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import { Database } from '../../platform/database/database';
import { type IdSlice, orderWord } from '../../platform/http/list-query';
import { ProblemError } from '../../platform/problems/problem';
import { Identifications } from '../cards/identifications';
import { GuestAnswers, sightOf } from '../profiles/guest-answers';
import type { GuestAnswer } from '../profiles/guest.dto';
import { findGuestBy, GUEST_COLUMNS, type GuestRow, listGuestRowsById } from '../profiles/guest.sql';
import type { ListedGuest } from './guest-list.dto';
import { LookupMisses } from './lookup-misses';
import { type GuestReader, ReadGuests } from './read-guests';

/** Finds guests by something that identifies exactly one, for staff, services and guests themselves. */
@Injectable()
export class FindGuests {
  constructor(
    private readonly database: Database,
    private readonly reads: ReadGuests,
    private readonly answers: GuestAnswers,
    private readonly misses: LookupMisses,
    private readonly identifications: Identifications,
  ) {}

  /** Throws `not_found`, also for the guest of another network. */
  async getGuest(network: NetworkProfile, guestId: string, asker: GuestReader): Promise<GuestAnswer> {
    const tx = this.database.readsOf(network.id);
    const row = await findGuestBy(tx, network.id, 'id', guestId);
    if (row?.erased_at !== null) throw new ProblemError('not_found');
    const [answer] = await Promise.all([
      this.answers.answerOf(tx, network, row, sightOf(asker.principal)),
      this.database.writeTogether(network.id, (writes) =>
        this.reads.appendRead(writes, network.id, 'guest.read', [row], asker),
      ),
    ]);
    return answer;
  }

  /** The guest with a client's own id or a card number; empty where there is none. */
  async listByKey(
    network: NetworkProfile,
    key: 'external_id' | 'card_number',
    value: string,
    asker: GuestReader,
  ): Promise<ListedGuest[]> {
    const read = async (): Promise<ListedGuest[]> => {
      const tx = this.database.readsOf(network.id);
      const row = await findGuestBy(tx, network.id, key, value);
      if (row?.erased_at !== null) return [];
      const way = key === 'card_number' ? 'CARD' : 'TILL_SYSTEM';
      const [answers] = await Promise.all([
        this.reads.answersOf(tx, network, [row], asker.principal),
        this.database.writeTogether(network.id, async (writes) => {
          await this.identifications.note(writes, network.id, asker.principal.id, [row.id], way);
          await this.reads.appendRead(writes, network.id, 'guest.listed', [row], asker);
        }),
      ]);
      return answers;
    };
    // Only misses by card number are counted, because only card numbers can be guessed.
    return key === 'card_number' ? this.misses.countingEmpty(network, asker.principal, read) : read();
  }

  /** A page of guests by id, which is the order of registration. */
  listGuests(network: NetworkProfile, slice: IdSlice, asker: GuestReader): Promise<ListedGuest[]> {
    return this.reads.list(network, asker, 'guest.listed', (tx) =>
      tx.query<GuestRow>(
        `SELECT ${GUEST_COLUMNS} FROM guests WHERE network_id = $1 AND id > $2 AND id < $3 AND erased_at IS NULL AND merged_into IS NULL
          ORDER BY id ${orderWord(slice)} LIMIT $4`,
        [network.id, slice.after, slice.before, slice.limit],
      ),
    );
  }

  /** The guests with these ids. */
  listByIds(network: NetworkProfile, ids: readonly string[], asker: GuestReader): Promise<ListedGuest[]> {
    return this.reads.list(network, asker, 'guest.listed', (tx) => listGuestRowsById(tx, network.id, ids));
  }
}
