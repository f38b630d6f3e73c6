import { Suspense, useCallback } from 'react';
import { restaurantOfTill } from '../entities/restaurant/open-tills.api';
import { useTranslation } from '../shared/i18n/use-translation';
import { Check } from './check/check';
import { Result } from './done/result';
import type { TillMachine } from './machine/till.state';
// In the first bundle, because without a connection its code might not be on the device yet.
import { KeptResult } from './offline/kept-result';
import type { Till } from './till/till';
import type { TillFields } from './use-cue';

interface ReceiptSideProps {
  readonly machine: TillMachine;
  readonly till: Till;
  readonly fields: TillFields;
  readonly onUndone: () => void;
}

/** The check in front, or the result of the last sale. */
export function ReceiptSide({ machine, till, fields, onUndone }: ReceiptSideProps) {
  const { language } = useTranslation();
  const {
    state: { step },
    send,
  } = machine;
  const next = useCallback(() => send({ kind: 'next' }), [send]);
  switch (step.kind) {
    case 'kept':
      return <KeptResult kept={step.kept} onNext={next} />;
    case 'done':
      return (
        <Suspense>
          <Result
            key={step.done.answer.id}
            done={step.done}
            placeName={restaurantOfTill(till, language)}
            onNext={next}
            onUndone={({ id: receiptRefundId }) => {
              send({ kind: 'undone', receiptRefundId });
              onUndone();
            }}
          />
        </Suspense>
      );
    default:
      return <Check machine={machine} till={till} fields={fields} />;
  }
}
