import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { type NetworkProfile, Networks } from '../../configuration';
import { messages } from '../../generated/words/messages';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { FORMATTERS } from '../../platform/language/formatters';
import type { Language } from '../../platform/language/language';
import { ProblemError } from '../../platform/problems/problem';
import { MessageProviders, Messages, type Origin, Pii } from '../../security';
import { BotChats, type BotOwner } from '../network-bots/bot-chats';
import { CodeLimits } from './code-limits';
import { isTestPhone, TEST_CODE } from './test-phones.rules';
import * as sql from './verification.sql';

export const CODE_LIFETIME_S = 10 * 60;
const MAX_WRONG_CODES = 5;

export type CodeChannel = 'SMS' | 'TELEGRAM';

export interface CodeToSend {
  readonly purpose: sql.CodePurpose;
  /** E.164. */
  readonly phone: string;
  /** Left out: SMS where it is set up, else Telegram. */
  readonly channel?: CodeChannel | undefined;
  readonly guestId: string | null;
  readonly language: Language;
  /** True: nothing is sent to this phone, also later, and the answer does not say so. */
  readonly isWithheld?: boolean;
  /** Kept encrypted until the code is given. */
  readonly payload: object;
}

export interface SentCode {
  readonly verificationId: string;
  readonly expiresAt: string;
  readonly channel: CodeChannel;
  readonly staysInOutbox: boolean;
  readonly botLink: string | null;
}

interface Way {
  readonly channel: CodeChannel;
  readonly phoneIndex: Buffer;
  readonly isInSandbox: boolean;
  /** Null: the bot knows no chat of this phone yet. */
  readonly recipient: string | null;
}

/**
 * Codes of six digits that prove a phone, good once and for ten minutes. The phone is not looked up before the
 * code comes back, so neither the answer nor its duration reveals whether a guest has it.
 */
