import { z } from 'zod';
import { line } from '../../platform/http/schemas';

export const CONNECTION_KINDS = ['IIKO', 'RKEEPER'] as const;
export type ConnectionKind = (typeof CONNECTION_KINDS)[number];

/** The members that a manager gives a connection of a kind. Secrets and options are checked by the kind; unknown members are refused. */
interface KindSchemas {
  /** Stored encrypted and never shown again. */
  readonly credentials: z.ZodType<Readonly<Record<string, string | undefined>>>;
  readonly options: z.ZodType<Readonly<Record<string, unknown>>>;
}

/** IANA name of a time zone that this process knows. */
const timeZone = line(64).refine(isTimeZone, { params: { code: 'not_valid' } });

const iikoCredentials = z
  .strictObject({ apiLogin: line(200).optional().describe('API login of iikoCloud') })
  .meta({ id: 'IikoCredentials', description: 'Secrets of iiko.' });
const iikoOptions = z
  .strictObject({
    plugin: z
      .boolean()
      .optional()
      .describe('Whether a plugin at the tills closes checks with us; webhooks then wait a minute for it'),
    timeZone: timeZone
      .nullish()
      .describe('IANA time zone of the terminals, by which iiko dates a check; null or left out: that of the network'),
    pointsPaymentTypeId: line(100)
      .nullish()
      .describe('Payment type of iiko that stands for points: what it paid earns nothing; null or left out: none'),
  })
  .meta({ id: 'IikoOptions', description: 'Options of iiko.' });

const rkeeperCredentials = z
  .strictObject({})
  .meta({ id: 'RkeeperCredentials', description: 'Secrets of R-Keeper: FarCards has none besides the path.' });
const rkeeperOptions = z
  .strictObject({
    restaurantCode: z
      .string()
      .regex(/^\d{1,9}$/)
      .nullish()
      .describe(
        'Code of the restaurant, up to 9 digits; checks of another restaurant are refused. Null or left out: not compared',
      ),
    discounts: z
      .array(
        z.strictObject({
          tier: line(50).describe('Code of a tier of the programme'),
          number: z.int().min(1).max(65_535).describe('Number of the discount type in R-Keeper'),
        }),
      )
      .max(50)
      .optional()
      .describe('Discount type that the till gives guests of a tier; left out: none'),
    outsideOrderCategories: z
      .array(line(20))
      .max(50)
      .optional()
      .describe('Order categories (`order_cat`) of orders from outside, such as delivery: their channel is `API`'),
  })
  .meta({ id: 'RkeeperOptions', description: 'Options of R-Keeper.' });

export const KIND_SCHEMAS = {
  IIKO: { credentials: iikoCredentials, options: iikoOptions },
  RKEEPER: { credentials: rkeeperCredentials, options: rkeeperOptions },
} as const satisfies Record<ConnectionKind, KindSchemas>;

/** Paths of a kind that the till system calls, by what they are for; `{token}` is the secret of the connection. */
export const KIND_PATHS: Readonly<Record<ConnectionKind, Readonly<Record<string, string>>>> = {
  IIKO: { webhook: '/api/hooks/iiko', plugin: '/api/hooks/iiko/v1' },
  RKEEPER: {
    GetCardInfoEx: '/api/hooks/rkeeper/{token}/getcardinfoex',
    TransactionsEx: '/api/hooks/rkeeper/{token}/transactionsex',
    FindEmail: '/api/hooks/rkeeper/{token}/findemail',
    GetCardImageEx: '/api/hooks/rkeeper/{token}/getcardimageex',
  },
};

export type CredentialsOf<Kind extends ConnectionKind> = z.infer<(typeof KIND_SCHEMAS)[Kind]['credentials']>;
export type OptionsOf<Kind extends ConnectionKind> = z.infer<(typeof KIND_SCHEMAS)[Kind]['options']>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
