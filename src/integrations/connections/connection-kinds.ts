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
const mirror = z
  .strictObject({
    organizationId: line(100).describe('Id of the organisation whose guests of iikoCard they are'),
    programId: line(100).describe('Id of the programme of iikoCard whose wallet counts the points, one for one'),
    categories: z
      .array(
        z.strictObject({
          tier: line(50).describe('Code of a tier of the programme'),
          categoryId: line(100).describe('Id of the category that guests of the tier have in iikoCard'),
        }),
      )
      .max(50)
      .optional()
      .describe('Guest categories of iikoCard by tier; left out: none'),
  })
  .meta({ id: 'IikoMirror', description: 'The wallets of iikoCard that follow the points of guests.' });
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
    outsideOrderTypes: z
      .array(line(100))
      .max(50)
      .optional()
      .describe('Ids of order types of table orders that come from outside: their channel is `API`; left out: none'),
    mirror: mirror
      .nullish()
      .describe('Wallets of iikoCard that follow the points of guests; null or left out: iikoCard is not used'),
  })
  .meta({ id: 'IikoOptions', description: 'Options of iiko.' });

/** Ways in which White Server may sign: UCS says no more than that the signature is a hash of the body. */
const EVENT_SIGNATURES = ['SHA256_SALT', 'HMAC_SHA256'] as const;
export type EventSignature = (typeof EVENT_SIGNATURES)[number];

const rkeeperCredentials = z
  .strictObject({
    eventsSalt: line(200)
      .optional()
      .describe('Salt with which White Server signs its events; without it they are refused'),
  })
  .meta({ id: 'RkeeperCredentials', description: 'Secrets of R-Keeper; FarCards has none besides the path.' });
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
    signature: z
      .enum(EVENT_SIGNATURES)
      .optional()
      .describe(
        'How White Server signs: base64 of the SHA-256 of the body with the salt behind it, or of its HMAC; left out: the former',
      ),
    deliveryTexts: z
      .array(
        z.strictObject({
          status: line(100).describe('Status as the template of r_keeper Delivery sends it'),
          text: line(300).describe('Message to the guest; `{order}` stands for the number of the order'),
        }),
      )
      .max(50)
      .optional()
      .describe('Messages to guests about their deliveries, by status; left out: none'),
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
    'White Server': '/api/hooks/rkeeper/{token}/whiteserver',
    'HTTP Order Notify': '/api/hooks/rkeeper/{token}/ordernotify',
    'r_keeper Delivery': '/api/hooks/rkeeper/{token}/delivery',
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
