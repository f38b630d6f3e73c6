import { z } from 'zod';
import type { RuleGroup } from '../../../decision';
import { MAX_RULES_IN_GROUP, mistakesOfShape } from './rule-tree-shape.rules';

/** A tree of conditions in the API document. */
export const RULE_GROUP_META = {
  type: 'object',
  required: ['combinator', 'rules'],
  properties: {
    combinator: {
      enum: ['and', 'or'],
      description: '`and`: all of the rules have to hold. `or`: one of them is enough',
    },
    not: { type: 'boolean', description: 'True: the group holds where its rules do not; left out: false' },
    rules: {
      type: 'array',
      minItems: 1,
      maxItems: MAX_RULES_IN_GROUP,
      description: 'Conditions and groups of this one, 1 to 50',
      items: {
        description:
          'A group like this one (groups stand at most 6 deep), or a condition `{ field, operator, value }`. `value` is ' +
          'a list of at most 1,000 for `in` and `notIn`, a pair for `between` and `notBetween`, null for `null` and ' +
          '`notNull`, else one value. A missing value equals nothing, so `!=` and `notIn` hold for it',
      },
    },
  },
} as const;

/**
 * A tree of conditions. Its form is checked by hand-written code with a depth limit: a recursive schema would follow a hostile body to any depth,
 * and could not say where in a union the mistake is.
 */
export const ruleGroupSchema = z
  .unknown()
  .check((context) => {
    for (const { path, code, reason } of mistakesOfShape(context.value))
      context.issues.push({
        code: 'custom',
        input: context.value,
        path,
        message: reason ?? code,
        params: { code, reason },
      });
  })
  .meta({
    ...RULE_GROUP_META,
    id: 'RuleGroup',
    description:
      'Conditions of an earning rule, in the form of react-querybuilder; at most 200. A condition that can never hold is refused. ' +
      'Fields of a line: `category`, `sku` (texts, compared for equality), `quantity` (thousandths), `total` (minor ' +
      'units, before discount). Fields of the sale: `amount`, `payable` (minor units), `items` (lines of the receipt, ' +
      '0 to 500), `restaurant`, `pointOfSale` (ids), `channel` (`TILL`, `API`, `OFFLINE`, `IMPORT`), `paymentMethod` ' +
      '(text), `localTime` (`HH:MM`; the end of `between` is excluded, and a beginning after the end passes midnight), ' +
      '`weekday` (1 is Monday), `dayOfMonth`, `date` (`YYYY-MM-DD`), `tier` (code), `segment` (code, any that the guest ' +
      "is in), `birthdayToday`, `birthdayMonth`, `firstSale` (true or false). Times and dates are the network's, at " +
      '`occurredAt`. Operators: texts, ids and codes take `=`, `!=`, `in`, `notIn`; amounts, quantities and dates `=`, ' +
      '`!=`, `<`, `<=`, `>`, `>=`, `between`, `notBetween`; `items`, `weekday` and `dayOfMonth` all of these; `localTime` ' +
      'all of these but `=`, `!=`, `in` and `notIn`; true and false `=`, `!=`; `category`, `sku` and `paymentMethod` also ' +
      '`null`, `notNull`',
  }) as unknown as z.ZodType<RuleGroup, RuleGroup>;
