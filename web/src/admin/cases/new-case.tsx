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
import { bound } from '../../shared/ui/bound';
import classes from './cases.module.css';

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
  const [kind, setKind] = useState<CaseBenefit>('CONCIERGE');
  const [chosen, setChosen] = useState('');
  const [text, setText] = useState('');
  const restaurantId = isDistrict && chosen === '' ? (restaurants[0]?.id ?? '') : chosen;
  const isPlaced = !isDistrict || restaurantId !== '';
  const open = useChange(actOf('POST', '/api/guests/{id}/cases', { id: guest?.id ?? '' }), (opened) => {
    void client.invalidateQueries({ queryKey: keyOf('/api/cases') });
    onOpened(opened);
  });
  return (
    <Dialog title={t('cases.new')} onClose={onClose}>
      <Form
        aria-label={t('cases.new')}
        onSubmit={() =>
          open.mutate({ kind, text: text.trim(), restaurantId: restaurantId === '' ? null : restaurantId })
        }
      >
        <div className={classes.fields}>
          <GuestPicker label={t('cases.choose')} picked={guest} onPick={setGuest} />
          <NativeSelect
            label={t('cases.kind')}
            value={kind}
            data={CASE_BENEFITS.map((value) => ({ value, label: t(`cases.kinds.${value}`) }))}
            onChange={({ currentTarget: { value } }) => setKind(CASE_BENEFITS.find((one) => one === value) ?? kind)}
          />
          <NativeSelect
            label={t('cases.restaurant')}
            {...bound(restaurantId, setChosen)}
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
            {...bound(text, setText)}
          />
          <Submit of={open} disabled={guest === null || text.trim() === '' || !isPlaced} text={t('cases.submit')} />
        </div>
      </Form>
    </Dialog>
  );
}
