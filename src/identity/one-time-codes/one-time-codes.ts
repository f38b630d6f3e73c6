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
import {
  CHANNELS,
  ChannelContracts,
  type ChatChannel,
  CODE_CHANNELS,
  type CodeChannel,
  MessageProviders,
  Messages,
  type Origin,
  Pii,
} from '../../security';
import { BotChats } from '../network-bots/bot-chats';
import type { Bot } from '../network-bots/messengers';
import { CodeLimits } from './code-limits';
import { isTestPhone, TEST_CODE } from './test-phones.rules';
import { findNetworkOfVerification } from './verification.sql';

/** The most networks whose waiting codes one chat gets at once. */
const MOST_WAITING = 5;

/** The action that a code confirms. */
type CodePurpose = 'REGISTRATION' | 'PHONE_CHANGE' | 'SPEND';

export const CODE_LIFETIME_S = 10 * 60;
const MAX_WRONG_CODES = 5;

export interface CodeToSend {
  readonly purpose: CodePurpose;
  /** E.164. */
  readonly phone: string;
  /** Left out: SMS if it is set up, else the first messenger that is and may bring codes. */
  readonly channel?: CodeChannel | undefined;
  readonly guestId: string | null;
  readonly language: Language;
  /** True: the code is never sent to this phone, and the answer does not reveal that. */
  readonly isWithheld?: boolean;
  /** Data stored encrypted until the code is given. */
  readonly payload: object;
}

export interface SentCode {
  readonly verificationId: string;
  readonly expiresAt: string;
  readonly channel: CodeChannel;
  readonly staysInOutbox: boolean;
  readonly botLink: string | null;
}

/** The channels of codes in the order in which they are chosen. */
const USUAL: readonly CodeChannel[] = ['SMS', ...CODE_CHANNELS.filter((channel) => channel !== 'SMS')];

interface Way {
  readonly channel: CodeChannel;
  readonly phoneIndex: Buffer;
  readonly isInSandbox: boolean;
  /** Null: the bot does not know this phone's chat yet. */
  readonly recipient: string | null;
}

