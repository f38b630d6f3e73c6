import { z } from 'zod';
import { line, objectNamed } from '../../../platform/http/schemas';
import type { TillSystemKind } from './till-system-kind';

/** Possible signatures of White Server's events: UCS says only that the signature is a hash of the body. */
const EVENT_SIGNATURES = ['SHA256_SALT', 'HMAC_SHA256'] as const;
export type EventSignature = (typeof EVENT_SIGNATURES)[number];

const credentials = objectNamed('RkeeperCredentials', 'Secrets of R-Keeper; FarCards has none besides the path.', {
  eventsSalt: line(200)
    .optional()
    .describe('Salt with which White Server signs its events; without it they are refused'),
});
const options = objectNamed('RkeeperOptions', 'Options of R-Keeper.', {
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
  giftCards: z
    .boolean()
    .optional()
    .describe('Whether the tills take gift cards as a payment, without a PIN, since FarCards sends none; left out: no'),
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
});

export const RKEEPER = {
  credentials,
  options,
  paths: {
    GetCardInfoEx: '/api/hooks/rkeeper/{token}/getcardinfoex',
    TransactionsEx: '/api/hooks/rkeeper/{token}/transactionsex',
    FindEmail: '/api/hooks/rkeeper/{token}/findemail',
    GetCardImageEx: '/api/hooks/rkeeper/{token}/getcardimageex',
    'White Server': '/api/hooks/rkeeper/{token}/whiteserver',
    'HTTP Order Notify': '/api/hooks/rkeeper/{token}/ordernotify',
    'r_keeper Delivery': '/api/hooks/rkeeper/{token}/delivery',
  },
} as const satisfies TillSystemKind;
