import { z } from 'zod';
import { newestFirst } from '../../platform/http/list-query';
import { changeOf, line, pageOf, objectOf, listOf, objectNamed } from '../../platform/http/schemas';
import { MAX_TEXT_LENGTH } from '../message-texts/message-text.rules';
import { TEXT_SOURCES } from '../message-texts/message-variables.rules';

const SUBJECT_MAX = 200;

const code = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,49}$/)
  .describe('Code of the template: capital letters, digits and `_`; unique in the network, stays');
const name = line(100).describe('Name of the template for managers');
export const textSource = z
  .enum(TEXT_SOURCES)
  .describe(
    'Sender of it, which decides its variables: CAMPAIGN; EXPIRY_WARNING: the warning of points that end; AUTOMATION; ' +
      'FEEDBACK: the question after a visit',
  );
const purpose = z
  .enum(['SERVICE', 'MARKETING'])
  .describe(
    'SERVICE: about points and visits; MARKETING: only to guests who agreed to offers, and counted by the limit',
  );

const text = z.strictObject({
  subject: line(SUBJECT_MAX).describe('Subject of a letter; names no variable that tells of the guest'),
  text: z
    .string()
    .trim()
    .min(1)
    .max(MAX_TEXT_LENGTH)
    .describe('Text, with variables as `{{ guest.firstName }}`; at most 2,000 characters'),
});
export const templateTexts = objectOf("Subject and text by language; that of the network's language is needed", {
  ru: text.optional().describe('In Russian'),
  en: text.optional().describe('In English'),
});
export type TemplateTexts = z.infer<typeof templateTexts>;

export const createTemplateSchema = z
  .strictObject({ code, source: textSource, purpose, name, texts: templateTexts })
  .meta({ id: 'CreateMessageTemplate', description: 'A new template. Its source and purpose stay.' });
export type CreateTemplateBody = z.infer<typeof createTemplateSchema>;

export const changeTemplateSchema = changeOf('ChangeMessageTemplate', { name, texts: templateTexts });
export type ChangeTemplateBody = z.infer<typeof changeTemplateSchema>;

export const templateListQuery = z.strictObject({
  ...newestFirst,
  source: textSource.optional(),
  archived: z
    .enum(['true', 'false'])
    .default('false')
    .describe('`true`: the templates that are archived; `false`: the others'),
});
export type TemplateListQuery = z.infer<typeof templateListQuery>;

const changedBy = z.uuid().nullable().describe('User or key that wrote the version; null: the system');
const changedAt = z.string().describe('When the version was written (RFC 3339)');
const version = z.int().describe('Number of the version; a message keeps the one that it was written from');
const members = {
  id: z.uuid().describe('Template'),
  code,
  source: textSource,
  purpose,
  version,
  name,
  texts: templateTexts,
  archived: z.boolean().describe('Whether it has left the lists; nothing is sent by it then'),
  createdAt: z.string().describe('When the template was made (RFC 3339)'),
  changedBy,
  changedAt,
};

export const templateSchema = z
  .strictObject(members)
  .meta({ id: 'MessageTemplate', description: 'A template with its newest version.' });
export type TemplateAnswer = z.infer<typeof templateSchema>;
export const templatePageSchema = pageOf(templateSchema).meta({ id: 'MessageTemplatePage' });

export const templateDetailSchema = objectNamed('MessageTemplateDetail', 'A template with its versions.', {
  ...members,
  versions: listOf('The newest 50 versions, newest first', {
    version,
    name,
    texts: templateTexts,
    changedBy,
    changedAt,
  }),
});
export type TemplateDetail = z.infer<typeof templateDetailSchema>;

/** The members that a change can touch. */
export const changeableOfTemplate = ({ name: named, texts, archived }: TemplateAnswer): object => ({
  name: named,
  texts,
  archived,
});
