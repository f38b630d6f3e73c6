import { Suspense } from 'react';
import { lazyPart } from '../../shared/api/lazy-part';
import type { ConfirmSpendProps } from './confirm-spend';
import type { Confirmation } from './use-confirmation';

/** Loads at its first use, because few receipts need it. */
const ConfirmSpend = lazyPart(() => import('./confirm-spend').then((module) => module.ConfirmSpend));

interface GuestConfirmsProps extends Omit<ConfirmSpendProps, 'spend' | 'confirmation'> {
  readonly confirmation: Pick<Confirmation<never>, 'spend' | 'error' | 'isPending' | 'confirm' | 'clearError'>;
}

/** Asks for the guest's confirmation while an act waits for it. */
export function GuestConfirms({ confirmation, ...others }: GuestConfirmsProps) {
  const { spend } = confirmation;
  if (spend === null) return null;
  return (
    <Suspense>
      <ConfirmSpend {...others} spend={spend} confirmation={confirmation} />
    </Suspense>
  );
}
