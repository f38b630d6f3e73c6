import { z } from 'zod';
import { STOP_REASONS } from '../../security';

/**
 * Words that a form may have in braces in its address, headers and body; each stands for a value of the message or the
 * account.
 */
export const GATEWAY_WORDS = [
  'recipient',
  'digits',
  'text',
  'id',
  'sender',
  'login',
  'secret',
  'basic',
  'reportUrl',
] as const;
export type GatewayValues = Readonly<Record<(typeof GATEWAY_WORDS)[number], string | undefined>>;

const WORD = /\{(\w+)\}/g;
const wordsOf = (text: string): string[] => [...text.matchAll(WORD)].map(([, word]) => word ?? '');
const isFilled = (text: string): boolean =>
  wordsOf(text).every((word) => (GATEWAY_WORDS as readonly string[]).includes(word));

const text = z
  .string()
  .max(2_000)
  .refine(isFilled, { error: `names a word that is none of {${GATEWAY_WORDS.join('}, {')}}` });
const headerText = text.refine((value) => !/\{(?:text|recipient|digits)\}/.test(value), {
  error: 'takes no text and no recipient',
});

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
const json: z.ZodType<Json> = z.lazy(() =>
  z.union([text, z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
);

const path = z
  .string()
  .regex(/^(?:[\w-]+|\*)(?:\.(?:[\w-]+|\*)){0,9}$/, 'is names with dots between them, or * for the first member');
const pattern = z
  .string()
  .max(200)
  .refine((source) => isPattern(source), { error: 'is no regular expression with one group' });
/**
 * Where a value stands in an answer of a gateway: at a path into its JSON, or in the group of a regular expression over
 * its text.
 */
const place = z.union([z.strictObject({ json: path }), z.strictObject({ pattern })]);
const httpStatuses = z.array(z.int().min(100).max(599)).min(1);
const condition = z.strictObject({ at: place, is: z.array(z.string()).min(1) });

/** The form that describes the HTTP call of an SMS gateway; docs/operations.md explains it for people. */
export const gatewayForm = z.strictObject({
  /** Names the gateway on the health page, in rows of messages and in failures. */
  name: z.string().regex(/^[a-z][a-z0-9-]{1,19}$/),
  request: z
    .strictObject({
      method: z.enum(['POST', 'GET']).default('POST'),
      url: text.regex(/^https?:\/\/[\w.:[\]-]+(?:[/?]|$)/, 'begins with http:// or https:// and a host without words'),
      headers: z.record(z.string().regex(/^[\w-]+$/), headerText).default({}),
      form: z.record(z.string(), text).optional(),
      json: z.record(z.string(), json).optional(),
    })
    .refine(({ method, form, json: body }) => [form, body].filter(Boolean).length <= (method === 'GET' ? 0 : 1), {
      error: 'has one body, form or json, and none with GET',
    }),
  accepted: z.strictObject({ statuses: httpStatuses.default([200]), when: condition.optional(), id: place }),
  /** Where an answer has the gateway's code of a failure, which staff read in the list of messages. */
  code: place.optional(),
  /**
   * Rules for answers that did not accept the message; the first that fits decides. When none fits, `failedAttempt`
   * decides by the status.
   */
  answers: z
    .array(
      z
        .strictObject({
          statuses: httpStatuses.optional(),
          when: condition.optional(),
          outcome: z.enum(['REFUSED', 'RETRY']),
          stops: z.enum(STOP_REASONS).optional(),
        })
        .refine(({ statuses, when }) => statuses !== undefined || when !== undefined, {
          error: 'has statuses, when or both',
        })
        .refine(({ outcome, stops }) => stops === undefined || outcome === 'REFUSED', {
          error: 'stops an address with REFUSED alone',
        }),
    )
    .max(50)
    .default([]),
  /**
   * How a status comes back, with paths into the form or JSON of a report. A report with a status that is not listed
   * changes nothing.
   */
  reports: z
    .strictObject({
      /** `message`: each to its own `{reportUrl}`; `account`: all to the one address that the account has at the gateway. */
      to: z.enum(['message', 'account']).default('message'),
      /**
       * Where each field `field`, `field[0]`, `field[1]` … is a report whose values stand in lines: `id` and `status` are
       * the numbers of lines from 0, and reports with another first line are left out.
       */
      lines: z.strictObject({ field: z.string().regex(/^[\w-]{1,50}$/), first: z.string().max(100) }).optional(),
      /** The text with which a report to an account is answered. */
      answer: z.string().max(100).default(''),
      id: path,
      status: path,
      statuses: z.record(
        z.string(),
        z.strictObject({ status: z.enum(['SENT', 'DELIVERED', 'FAILED']), stops: z.enum(STOP_REASONS).optional() }),
      ),
    })
    .optional(),
});
export type GatewayForm = z.infer<typeof gatewayForm>;
export type GatewayFormInput = z.input<typeof gatewayForm>;
type Place = z.infer<typeof place>;

function isPattern(source: string): boolean {
  try {
    return new RegExp(`${source}|`).exec('')?.length === 2;
  } catch {
    return false;
  }
}

/** An answer of a gateway; `body` is its JSON, undefined where the text is none. */
export interface GatewayAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
}

/**
 * A text of the form with its words filled in; undefined where a word has no value, and then the field is left out.
 * `write` escapes values.
 */
export function filled(
  source: string,
  values: GatewayValues,
  write: (value: string) => string = (value) => value,
): string | undefined {
  if (wordsOf(source).some((word) => values[word as keyof GatewayValues] === undefined)) return undefined;
  return source.replaceAll(WORD, (_, word: string) => write(values[word as keyof GatewayValues] ?? ''));
}

/** A JSON body of the form with the words of all its texts filled in. */
export function filledBody(source: unknown, values: GatewayValues): unknown {
  if (typeof source === 'string') return filled(source, values);
  if (Array.isArray(source)) return source.map((one) => filledBody(one, values));
  if (typeof source !== 'object' || source === null) return source;
  return Object.fromEntries(Object.entries(source).map(([name, one]) => [name, filledBody(one, values)]));
}

/**
 * The value in a body at a path of names with dots between them, where `*` is the first member; undefined where no text,
 * number or truth value stands there.
 */
export function valueAt(body: unknown, names: string): string | undefined {
  let at = body;
  for (const name of names.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    if (name === '*') at = Object.values(at)[0];
    else at = Object.hasOwn(at, name) ? (at as Record<string, unknown>)[name] : undefined;
  }
  return ['string', 'number', 'boolean'].includes(typeof at) && at !== '' ? String(at) : undefined;
}

function valueOf(answer: GatewayAnswer, where: Place): string | undefined {
  if ('json' in where) return valueAt(answer.body, where.json);
  return new RegExp(where.pattern).exec(answer.text)?.[1];
}

function holds(
  answer: GatewayAnswer,
  rule: { statuses?: number[] | undefined; when?: z.infer<typeof condition> | undefined },
) {
  if (rule.statuses?.includes(answer.status) === false) return false;
  if (rule.when === undefined) return true;
  const value = valueOf(answer, rule.when.at);
  return value !== undefined && rule.when.is.includes(value);
}

/** The id that the gateway gave the message; undefined: the gateway did not accept the message. */
export function acceptedId({ accepted }: GatewayForm, answer: GatewayAnswer): string | undefined {
  return holds(answer, accepted) ? valueOf(answer, accepted.id)?.slice(0, 200) : undefined;
}

/** The first rule of the form that fits an answer without acceptance; undefined: none. */
export function answerRule(
  { answers }: GatewayForm,
  answer: GatewayAnswer,
): GatewayForm['answers'][number] | undefined {
  return answers.find((rule) => holds(answer, rule));
}

/**
 * Name of a failure for staff: the gateway with its code, else with the HTTP status. A code of ten characters and more is left out,
 * because it could be a phone number.
 */
export function failureOf({ name, code }: GatewayForm, answer: GatewayAnswer): string {
  const value = code && valueOf(answer, code);
  return `${name} ${value !== undefined && /^[\w-]{1,9}$/.test(value) ? value : String(answer.status)}`;
}
