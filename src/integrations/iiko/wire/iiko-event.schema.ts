import { z } from 'zod';

/** A text field; missing and null mean the same. Fields that iiko adds later are ignored. */
const text = z.string().max(500).nullish();
const number = z.number().nullish();

const deleted = z.looseObject({}).nullish();
const namedSchema = z.looseObject({ id: text, name: text }).nullish();

const modifierSchema = z.looseObject({ resultSum: number, deleted });
const modifiers = z.array(modifierSchema).max(500).nullish();

const componentSchema = z
  .looseObject({ product: namedSchema, resultSum: number, cost: number, modifiers, deleted })
  .nullish();

const itemSchema = z.looseObject({
  type: text,
  product: namedSchema,
  service: namedSchema,
  primaryComponent: componentSchema,
  secondaryComponent: componentSchema,
  commonModifiers: modifiers,
  comboInformation: z.looseObject({ comboId: text }).nullish(),
  amount: number,
  cost: number,
  resultSum: number,
  modifiers,
  deleted,
});

const paymentSchema = z.looseObject({
  paymentType: z.looseObject({ id: text, name: text, kind: text }).nullish(),
  sum: z.number(),
  isPreliminary: z.boolean().nullish(),
});

const orderSchema = z.looseObject({
  status: text,
  isDeleted: z.boolean().nullish(),
  phone: text,
  sum: number,
  whenClosed: text,
  // Only shown to guests, so another form of it must not refuse the order.
  number: number.catch(null),
  terminalGroupId: text,
  orderType: z.looseObject({ id: text, orderServiceType: text }).nullish(),
  guestsInfo: z.looseObject({ count: number }).nullish(),
  items: z.array(itemSchema).max(500).nullish(),
  payments: z.array(paymentSchema).max(100).nullish(),
});

/** An order as webhooks and reconciliation deliver it, in an event's `eventInfo`. */
export const iikoOrderSchema = z.looseObject({
  id: z.guid(),
  organizationId: z.guid(),
  timestamp: z.number().int(),
  creationStatus: text,
  order: orderSchema.nullish(),
});

/** The envelope of any event. */
export const iikoEventSchema = z.looseObject({
  eventType: z.string().min(1).max(100),
  eventTime: text,
  organizationId: text,
  eventInfo: z.looseObject({ id: text, timestamp: number }).nullish(),
});

export type IikoOrder = z.infer<typeof orderSchema>;
export type IikoItem = z.infer<typeof itemSchema>;
