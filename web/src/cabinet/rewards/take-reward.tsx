import { Button, NativeSelect, Text, TextInput } from '@mantine/core';
import { type UseMutationResult, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OwnReward, takeReward } from '../../entities/guest-account/guest-account.api';
import { AddressField } from '../../entities/redemption/address-field';
import { addressFault, parseAddress } from '../../entities/redemption/address.rules';
import { rewardSlotsQuery } from '../../entities/reward/reward.api';
import { leavesOutcomeOpen } from '../../shared/api/problem';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';

const MOST_SLOTS = 50;

type TakeBody = Parameters<typeof takeReward>[0]['body'];

interface TakeRewardProps {
  readonly reward: OwnReward;
  /** Belongs to the page, so that the request survives this dialog. */
  readonly taking: UseMutationResult<unknown, unknown, TakeBody>;
  readonly onClose: () => void;
}

/** Asks once before points are spent: for a time where the reward has one, for the address where it is sent, and for a coupon that would pay for it. */
export function TakeReward({ reward, taking, onClose }: TakeRewardProps) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const { id, name, points, byAppointment, shippingRequired } = reward;
  const [slotId, setSlotId] = useState('');
  const [coupon, setCoupon] = useState('');
  const [addressTyped, setAddressTyped] = useState('');
  const [asked, setAsked] = useState(false);
  const slots = useQuery({ ...rewardSlotsQuery(id, MOST_SLOTS), enabled: byAppointment, staleTime: 0 });
  /** It was sent, and there is no answer: it goes again as it is, or the reward could be taken twice. */
  const open = taking.isPending || leavesOutcomeOpen(taking.error) ? (taking.variables ?? null) : null;
  const isLocked = open !== null;
  const shown =
    open === null
      ? { slotId, coupon, address: addressTyped }
      : { slotId: open.slotId ?? '', coupon: open.coupon ?? '', address: open.shippingAddress ?? '' };
  const free = slots.data?.items.filter(({ id: slot, left }) => left > 0 || slot === open?.slotId) ?? [];
  const shippingAddress = shippingRequired ? parseAddress(addressTyped) : undefined;
  const fault = shippingRequired && open === null ? addressFault(shippingAddress, true) : null;
  const isWhole = (!byAppointment || slotId !== '') && fault === null;

  function submit(): void {
    if (open !== null) {
      if (!taking.isPending) taking.mutate(open);
      return;
    }
    setAsked(true);
    if (!isWhole) return;
    const paid = coupon.trim();
    taking.mutate({
      redemptionItemId: id,
      ...(byAppointment && { slotId }),
      ...(paid !== '' && { coupon: paid }),
      ...(shippingAddress !== undefined && { shippingAddress }),
    });
  }

  return (
    <Dialog title={name} onClose={onClose}>
      <Form onSubmit={submit}>
        <Text lh={1.5}>
          {shown.coupon.trim() === '' ? t('rewards.confirm', { count: points }) : t('rewards.confirmCoupon')}
        </Text>
        {shippingRequired && (
          <AddressField
            typed={shown.address}
            isRequired
            fault={asked ? fault : null}
            disabled={isLocked}
            onChange={setAddressTyped}
          />
        )}
        <FailureNotice error={slots.error} retry={slots} />
        {byAppointment && slots.data !== undefined && free.length === 0 && <Text lh={1.5}>{t('rewards.noSlots')}</Text>}
        {free.length > 0 && (
          <NativeSelect
            label={t('rewards.slot')}
            {...bound(shown.slotId, setSlotId)}
            disabled={isLocked}
            error={asked && shown.slotId === '' ? t('rewards.slotNeeded') : undefined}
            data={[
              { value: '', label: t('rewards.slotChoose') },
              ...free.map((slot) => ({ value: slot.id, label: format.dateTime(slot.startsAt) })),
            ]}
          />
        )}
        <TextInput
          label={t('rewards.coupon')}
          description={t('rewards.couponHelp')}
          maxLength={64}
          {...bound(shown.coupon, setCoupon)}
          disabled={isLocked}
        />
        <Text c="dimmed" fz="sm" lh={1.4}>
          {t('rewards.cancelBefore')}
        </Text>
        <FailureNotice error={taking.error} />
        <Button
          type="submit"
          size="lg"
          loading={taking.isPending}
          disabled={byAppointment && free.length === 0 && !isLocked}
        >
          {shown.coupon.trim() === '' ? t('rewards.spend', { count: points }) : t('rewards.useCoupon')}
        </Button>
      </Form>
    </Dialog>
  );
}
