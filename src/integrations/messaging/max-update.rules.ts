import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const person = z.looseObject({ user_id: z.int(), is_bot: z.boolean().default(false) });
const contact = z.looseObject({
  type: z.literal('contact'),
  payload: z.looseObject({
    vcf_info: z.string().max(10_000),
    max_info: person.nullish(),
    hash: z.string().max(200).nullish(),
  }),
});
const dialog = z.looseObject({ chat_id: z.int(), user: person, user_locale: z.string().nullish() });

/** The updates that we understand, with the parts that we read. Numbers beyond 2^53 stand in parts that we do not read. */
const update = z.discriminatedUnion('update_type', [
  dialog.extend({
    update_type: z.literal('bot_started'),
    timestamp: z.number(),
    payload: z.string().max(512).nullish(),
  }),
  dialog.extend({ update_type: z.literal('bot_stopped'), timestamp: z.number() }),
  dialog.extend({ update_type: z.literal('dialog_removed'), timestamp: z.number() }),
  z.looseObject({
    update_type: z.literal('message_created'),
    user_locale: z.string().nullish(),
    message: z.looseObject({
      sender: person,
      recipient: z.looseObject({ chat_type: z.string() }),
      link: z.looseObject({}).nullish(),
      body: z.looseObject({
        mid: z.string().min(1).max(200),
        text: z.string().nullish(),
        attachments: z.array(z.unknown()).nullish(),
      }),
    }),
  }),
  z.looseObject({
    update_type: z.literal('message_callback'),
    user_locale: z.string().nullish(),
    callback: z.looseObject({
      callback_id: z.string().min(1).max(500),
      timestamp: z.number(),
      payload: z.string().max(1_024).nullish(),
      user: person,
    }),
    message: z.looseObject({ recipient: z.looseObject({ chat_type: z.string() }) }).nullish(),
  }),
]);

/** An act of a person in the dialog with a bot. */
export interface MaxUpdate {
  /** Names the update: MAX may deliver it again, and gives it no number. */
  readonly key: string;
  readonly userId: number;
  readonly language: 'ru' | 'en';
  /** `STOPPED`: the bot may not write any more. */
  readonly kind: 'WROTE' | 'STOPPED';
  /** The words of the person, or the command that a button or a link stands for. */
  readonly text: string | undefined;
  /** A contact that the person shared; `isOwn`: MAX vouches that it is their own. */
  readonly contact: { readonly phone: string; readonly isOwn: boolean } | undefined;
  readonly callbackId: string | undefined;
}

/**
 * Reads an update. Undefined: it is of another kind, of a group or channel, or by a bot; then nothing is to be done.
 *
 * @param token the bot's, by which MAX signs contacts
 */
export function readMaxUpdate(body: unknown, token: string): MaxUpdate | undefined {
  const read = update.safeParse(body);
  if (!read.success) return undefined;
  const { data } = read;
  const language = /^ru\b/i.test(data.user_locale ?? 'ru') ? 'ru' : 'en';
  const nothing = { language, kind: 'WROTE', text: undefined, contact: undefined, callbackId: undefined } as const;
  switch (data.update_type) {
    case 'message_created': {
      const { sender, recipient, body: said } = data.message;
      if (sender.is_bot || recipient.chat_type !== 'dialog') return undefined;
      const text = said.text ?? undefined;
      const shared = contactIn(data.message, token);
      return { ...nothing, key: `message ${said.mid}`, userId: sender.user_id, text, contact: shared };
    }
    case 'message_callback': {
      const { callback_id: callbackId, timestamp, payload, user } = data.callback;
      if ((data.message?.recipient.chat_type ?? 'dialog') !== 'dialog') return undefined;
      const text = payload === 'balance' ? '/balance' : undefined;
      return { ...nothing, key: `press ${callbackId} ${String(timestamp)}`, userId: user.user_id, text, callbackId };
    }
    default: {
      const { update_type: type, timestamp, chat_id: chatId, user } = data;
      const key = `${type} ${String(timestamp)} ${String(chatId)} ${String(user.user_id)}`;
      if (type !== 'bot_started') return { ...nothing, key, userId: user.user_id, kind: 'STOPPED' };
      return { ...nothing, key, userId: user.user_id, text: `/start ${data.payload ?? ''}`.trim() };
    }
  }
}

type Message = Extract<z.infer<typeof update>, { update_type: 'message_created' }>['message'];

function contactIn({ sender, link, body }: Message, token: string): MaxUpdate['contact'] {
  const found = (body.attachments ?? []).flatMap((attachment) => contact.safeParse(attachment).data ?? []).at(0);
  if (found === undefined) return undefined;
  const { vcf_info: card, max_info: owner, hash } = found.payload;
  const isOwn = link == null && owner?.user_id === sender.user_id && isContactOfMax(token, card, hash ?? '');
  return { phone: phoneOfCard(card), isOwn };
}

/**
 * Whether MAX made this contact for the bot. A contact from the paper clip has no hash. The formula is that of several open implementations; the
 * vendor's page leaves key and message open, so a network has to turn contacts on.
 */
export function isContactOfMax(token: string, card: string, hash: string): boolean {
  if (!/^[0-9a-f]{64}$/i.test(hash)) return false;
  const expected = createHmac('sha256', token).update(card).digest();
  return timingSafeEqual(expected, Buffer.from(hash, 'hex'));
}

/** The phone on a card (RFC 6350), as it stands there; empty: the card has none. */
function phoneOfCard(card: string): string {
  return /^TEL[^:\r\n]*:(?:tel:)?([^\r\n]{1,40})/im.exec(card)?.[1]?.trim() ?? '';
}
