import { Box, Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { quoteKeys, recordAct, type RewardRedemption } from '../../entities/transaction/transaction.api';
import { balanceQuery } from '../../entities/guest/guest.api';
import { AddressField } from '../../entities/redemption/address-field';
import { addressFault, parseAddress } from '../../entities/redemption/address.rules';
import { keyOf } from '../../shared/api/calls';
import { ApiProblem } from '../../shared/api/problem';
import { useAct } from '../../shared/api/use-act';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { GuestConfirms } from '../confirm/guest-confirms';
import { useConfirmation } from '../confirm/use-confirmation';
import { useTillWords } from '../words/use-till-words';
import { SlotChoice } from './slot-choice';
import classes from './take-reward.module.css';

/** A reward that the cashier chose, and the payment for it. */
export interface WantedReward {
  readonly redemptionItemId: string;
  readonly name: string;
  readonly byAppointment: boolean;
  /** Whether it can be shipped; then an address is needed, unless it is handed over. */
  readonly shippingRequired: boolean;
  readonly paidBy: { readonly points: number } | { readonly stampCardId: string };
}

interface TakeRewardProps {
  readonly guestId: string;
  readonly pointOfSaleId: string;
  readonly restaurantId: string;
  readonly reward: WantedReward;
  /** `redemptionId` identifies a reward that is used on a sale. `isSent`: it is shipped to the given address. */
  readonly onTaken: (redemptionId: string, isSent: boolean) => void;
  readonly onClose: () => void;
}

/** Asks for confirmation, and for an appointment or address where the reward has one. Points or the stamp card are charged at once. */
export function TakeReward({ guestId, pointOfSaleId, restaurantId, reward, onTaken, onClose }: TakeRewardProps) {
  const { t } = useTranslation('cashier');
  const words = useTillWords();
  const queries = useQueryClient();
  const [slotId, setSlotId] = useState<string | null>(null);
  const [addressTyped, setAddressTyped] = useState('');
  const [asked, setAsked] = useState(false);
  const addressInput = useRef<HTMLTextAreaElement>(null);
  const { redemptionItemId, name, byAppointment, shippingRequired, paidBy } = reward;
  const redeem = useAct({
    // Each reward's open act is stored separately, so that taking another reward keeps its key.
    storedAt: ['loyalty.act.reward', guestId, redemptionItemId, ...cardOf(reward)].join('.'),
    send: recordAct<RewardRedemption>(guestId),
    onDone: ({ id }) => {
      void queries.invalidateQueries({ queryKey: quoteKeys.each });
      void queries.invalidateQueries({ queryKey: balanceQuery(guestId).queryKey });
      void queries.invalidateQueries({ queryKey: keyOf('/api/redemption-items/{id}/slots', { id: redemptionItemId }) });
      onTaken(id, shippingAddress !== undefined);
    },
  });
  /** The call got no answer, so it is repeated unchanged; otherwise the reward could be taken twice. */
  const open = redeem.open?.body ?? null;
  const typed = open === null ? addressTyped : (open.shippingAddress ?? '');
  const shippingAddress = shippingRequired ? parseAddress(typed) : undefined;
  const fault = addressFault(shippingAddress, false);
  const isLocked = redeem.isPending || open !== null;
  const confirmation = useConfirmation(redeem, (body, by) => ({ ...body, confirmation: by }));
  const slotIsGone = redeem.error instanceof ApiProblem && redeem.error.code === 'slot_taken';

  function take(): void {
    if (open !== null) {
      confirmation.submit(open);
      return;
    }
    setAsked(true);
    if (fault !== null) {
      addressInput.current?.focus();
      return;
    }
    confirmation.submit({
      type: 'REDEMPTION',
      pointOfSaleId,
      redemptionItemId,
      quantity: 1,
      ...('stampCardId' in paidBy ? { stampCardId: paidBy.stampCardId } : {}),
      ...(slotId === null ? {} : { slotId }),
      ...(shippingAddress === undefined ? {} : { shippingAddress }),
    });
  }

  if (confirmation.spend !== null)
    return <GuestConfirms guestId={guestId} confirmation={confirmation} onClose={confirmation.close} />;
  return (
    <Dialog title={t('rewards.question', { name })} onClose={onClose}>
      <Text mb={16} lh={1.45}>
        {'points' in paidBy ? t('rewards.questionHelp', { count: paidBy.points }) : t('rewards.cardHelp')}
      </Text>
      {byAppointment && (
        <SlotChoice
          redemptionItemId={redemptionItemId}
          restaurantId={restaurantId}
          chosen={open === null ? slotId : (open.slotId ?? null)}
          isStale={slotIsGone}
          disabled={isLocked}
          onChoose={(chosen) => {
            confirmation.close();
            setSlotId(chosen);
          }}
        />
      )}
      {shippingRequired && (
        <AddressField
          typed={typed}
          isRequired={false}
          fault={asked ? fault : null}
          disabled={isLocked}
          isFirst={!byAppointment}
          inputRef={addressInput}
          onChange={(address) => {
            confirmation.close();
            setAddressTyped(address);
          }}
        />
      )}
      {redeem.error !== null && (
        <Box mt={16}>
          <ProblemNotice words={words(redeem.error)} />
        </Box>
      )}
      <div className={classes.actions}>
        <Button
          data-autofocus={!(byAppointment || shippingRequired) || undefined}
          loading={redeem.isPending}
          disabled={open === null && byAppointment && (slotId === null || slotIsGone)}
          onClick={take}
        >
          {'points' in paidBy ? t('rewards.yes') : t('rewards.yesCard')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('rewards.no')}
        </Button>
      </div>
    </Dialog>
  );
}

/** The stamp card that pays for the reward, if any. */
function cardOf({ paidBy }: WantedReward): readonly string[] {
  return 'stampCardId' in paidBy ? [paidBy.stampCardId] : [];
}