/**
 * Six-digit codes that prove a phone, valid once and for ten minutes. The phone is looked up only after the code was given, so neither the answer
 * nor its duration reveals whether a guest has it.
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
    private readonly contracts: ChannelContracts,
  ) {}

  /**
   * Sends a code. By Telegram it reaches a phone whose owner shared it with the bot; for another phone it waits until that happens (`sendWaiting`),
   * with the same answer. In a sandbox a code never leaves the outbox, and test guests' phones have a fixed code. Throws `rate_limited` after too
   * many codes, `no_message_channel`.
   */
  async send(network: NetworkProfile, code: CodeToSend, origin: Origin): Promise<SentCode> {
    return this.write(network, code, await this.findWay(network, code, origin));
  }

  /** Sends a code if it can reach the phone now. Null: no channel is set up, or the bot does not know the phone's chat. */
  async sendIfReached(network: NetworkProfile, code: CodeToSend, origin: Origin): Promise<SentCode | null> {
    const channel = code.channel ?? (await this.usualChannel(network));
    if (network.sandboxOf === null && !this.providers.takes(channel)) return null;
    const way = await this.findWay(network, { ...code, channel }, origin);
    return way.recipient === null ? null : this.write(network, code, way);
  }

  /**
   * Makes and sends codes that wait for this chat, once its person has shared the phone (E.164) with the bot.
   * @returns the number of codes sent
   */
  async sendWaiting({ messenger, owner }: Bot, phone: string, chatId: string, language: Language): Promise<number> {
    const phoneIndex = this.pii.blindIndex(null, 'phone', phone);
    const waiting =
      owner === null
        ? await this.database.asPlatform(
            (tx) => tx.query<{ networkId: string; id: string }>`SELECT network_id, id FROM verifications v
                WHERE waiting_phone_index = ${phoneIndex} AND channel = 'TELEGRAM' AND expires_at > clock_timestamp()
                  AND NOT EXISTS (SELECT 1 FROM network_bots b WHERE b.network_id = v.network_id AND b.disconnected_at IS NULL)
                LIMIT ${MOST_WAITING}`,
          )
        : await this.database.inNetwork(owner, async (tx) => {
            const found = await tx.maybe<{ id: string }>`SELECT id FROM verifications
                WHERE network_id = ${owner} AND waiting_phone_index = ${phoneIndex} AND channel = ${messenger}
                AND expires_at > clock_timestamp() LIMIT 1`;
            return found === undefined ? [] : [{ networkId: owner, id: found.id }];
          });
    let sent = 0;
    for (const { networkId, id } of waiting) {
      const network = await this.networks.getProfile(networkId);
      // The contract may have ended since the code was asked for.
      if (!(await this.mayBringCodes(network, messenger))) continue;
      const digits = makeCode();
      const isSent = await this.database.inNetwork(networkId, async (tx) => {
        const row = await tx.maybe<{ seconds: number }>`
          UPDATE verifications SET code_hash = ${this.hashOf(id, digits)}, waiting_phone_index = NULL
            WHERE network_id = ${networkId} AND id = ${id} AND waiting_phone_index IS NOT NULL AND expires_at > clock_timestamp()
           RETURNING ceil(extract(epoch FROM expires_at - clock_timestamp()))::int AS seconds`;
        const seconds = row?.seconds;
        if (seconds === undefined) return false;
        await this.append(tx, networkId, {
          to: { channel: messenger, recipient: chatId },
          text: messages[language].code(FORMATTERS, { code: digits, network: network.name }),
          seconds,
        });
        return true;
      });
      if (isSent) sent += 1;
    }
    return sent;
  }

  /** How a code reaches guests of the network; null: no channel is set up. */
  async channelOf(network: NetworkProfile): Promise<CodeChannel | null> {
    const channel = await this.usualChannel(network);
    return network.sandboxOf !== null || this.providers.takes(channel) ? channel : null;
  }

  /** The network of a verification in a call that names none. Throws `verification_failed` for an unknown one. */
  async getNetworkId(verificationId: string): Promise<string> {
    const found = await this.database.asPlatform((tx) => findNetworkOfVerification(tx, verificationId));
    if (found === undefined) throw new ProblemError('verification_failed');
    return found.networkId;
  }

  /**
   * Compares a code and returns its payload. It runs in its own transaction, so that a wrong code stays counted. Follow with `use`. Throws
   * `verification_failed` for a wrong code; `verification_expired` for a verification that is unknown, used, expired, of another purpose, or ended
   * by five wrong codes; `locked_out` for an address with too many wrong codes.
   */
  async check<T>(
    networkId: string,
    given: { readonly verificationId: string; readonly code: string; readonly purpose: CodePurpose },
    schema: z.ZodType<T>,
    origin: Origin,
  ): Promise<T> {
    const { verificationId, code, purpose } = given;
    const guess = await this.limits.beginGuess(origin);
    const hash = this.hashOf(verificationId, code.trim());
    // Compares a code and counts a wrong one in the same statement, so that at most MAX_WRONG_CODES of many concurrent guesses are compared. Undefined: the verification is unknown, for another purpose, used, expired, or ended by wrong codes.
    const tried = await this.database.inNetwork(
      networkId,
      (tx) =>
        tx.maybe<{ matches: boolean; payload: Buffer }>`
          UPDATE verifications SET wrong_codes = wrong_codes + CASE WHEN code_hash = ${hash} THEN 0 ELSE 1 END
            WHERE network_id = ${networkId} AND id = ${verificationId} AND purpose = ${purpose} AND used_at IS NULL
           AND wrong_codes < ${MAX_WRONG_CODES}
              AND expires_at > clock_timestamp()
           RETURNING coalesce(code_hash = ${hash}, false) AS matches, payload`,
    );
    if (tried === undefined) throw new ProblemError('verification_expired');
    if (!tried.matches) throw new ProblemError('verification_failed');
    await guess.wasRight();
    return schema.parse(JSON.parse(this.pii.decrypt(networkId, 'verification', tried.payload)));
  }

  /** Uses up a code. Throws `verification_expired` when another call has used it meanwhile. */
  async use(tx: Tx, networkId: string, verificationId: string): Promise<void> {
    const used = await tx.maybe<{ id: string }>`UPDATE verifications SET used_at = clock_timestamp()
         WHERE network_id = ${networkId} AND id = ${verificationId} AND used_at IS NULL AND wrong_codes < ${MAX_WRONG_CODES}
           AND expires_at > clock_timestamp()
        RETURNING id`;
    if (used === undefined) throw new ProblemError('verification_expired');
  }

  private async findWay(network: NetworkProfile, code: CodeToSend, origin: Origin): Promise<Way> {
    const { phone } = code;
    const channel = code.channel ?? (await this.usualChannel(network));
    const isInSandbox = network.sandboxOf !== null;
    if (!isInSandbox) {
      this.messages.requireChannel(channel);
      if (!(await this.mayBringCodes(network, channel))) throw new ProblemError('no_message_channel');
    }
    const phoneIndex = this.pii.blindIndex(null, 'phone', phone);
    await this.limits.countSent(network, phone, origin);
    // A sandbox never writes to a chat, so it does not look for one.
    const recipient =
      isChat(channel) && !isInSandbox ? await this.findChat(channel, network.id, phone, phoneIndex) : phone;
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
      // Ends the waiting of a phone's earlier code, because another code was requested by the same channel.
      if (isChat(channel))
        await tx.query`UPDATE verifications SET waiting_phone_index = NULL
            WHERE network_id = ${network.id} AND waiting_phone_index = ${phoneIndex} AND channel = ${channel}`;
      // A code without a hash is made once a chat for it is known.
      const codeHash = recipient === null && code.isWithheld !== true ? null : this.hashOf(id, digits);
      const payload = this.pii.encrypt(network.id, 'verification', JSON.stringify(code.payload));
      const inserted = await tx.one<{ expiresAt: Date }>`
        INSERT INTO verifications (network_id, id, purpose, phone_index, payload, code_hash, channel, expires_at,
         waiting_phone_index)
         VALUES (${network.id}, ${id}, ${purpose}, ${phoneIndex}, ${payload}, ${codeHash}, ${channel},
         clock_timestamp() + make_interval(secs => ${CODE_LIFETIME_S}), ${codeHash === null ? phoneIndex : null})
         RETURNING expires_at`;
      return inserted.expiresAt;
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

  /** The first channel that has a provider and may bring codes of this network; SMS where there is none, and then nothing is sent. */
  private async usualChannel(network: NetworkProfile): Promise<CodeChannel> {
    for (const channel of USUAL)
      if (this.providers.get(channel) !== undefined && (await this.mayBringCodes(network, channel))) return channel;
    return 'SMS';
  }

  /** Whether the rules of the channel let it bring codes; most channels have no such rules, and nothing is read for them. */
  private async mayBringCodes(network: NetworkProfile, channel: CodeChannel): Promise<boolean> {
    if (!CHANNELS[channel].needsContract) return true;
    return this.database.inNetwork(network.id, (tx) => this.contracts.allows(tx, network.id, channel, 'CODE'));
  }

  /** The chat of a phone; null: none. In the development outbox the phone itself is the recipient. */
  private async findChat(
    channel: ChatChannel,
    networkId: string,
    phone: string,
    phoneIndex: Buffer,
  ): Promise<string | null> {
    return this.messages.reachesPeople(channel) ? this.chats.findChat(channel, networkId, phoneIndex) : phone;
  }

  /** Keyed with a secret of the installation, because a plain hash of six digits can be guessed at once. */
  private hashOf(verificationId: string, code: string): Buffer {
    return this.pii.blindIndex(null, 'one_time_code', `${verificationId}:${code}`);
  }
}

function isChat(channel: CodeChannel): channel is CodeChannel & ChatChannel {
  return CHANNELS[channel].address === 'CHAT';
}

function makeCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}
