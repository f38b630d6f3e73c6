import { z } from 'zod';
import { STOP_REASONS } from '../../security';

/** Words that a form may use in braces in its address, headers and body. Each stands for a value of the message or the account. */
const GATEWAY_WORDS = ['recipient', 'digits', 'text', 'id', 'sender', 'login', 'secret', 'basic', 'reportUrl'] as const;
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
  .max(500)
  .regex(/^(?:[\w-]+|\*)(?:\.(?:[\w-]+|\*)){0,9}$/, 'is names with dots between them, or * for the first member');
const pattern = z
  .string()
  .max(200)
  .refine((source) => isPattern(source), { error: 'is no regular expression with one group' });
/** Where to find a value in a gateway's answer: a path in its JSON, or a group of a regular expression on its text. */
const place = z.union([z.strictObject({ json: path }), z.strictObject({ pattern })]);
const httpStatuses = z.array(z.int().min(100).max(599)).min(1);
const condition = z.strictObject({ at: place, is: z.array(z.string()).min(1) });

/** The form that describes an SMS gateway's HTTP calls; docs/operations.md explains it. */
export const gatewayForm = z.strictObject({
  /** The gateway's name on the health page, on messages and in failures. */
  name: z.string().regex(/^[a-z][a-z0-9-]{1,19}$/),
  request: z
    .strictObject({
      method: z.enum(['POST', 'GET']).default('POST'),
      url: text.regex(/^https?:\/\/[\w.:[\]-]+(?:[/?]|$)/, 'begins with http:// or https:// and a host without words'),
      headers: z.record(z.string().regex(/^[\w-]{1,100}$/), headerText).default({}),
      form: z.record(z.string(), text).optional(),
      json: z.record(z.string(), json).optional(),
    })
    .refine(({ method, form, json: body }) => [form, body].filter(Boolean).length <= (method === 'GET' ? 0 : 1), {
      error: 'has one body, form or json, and none with GET',
    }),
  accepted: z.strictObject({ statuses: httpStatuses.default([200]), when: condition.optional(), id: place }),
  /** Where to find the gateway's failure code in an answer; staff see it in the list of messages. */
  code: place.optional(),
  /** Rules for answers without acceptance; the first one that matches decides. If none matches, `failedAttempt` decides by the status. */
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
  /** How the gateway reports deliveries, with paths into the report's form or JSON. A status that is not listed changes nothing. */
  reports: z
    .strictObject({
      /** `message`: reports go to each message's `{reportUrl}`; `account`: all go to the one address that is set at the gateway. */
      to: z.enum(['message', 'account']).default('message'),
      /**
       * For gateways whose fields `field`, `field[0]`, `field[1]` … are reports with one value on each line: `id` and `status` are line numbers
       * from 0, and reports with another first line are ignored.
       */
      lines: z.strictObject({ field: z.string().regex(/^[\w-]{1,50}$/), first: z.string().max(100) }).optional(),
      /** The text that answers a report to the account's address. */
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
type ValuePlace = z.infer<typeof place>;

function isPattern(source: string): boolean {
  try {
    return new RegExp(`${source}|`).exec('')?.length === 2;
  } catch {
    return false;
  }
}

/** A gateway's answer; `body` is its JSON, undefined where the text is not JSON. */
export interface GatewayAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
}

/**
 * A text of the form with its words replaced by values; undefined where a word has no value, and then the field is left out. `write` escapes
 * values.
 */
export function filled(
  source: string,
  values: GatewayValues,
  write: (value: string) => string = (value) => value,
): string | undefined {
  if (wordsOf(source).some((word) => values[word as keyof GatewayValues] === undefined)) return undefined;
  return source.replaceAll(WORD, (_, word: string) => write(values[word as keyof GatewayValues] ?? ''));
}

/** A JSON body of the form with the words in all its texts replaced. */
export function filledBody(source: unknown, values: GatewayValues): unknown {
  if (typeof source === 'string') return filled(source, values);
  if (Array.isArray(source)) return source.map((one) => filledBody(one, values));
  if (typeof source !== 'object' || source === null) return source;
  return Object.fromEntries(Object.entries(source).map(([name, one]) => [name, filledBody(one, values)]));
}

/**
 * The value in a body at a path of member names, separated by dots; `*` is the first member. Undefined where the path leads to no text, number or
 * boolean.
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

function valueOf(answer: GatewayAnswer, where: ValuePlace): string | undefined {
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

/** The gateway's id of the message; undefined: the gateway did not accept the message. */
export function acceptedId({ accepted }: GatewayForm, answer: GatewayAnswer): string | undefined {
  return holds(answer, accepted) ? valueOf(answer, accepted.id)?.slice(0, 200) : undefined;
}

/** The form's first rule that matches an answer without acceptance; undefined: none. */
export function answerRule(
  { answers }: GatewayForm,
  answer: GatewayAnswer,
): GatewayForm['answers'][number] | undefined {
  return answers.find((rule) => holds(answer, rule));
}

/**
 * A failure's name for staff: the gateway's name with its code, else with the HTTP status. Codes of ten and more characters are left out, because
 * they could be phone numbers.
 */
export function failureOf({ name, code }: GatewayForm, answer: GatewayAnswer): string {
  const value = code && valueOf(answer, code);
  return `${name} ${value !== undefined && /^[\w-]{1,9}$/.test(value) ? value : String(answer.status)}`;
}
