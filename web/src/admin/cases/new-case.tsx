import { NativeSelect, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Case, CASE_BENEFITS, type CaseBenefit } from '../../entities/case/case.api';
import type { Guest } from '../../entities/guest/guest.api';
import { GuestPicker } from '../../entities/guest/guest-picker';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useIsDistrict } from '../../entities/session/use-district';
import { actOf, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { Submit } from '../../shared/ui/submit';
import { useFields } from '../../shared/ui/use-fields';

interface NewCaseProps {
  readonly onOpened: (opened: Case) => void;
  readonly onClose: () => void;
}

/**
 * A request that staff write down for a guest. The server refuses it where the guest's tier does not give the benefit.
 * The manager of a group of restaurants writes it for one of them.
 */
export function NewCase({ onOpened, onClose }: NewCaseProps) {
  const { t } = useTranslation('admin');
  const client = useQueryClient();
  const restaurants = useRestaurants().data ?? [];
  const isDistrict = useIsDistrict();
  const [guest, setGuest] = useState<Guest | null>(null);
  const { field, values, onSubmit } = useFields({
    initial: { kind: 'CONCIERGE' as CaseBenefit, restaurantId: '', text: '' },
  });
  const restaurantId = isDistrict && values.restaurantId === '' ? (restaurants[0]?.id ?? '') : values.restaurantId;
  const isPlaced = !isDistrict || restaurantId !== '';
  const open = useChange(actOf('POST', '/api/guests/{id}/cases', { id: guest?.id ?? '' }), (opened) => {
    void client.invalidateQueries({ queryKey: keyOf('/api/cases') });
    onOpened(opened);
  });
  const submit = onSubmit(({ kind, text }) =>
    open.mutate({ kind, text: text.trim(), restaurantId: restaurantId || null }),
  );
  return (
    <Dialog title={t('cases.new')} onClose={onClose}>
      <Form aria-label={t('cases.new')} onSubmit={submit}>
        <GuestPicker label={t('cases.choose')} picked={guest} onPick={setGuest} />
        <NativeSelect
          label={t('cases.kind')}
          data={CASE_BENEFITS.map((value) => ({ value, label: t(`cases.kinds.${value}`) }))}
          {...field('kind')}
        />
        <NativeSelect
          label={t('cases.restaurant')}
          {...field('restaurantId')}
          value={restaurantId}
          data={[
            ...(isDistrict ? [] : [{ value: '', label: t('cases.anyRestaurant') }]),
            ...restaurants.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Textarea
          label={t('cases.text')}
          description={t('cases.textHelp')}
          autosize
          minRows={3}
          maxLength={2_000}
          {...field('text')}
        />
        <Submit
          of={open}
          disabled={guest === null || values.text.trim() === '' || !isPlaced}
          text={t('cases.submit')}
        />
      </Form>
    </Dialog>
  );
}
