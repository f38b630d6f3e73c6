import { Suspense } from 'react';
import { restaurantOfTill } from '../entities/restaurant/open-tills.api';
import { lazyPart } from '../shared/api/lazy-part';
import { useTranslation } from '../shared/i18n/use-translation';
import { receiptNumberOf } from './machine/draft';
import { leftToPay } from './gifts/check-gifts.rules';
import { payableInFront, type TillDialog, type TillMachine } from './machine/till.state';
import type { Till } from './till/till';
import type { GuestAtTill } from './use-guest-at-till';
import { useTillWords } from './words/use-till-words';

const CameraScan = lazyPart(() => import('./find/camera-scan').then((module) => module.CameraScan));
const NewGuest = lazyPart(() => import('./find/new-guest').then((module) => module.NewGuest));
const ManualDialog = lazyPart(() =>
  import('../entities/transaction/manual-dialog').then((module) => module.ManualDialog),
);
const ShiftDrawer = lazyPart(() => import('./shift/shift-drawer').then((module) => module.ShiftDrawer));
const WaitingDialog = lazyPart(() => import('./offline/waiting-dialog').then((module) => module.WaitingDialog));
const GiftDrawer = lazyPart(() => import('./gifts/gift-drawer').then((module) => module.GiftDrawer));
const KeysDialog = lazyPart(() => import('./keys/keys-dialog').then((module) => module.KeysDialog));

interface TillDialogsProps {
  readonly machine: TillMachine;
  readonly till: Till;
  readonly found: GuestAtTill;
  /** Called when an act has changed the guest or the shift. */
  readonly onChanged: () => void;
}

/** The dialog over the screen, if one is open. */
export function TillDialogs(props: TillDialogsProps) {
  const { dialog } = props.machine.state;
  return <Suspense>{dialog !== null && <OpenDialog {...props} dialog={dialog} />}</Suspense>;
}

function OpenDialog({ machine, till, found, onChanged, dialog }: TillDialogsProps & { readonly dialog: TillDialog }) {
  const { t, language } = useTranslation('cashier');
  const words = useTillWords();
  const { state, send } = machine;
  const { guest, take } = found;
  const { pointOfSaleId } = till;
  const close = () => send({ kind: 'dialogClosed' });
  switch (dialog.kind) {
    case 'camera':
      return <CameraScan onClose={close} onRead={(text) => send({ kind: 'filmed', text })} />;
    case 'newGuest':
      return (
        <NewGuest
          phone={dialog.phone}
          restaurantId={till.restaurantId}
          onRegistered={(registered) => {
            const { available, pending } = registered.balance;
            take(registered, null, available + pending);
          }}
          onKnown={(guestId) => send({ kind: 'found', guestId, joined: null })}
          onClose={close}
        />
      );
    case 'manual':
      return guest === null ? null : (
        <ManualDialog
          guestId={guest.id}
          name={guest.name ?? t('guest.noName')}
          pointOfSaleId={pointOfSaleId}
          words={words}
          onDone={onChanged}
          onClose={close}
        />
      );
    case 'shift':
      return (
        <ShiftDrawer
          pointOfSaleId={pointOfSaleId}
          guest={guest}
          placeName={restaurantOfTill(till, language)}
          actId={dialog.actId ?? null}
          onChanged={onChanged}
          onUndone={(saleId) => send({ kind: 'saleUndone', saleId })}
          onClose={close}
        />
      );
    case 'gifts': {
      const payable = payableInFront(state);
      return (
        <GiftDrawer
          pointOfSaleId={pointOfSaleId}
          receiptNumber={receiptNumberOf(state.draft)}
          code={dialog.code}
          receiptRefundId={dialog.receiptRefundId ?? null}
          left={payable === null ? null : leftToPay(payable, state.draft.gifts)}
          onGift={(gift) => send({ kind: 'giftMoved', gift })}
          onRefunded={(id, amount) => send({ kind: 'giftRefunded', id, amount })}
          onClose={close}
        />
      );
    }
    case 'waiting':
      return <WaitingDialog onClose={close} />;
    case 'keys':
      return <KeysDialog onClose={close} />;
  }
}
