import { KindChoice } from '../../shared/document/kind-choice';
import { Field } from '../../shared/document/field';
import { FieldsOf } from '../../shared/document/fields-of';
import { FIRST_DISCOUNTS, type RewardKind } from './reward-document.rules';

const GIFT = ['gift'];

/** Fields of the reward's kind: discount, goods, delivery. */
export function GiftFields({ kind }: { readonly kind: RewardKind }) {
  switch (kind) {
    case 'PRODUCT':
      return <Field path={['shippingRequired']} />;
    case 'EXPERIENCE':
      return <Field path={['byAppointment']} />;
    case 'DISCOUNT':
      return (
        <>
          <KindChoice path={GIFT} firsts={FIRST_DISCOUNTS} />
          <FieldsOf path={GIFT} />
        </>
      );
    case 'FREE_ITEM':
    case 'SHIPPING':
      return <FieldsOf path={GIFT} />;
  }
}
