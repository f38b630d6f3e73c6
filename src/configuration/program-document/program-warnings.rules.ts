import type { ItemType, ProgramDocument } from '../../decision';

/** A possible mistake that the manager should see before a version is published. */
export interface ProgramWarning {
  readonly code: 'NOT_GOODS_EARN' | 'NOT_GOODS_DISCOUNTED' | 'NOT_GOODS_PAID_WITH_POINTS';
  readonly path: string;
  /** The types of items that the place in the document does not exclude. */
  readonly names: ItemType[];
}

/** Types of lines that are no goods: their money is for the staff, for the service, or is spent later. */
const NOT_GOODS: readonly ItemType[] = ['TIP', 'SERVICE', 'GIFT_CARD'];

/** The places where the presets exclude lines that are no goods and this document does not. Published versions decide as they are written. */
export function warningsOfProgram({ tiers, earning, restrictions, redemption }: ProgramDocument): ProgramWarning[] {
  const earns = earning.base !== null || earning.rules.length > 0;
  const discounts = tiers.some(
    ({ discountPpm, benefits }) => discountPpm > 0 || benefits.some(({ kind }) => kind === 'BIRTHDAY_DISCOUNT'),
  );
  return [
    ...(earns ? missing('NOT_GOODS_EARN', 'earning.exclusions.types', earning.exclusions.types) : []),
    ...(discounts ? missing('NOT_GOODS_DISCOUNTED', 'restrictions.discount.types', restrictions?.discount.types) : []),
    ...(redemption === null
      ? []
      : missing('NOT_GOODS_PAID_WITH_POINTS', 'restrictions.redemption.types', restrictions?.redemption.types)),
  ];
}

function missing(
  code: ProgramWarning['code'],
  path: string,
  excluded: readonly ItemType[] | undefined = [],
): ProgramWarning[] {
  const names = NOT_GOODS.filter((type) => !excluded.includes(type));
  return names.length === 0 ? [] : [{ code, path, names }];
}
