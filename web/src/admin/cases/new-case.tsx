import { useState } from 'react';
import { type Case, CASE_BENEFITS } from '../../entities/case/case.api';
import type { Guest } from '../../entities/guest/guest.api';
import { GuestPicker } from '../../entities/guest/guest-picker';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useIsDistrict } from '../../entities/session/use-district';
import { keyOf } from '../../shared/api/calls';
import { openCase } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { useTranslation } from '../../shared/i18n/use-translation';

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
  const restaurants = useRestaurants().data ?? [];
  const isDistrict = useIsDistrict();
  const [guest, setGuest] = useState<Guest | null>(null);
  const placeOf = (chosen: string) => (chosen === '' ? (isDistrict ? restaurants[0]?.id : undefined) : chosen) ?? null;
  return (
    <ActDialog
      of={openCase}
      params={{ id: guest?.id ?? '' }}
      title={t('cases.new')}
      above={<GuestPicker label={t('cases.choose')} picked={guest} onPick={setGuest} />}
      fields={{
        kind: {
          label: t('cases.kind'),
          initial: 'CONCIERGE',
          choices: CASE_BENEFITS.map((value) => ({ value, label: t(`cases.kinds.${value}`) })),
        },
        restaurantId: {
          label: t('cases.restaurant'),
          choices: [
            ...(isDistrict ? [] : [{ value: '', label: t('cases.anyRestaurant') }]),
            ...restaurants.map(({ id, name }) => ({ value: id, label: name })),
          ],
        },
        text: { label: t('cases.text'), help: t('cases.textHelp'), as: 'area', minRows: 3 },
      }}
      body={({ restaurantId }) => ({ restaurantId: placeOf(restaurantId) })}
      isDisabled={({ text, restaurantId }) =>
        guest === null || text.trim() === '' || (isDistrict && placeOf(restaurantId) === null)
      }
      submit={t('cases.submit')}
      anew={[keyOf('/api/cases')]}
      onDone={onOpened}
      onClose={onClose}
    />
  );
}
