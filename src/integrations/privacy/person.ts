import { Injectable } from '@nestjs/common';
import { BotChats } from '../../identity';
import type { Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { normalizeEmail, Pii } from '../../security';

/** Everything that identifies a person in a network. */
export interface Person {
  /** The guest, and all guests merged into it. */
  readonly guestIds: readonly string[];
  readonly accountIds: readonly string[];
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  /** Blind indexes of the chats from which the phones were shared with a bot. */
  readonly chats: readonly Buffer[];
  /** Texts that can only mean this person: ids, phones, addresses, cards, and names of several words. */
  readonly sought: readonly string[];
}

interface PersonRow {
  readonly id: string;
  readonly accountId: string | null;
  readonly externalId: string | null;
  readonly name: string | null;
  readonly phoneEncrypted: Buffer | null;
  readonly emailEncrypted: Buffer | null;
  readonly cardNumber: string;
  readonly erasedAt: Date | null;
}

/** More merges into one guest than ever happen. */
const MOST_MERGED = 1_000;
const MOST_CHILDREN = 1_000;
/** Shorter ids of other systems occur in too many bodies of other people. */
const LEAST_SOUGHT = 6;
const NATIONAL_DIGITS = 10;

@Injectable()
export class Persons {
  constructor(
    private readonly pii: Pii,
    private readonly bots: BotChats,
  ) {}

  /** The person behind a guest, including merges in both directions. @throws ProblemError `guest_not_found` */
  async get(tx: Tx, networkId: string, guestId: string): Promise<Person> {
    const rows = await tx.query<PersonRow>`WITH RECURSIVE head (id, merged_into) AS (
         SELECT id, merged_into FROM guests WHERE network_id = ${networkId} AND id = ${guestId}
         UNION SELECT g.id, g.merged_into FROM head h JOIN guests g ON g.network_id = ${networkId} AND g.id = h.merged_into),
       person (id) AS (
         SELECT id FROM head
         UNION SELECT g.id FROM person p JOIN guests g ON g.network_id = ${networkId} AND g.merged_into = p.id)
       SELECT id, account_id, external_id, name, phone_encrypted, email_encrypted, card_number, erased_at
         FROM guests WHERE network_id = ${networkId} AND id IN (SELECT id FROM person) ORDER BY id LIMIT ${MOST_MERGED}`;
    if (rows.length === 0 || rows.every((row) => row.erasedAt !== null)) throw new ProblemError('guest_not_found');
    const phones = rows.flatMap(({ phoneEncrypted: phone }) =>
      phone === null ? [] : [this.pii.decrypt(networkId, 'phone', phone)],
    );
    const emails = rows.flatMap(({ emailEncrypted: email }) =>
      email === null ? [] : [this.pii.decrypt(networkId, 'email', email)],
    );
    const guestIds = rows.map(({ id }) => id);
    // The answer to a change of a child contains only the child's id.
    const children = await tx.query<{
      id: string;
    }>`SELECT id FROM children WHERE network_id = ${networkId} AND guest_id = ANY (${guestIds}::uuid[]) LIMIT ${MOST_CHILDREN}`;
    const accountIds = [...new Set(rows.flatMap(({ accountId: id }) => (id === null ? [] : [id])))];
    const named = rows.flatMap(({ name, externalId, cardNumber: card }) => [
      card,
      ...[externalId].filter(isLong),
      ...[name].filter(isFullName),
    ]);
    const digits = phones.map((phone) => phone.replace(/\D/g, '').slice(-NATIONAL_DIGITS));
    return {
      guestIds,
      accountIds,
      phones,
      emails,
      chats: await this.bots.listRecipients(tx, networkId, phones),
      sought: [...guestIds, ...children.map(({ id }) => id), ...named, ...digits, ...emails],
    };
  }

  /** Blind indexes of rows that may belong to no guest: messages to a phone, an address or a chat, and sent codes. */
  indexesOf(networkId: string, { guestIds, phones, emails, chats }: Person): Buffer[] {
    return [
      ...chats,
      ...[...phones, ...emails, ...guestIds].map((value) => this.pii.blindIndex(networkId, 'recipient', value)),
      ...emails.map((email) => this.pii.blindIndex(networkId, 'recipient', normalizeEmail(email))),
      ...phones.map((phone) => this.pii.blindIndex(null, 'phone', phone)),
    ];
  }
}

function isLong(text: string | null): text is string {
  return text !== null && text.length >= LEAST_SOUGHT;
}

/** A first name alone could mean other people too. */
function isFullName(text: string | null): text is string {
  return text?.trim().includes(' ') === true;
}
