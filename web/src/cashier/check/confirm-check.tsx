import { newKey } from '../../shared/api/act-key';
import { GuestConfirms } from '../confirm/guest-confirms';
import { isOpen } from '../machine/till.state';
import type { CheckPartProps } from './check-part';

/** Asks for the guest's confirmation of the points, also while the server looks at it. */
export function ConfirmCheck({ machine, check, guestId }: CheckPartProps & { readonly guestId: string }) {
  const { state, send } = machine;
  const { step } = state;
  const asked = step.kind === 'confirming' || (step.kind === 'sending' && !isOpen(state)) ? step.asked : null;
  if (asked === null) return null;
  const { spend } = asked;
  // A number below the minimum becomes zero.
  const fewer = spend.free < (check.quote?.redeemable.min ?? 0) ? 0 : spend.free;
  return (
    <GuestConfirms
      guestId={guestId}
      confirmation={{
        spend,
        error: step.kind === 'confirming' ? step.error : null,
        isPending: step.kind === 'sending',
        confirm: (by) => send({ kind: 'confirmed', by, key: newKey() }),
        clearError: () => send({ kind: 'confirmationEdited' }),
      }}
      fewer={{ points: fewer, onChoose: () => send({ kind: 'fewerChosen', points: fewer }) }}
      onClose={() => send({ kind: 'confirmationClosed' })}
    />
  );
}
