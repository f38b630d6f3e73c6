import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { closeSlot, rewardSlotsQuery } from '../../entities/reward/reward.api';
import { actOf, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { instantOf } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Form } from '../../shared/ui/form';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { type TypedNumber, WholeNumberInput } from '../../shared/ui/whole-number-input';
import { Submit } from '../../shared/ui/submit';
import classes from './reward-page.module.css';
import { useFields } from '../../shared/ui/use-fields';
import { DateTimeField } from '../../shared/ui/dates/date-time-field';

const MOST_AT_ONCE = 200;
const DEFAULT_CAPACITY = 10;

/** When an experience takes place, and for how many. A closed appointment stays good for guests who have taken it. */
export function SlotsPanel({ rewardId }: { readonly rewardId: string }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const slots = useQuery(rewardSlotsQuery(rewardId, MOST_AT_ONCE));
  const refresh = () =>
    void queries.invalidateQueries({ queryKey: keyOf('/api/redemption-items/{id}/slots', { id: rewardId }) });
  const close = useChange(closeSlot(rewardId), refresh);
  const error = slots.error ?? close.error;

  return (
    <Panel title={t('rewards.slots.title')}>
      {slots.data?.items.length === 0 && <Help>{t('rewards.slots.empty')}</Help>}
      <ul className={classes.slots}>
        {slots.data?.items.map((slot) => (
          <li key={slot.id}>
            <div>
              <p>
                {format.dateTime(slot.startsAt)}–{format.time(slot.endsAt)}
              </p>
              <p>
                {slot.closed
                  ? t('rewards.slots.closed')
                  : t('rewards.slots.left', { count: slot.left, capacity: format.number(slot.capacity) })}
              </p>
            </div>
            {!slot.closed && (
              <Button variant="subtle" color="gray" onClick={() => close.mutate(slot.id)}>
                {t('rewards.slots.close')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <FailureNotice error={error} />
      <SlotForm rewardId={rewardId} onAdded={refresh} />
    </Panel>
  );
}

function SlotForm({ rewardId, onAdded }: { readonly rewardId: string; readonly onAdded: () => void }) {
  const { t } = useTranslation('admin');
  const { timeZone } = useNetwork();
  const add = useChange(actOf('POST', '/api/redemption-items/{id}/slots', { id: rewardId }), () => {
    form.setValues({ startsAt: '', endsAt: '' });
    onAdded();
  });
  const { field, marked, ...form } = useFields({
    initial: { startsAt: '', endsAt: '', capacity: DEFAULT_CAPACITY as TypedNumber },
    error: add.error,
    check: ({ startsAt, endsAt, capacity }) => ({
      startsAt: startsAt === '' && t('rewards.fault.needed'),
      endsAt: (endsAt === '' || endsAt <= startsAt) && t('rewards.fault.order'),
      capacity: capacity === '' && t('rewards.fault.needed'),
    }),
  });
  const submit = form.onSubmit(({ startsAt, endsAt, capacity }) =>
    add.mutate({
      startsAt: instantOf(startsAt, timeZone),
      endsAt: instantOf(endsAt, timeZone),
      capacity: Number(capacity),
    }),
  );

  return (
    <Form gap={12} onSubmit={submit}>
      <DateTimeField label={t('rewards.slots.startsAt')} {...field('startsAt')} />
      <DateTimeField label={t('rewards.slots.endsAt')} {...field('endsAt')} />
      <WholeNumberInput label={t('rewards.slots.capacity')} min={1} max={100_000} {...field('capacity')} />
      <Submit of={add} marked={marked} variant="default" text={t('rewards.slots.add')} />
    </Form>
  );
}
