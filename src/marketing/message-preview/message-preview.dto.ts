import { z } from 'zod';
import { MESSAGE_VARIABLES, type MessageVariable, templateTexts, textSource } from '../../configuration';
import { uuid, listOf, objectNamed } from '../../platform/http/schemas';
import { ALL_CHANNELS } from '../../security';

const variable = z.enum(Object.keys(MESSAGE_VARIABLES) as [MessageVariable, ...MessageVariable[]]);
const language = z.enum(['ru', 'en']).describe('Language of the text');

export const previewMessageSchema = objectNamed('PreviewMessage', {
  source: textSource,
  texts: templateTexts,
  guestId: uuid
    .nullable()
    .default(null)
    .describe('Guest whose values are shown; null: values of an example. Values of a sale are an example in any case'),
});
export type PreviewMessageBody = z.infer<typeof previewMessageSchema>;

const sms = z.strictObject({
  encoding: z.enum(['GSM7', 'UCS2']).describe('GSM7: 160 characters in a part; UCS2: 70, as for Cyrillic letters'),
  units: z.int().describe('Characters as they are counted'),
  parts: z.int().describe('Parts, each of which is paid'),
  price: z
    .int()
    .nullable()
    .describe('Price in minor units by `marketing.smsPartPrice`; null: the network has set none'),
});

export const messagePreviewSchema = objectNamed('MessagePreview', {
  errors: listOf('Mistakes, at most 50; with a mistake nothing is shown', {
    path: z.string().describe('Place of the text in the body'),
    code: z.string().describe('Code of the mistake, as in docs/errors.md'),
    message: z.string().describe("The mistake with its line and character, in the reader's language"),
  }),
  previews: listOf('One for each language of the texts', {
    language,
    failure: z
      .enum(['VARIABLE_MISSING', 'TEXT_FAILED'])
      .nullable()
      .describe('Why this guest would get no message; null: the guest would'),
    missing: variable.nullable().describe('Variable without a value and without a default; null: none'),
    needed: z.array(variable).describe('Variables without a default that a guest may lack, who gets no message then'),
    channels: listOf('The message in each channel; empty: it would not be sent', {
      channel: z.enum(ALL_CHANNELS).describe('Channel'),
      subject: z
        .string()
        .nullable()
        .describe('Subject of the letter, or title of the notification; null: the channel has none'),
      text: z.string().describe('Text as its reader sees it'),
      sms: sms.nullable().describe('Parts and price; null: no SMS'),
    }),
  }),
});
export type MessagePreviewAnswer = z.infer<typeof messagePreviewSchema>;

export const sendTestMessageSchema = objectNamed('SendTestMessage', {
  source: textSource,
  texts: templateTexts,
  language,
});
export type SendTestMessageBody = z.infer<typeof sendTestMessageSchema>;

export const sentTestMessageSchema = objectNamed('SentTestMessage', {
  email: z.string().describe('Address of the caller, to which it goes'),
});
export type SentTestMessageAnswer = z.infer<typeof sentTestMessageSchema>;

export const messageVariablesSchema = objectNamed('MessageVariables', {
  items: listOf('Every variable', {
    name: variable.describe('Name of the variable, written as `{{ balance }}`'),
    kind: z
      .enum(['TEXT', 'NUMBER', 'MONEY', 'DATE'])
      .describe('How it is written: figures, sums and days by the language'),
    mayBeEmpty: z.boolean().describe('Whether a guest may lack it: without a default the message is not sent then'),
    inSubject: z.boolean().describe('Whether a subject may name it'),
    sources: z.array(textSource).describe('Messages that have it'),
    description: z.string().describe("What it is, in the reader's language"),
  }),
});
export type MessageVariablesAnswer = z.infer<typeof messageVariablesSchema>;
