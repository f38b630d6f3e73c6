import { z } from 'zod';

/** Ids come as numbers or as texts. */
const text = z.union([z.string(), z.number()]).transform(String).pipe(z.string().trim().min(1).max(100));

/** An event of White Server; fields of other versions pass by. */
export const whiteServerSchema = z.looseObject({
  responseEventCommon: z.looseObject({ eventGuid: text, eventType: text }),
  response: z.looseObject({ orderGuid: text.nullish() }).nullish(),
});

/** A status of r_keeper Delivery, as the template of the documentation writes it. */
export const deliveryStatusSchema = z.looseObject({ order_id: text, status: text, phone: text.nullish() });