@Injectable()
export class OneTimeCodes {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly pii: Pii,
    private readonly messages: Messages,
    private readonly providers: MessageProviders,
    private readonly limits: CodeLimits,
    private readonly chats: BotChats,
  ) {}

  /**
   * Sends a code. By Telegram it reaches a phone whose owner has shared it with the bot. For another phone it waits until
   * that happens (`sendWaiting`), and the answer is the same. In a sandbox no code leaves the outbox, and that of a test
   * guest's phone is fixed. Throws `rate_limited` after too many codes, `no_message_channel`.
   */
  async send(network: NetworkProfile, code: CodeToSend, origin: Origin): Promise<SentCode> {
    return this.write(network, code, await this.findWay(network, code, origin));
  }

  /** The same where a code can reach the phone now. Null: no channel is set up, or the bot knows no chat of the phone. */
  async sendIfReached(network: NetworkProfile, code: CodeToSend, origin: Origin): Promise<SentCode | null> {
    if (network.sandboxOf === null && !this.providers.takes(code.channel ?? this.usualChannel())) return null;
    const way = await this.findWay(network, code, origin);
    return way.recipient === null ? null : this.write(network, code, way);
  }

  /**
   * Makes and sends the codes that wait for this chat, whose person has shared the phone (E.164) with the bot.
   * @returns the number of codes that are sent
   */
  async sendWaiting(owner: BotOwner, phone: string, chatId: string, language: Language): Promise<number> {
    const phoneIndex = this.pii.blindIndex(null, 'phone', phone);
    const waiting =
      owner === null
        ? await this.database.asPlatform((tx) => sql.listWaiting(tx, phoneIndex))
        : await this.database.inNetwork(owner, async (tx) => {
            const found = await sql.findWaiting(tx, owner, phoneIndex);
            return found === undefined ? [] : [{ network_id: owner, id: found.id }];
          });
    let sent = 0;
    for (const { network_id: networkId, id } of waiting) {
      const { name } = await this.networks.getProfile(networkId);
      const digits = makeCode();
      const isSent = await this.database.inNetwork(networkId, async (tx) => {
        const seconds = await sql.setCode(tx, networkId, id, this.hashOf(id, digits));
        if (seconds === undefined) return false;
        await this.append(tx, networkId, {
          to: { channel: 'TELEGRAM', recipient: chatId },
          text: messages[language].code(FORMATTERS, { code: digits, network: name }),
          seconds,
        });
        return true;
      });
      if (isSent) sent += 1;
    }
    return sent;
  }

  /** How a code reaches guests of the network; null: no channel is set up. */
  channelOf(network: NetworkProfile): CodeChannel | null {
    const channel = this.usualChannel();
    return network.sandboxOf !== null || this.providers.takes(channel) ? channel : null;
  }

  /** The network of a verification that comes without one. Throws `verification_failed` for an unknown one. */
  async getNetworkId(verificationId: string): Promise<string> {
    const found = await this.database.asPlatform((tx) => sql.findNetworkOfVerification(tx, verificationId));
    if (found === undefined) throw new ProblemError('verification_failed');
    return found.network_id;
  }

  /**
   * Compares a code and returns its payload, in a transaction of its own, so that a wrong code stays counted.
   * Follow with `use`. Throws `verification_failed` for a wrong code; `verification_expired` for a verification that is
   * unknown, used, expired, of another purpose, or ended by five wrong codes; `locked_out` for an address with too many.
   */
  async check<T>(
    networkId: string,
    given: { readonly verificationId: string; readonly code: string; readonly purpose: sql.CodePurpose },
    schema: z.ZodType<T>,
    origin: Origin,
  ): Promise<T> {
    const { verificationId, code, purpose } = given;
    const guess = await this.limits.beginGuess(origin);
    const hash = this.hashOf(verificationId, code.trim());
    const tried = await this.database.inNetwork(networkId, (tx) =>
      sql.tryCode(tx, networkId, { id: verificationId, purpose }, hash, MAX_WRONG_CODES),
    );
    if (tried === undefined) throw new ProblemError('verification_expired');
    if (!tried.matches) throw new ProblemError('verification_failed');
    await guess.wasRight();
    return schema.parse(JSON.parse(this.pii.decrypt(networkId, 'verification', tried.payload)));
  }

  /** A code is good once. Throws `verification_expired` when another call has used it meanwhile. */
  async use(tx: Tx, networkId: string, verificationId: string): Promise<void> {
    if (!(await sql.useVerification(tx, networkId, verificationId, MAX_WRONG_CODES)))
      throw new ProblemError('verification_expired');
  }

  private async findWay(network: NetworkProfile, code: CodeToSend, origin: Origin): Promise<Way> {
    const { phone } = code;
    const channel = code.channel ?? this.usualChannel();
    const isInSandbox = network.sandboxOf !== null;
    if (!isInSandbox) this.messages.requireChannel(channel);
    const phoneIndex = this.pii.blindIndex(null, 'phone', phone);
    await this.limits.countSent(network, phone, origin);
    // A sandbox writes to no chat, so it need not know whether there is one.
    const recipient = channel === 'SMS' || isInSandbox ? phone : await this.findChat(network.id, phone, phoneIndex);
    return { channel, phoneIndex, isInSandbox, recipient };
  }

  private async write(network: NetworkProfile, code: CodeToSend, way: Way): Promise<SentCode> {
    const { purpose, phone, language, guestId } = code;
    const { channel, phoneIndex, isInSandbox, recipient } = way;
    const [id, digits] = [newId(), isInSandbox && isTestPhone(phone) ? TEST_CODE : makeCode()];
    const expiresAt = await this.database.inNetwork(network.id, async (tx) => {
      if (recipient !== null && code.isWithheld !== true)
        await this.append(tx, network.id, {
          to: { channel, recipient, guestId },
          text: messages[language].code(FORMATTERS, { code: digits, network: network.name }),
          seconds: CODE_LIFETIME_S,
        });
      if (channel === 'TELEGRAM') await sql.endWaiting(tx, network.id, phoneIndex);
      return sql.insertVerification(tx, network.id, {
        id,
        purpose,
        phoneIndex,
        payload: this.pii.encrypt(network.id, 'verification', JSON.stringify(code.payload)),
        codeHash: recipient === null && code.isWithheld !== true ? null : this.hashOf(id, digits),
        channel,
        lifeSeconds: CODE_LIFETIME_S,
      });
    });
    const staysInOutbox = isInSandbox || !this.messages.reachesPeople(channel);
    const botLink = staysInOutbox ? null : ((await this.providers.get(channel)?.findLinkFor?.(network.id)) ?? null);
    return { verificationId: id, expiresAt: expiresAt.toISOString(), channel, staysInOutbox, botLink };
  }

  private append(
    tx: Tx,
    networkId: string,
    message: {
      readonly to: { readonly channel: CodeChannel; readonly recipient: string; readonly guestId?: string | null };
      readonly text: string;
      readonly seconds: number;
    },
  ): Promise<void> {
    const { to, text, seconds } = message;
    return this.messages.append(tx, networkId, {
      guestId: null,
      ...to,
      body: text,
      secret: true,
      purpose: 'CODE',
      validForSeconds: seconds,
    });
  }

  private usualChannel(): CodeChannel {
    return this.providers.get('SMS') === undefined && this.providers.get('TELEGRAM') !== undefined ? 'TELEGRAM' : 'SMS';
  }

  /** Null: no chat. In the development outbox the phone itself is the recipient. */
  private async findChat(networkId: string, phone: string, phoneIndex: Buffer): Promise<string | null> {
    return this.messages.reachesPeople('TELEGRAM') ? this.chats.findChat(networkId, phoneIndex) : phone;
  }

  /** Keyed with the installation's secret: from a plain hash six digits could be guessed at once. */
  private hashOf(verificationId: string, code: string): Buffer {
    return this.pii.blindIndex(null, 'one_time_code', `${verificationId}:${code}`);
  }
}

function makeCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}
