import { z } from 'zod';

/** An id, which may be a number or a text. */
const text = z.union([z.string(), z.number()]).transform(String).pipe(z.string().trim().min(1).max(100));

/** An event of White Server; unknown fields are ignored. */
export const whiteServerSchema = z.looseObject({
  responseEventCommon: z.looseObject({ eventGuid: text, eventType: text }),
  response: z.looseObject({ orderGuid: text.nullish() }).nullish(),
});

/** A status of r_keeper Delivery, in the form of the documentation's template. */
export const deliveryStatusSchema = z.looseObject({ order_id: text, status: text, phone: text.nullish() });
