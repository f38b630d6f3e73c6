import { Button, NativeSelect, Text } from '@mantine/core';
import type { Family } from '../../../entities/family/family.api';
import { actOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Form } from '../../../shared/ui/form';
import { Dialog } from '../../../shared/ui/dialog';
import { type TypedNumber, WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { Submit } from '../../../shared/ui/submit';
import { useMemberName } from './member-row';
import { useFields } from '../../../shared/ui/use-fields';

const MOST_POINTS = 1_000_000_000;
const PERIODS = ['MONTH', 'ONCE'] as const;

interface AllowanceDialogProps {
  readonly familyId: string;
  readonly child: Family['members'][number];
  readonly members: Family['members'];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** A child's allowance: points a month or in all, and who pays when its own points do not suffice. */
export function AllowanceDialog({ familyId, child, members, onDone, onClose }: AllowanceDialogProps) {
  const { t } = useTranslation('admin');
  const nameOf = useMemberName();
  const name = nameOf(child);
  const adults = members.filter(({ role }) => role !== 'CHILD');
  const allow = useChange(
    actOf('PUT', '/api/families/{id}/members/{guestId}/allowance', { id: familyId, guestId: child.guestId }),
    onDone,
  );

  const given: TypedNumber = child.allowance?.points ?? '';
  const { values, field, onSubmit } = useFields({
    initial: {
      points: given,
      period: child.allowance?.period ?? ('MONTH' as const),
      giverId: child.allowance?.giverId ?? adults[0]?.guestId ?? '',
    },
    check: ({ points }) => ({ points: points === '' && t('family.pointsNeeded') }),
  });
  const { points, period, giverId } = values;
  const submit = onSubmit(() => allow.mutate({ points: Number(points), period, giverId }));

  return (
    <Dialog title={t('family.allowFor', { name })} onClose={onClose}>
      <Form onSubmit={submit}>
        <Text mb={16} c="dimmed" lh={1.45}>
          {t('family.allowHelp')}
        </Text>
        <WholeNumberInput
          label={t('family.points')}
          data-autofocus
          min={1}
          max={MOST_POINTS}
          clampBehavior="strict"
          {...field('points')}
        />
        <NativeSelect
          label={t('family.period.label')}
          {...field('period')}
          data={PERIODS.map((value) => ({ value, label: t(`family.period.${value}`) }))}
        />
        <NativeSelect
          label={t('family.giver')}
          {...field('giverId')}
          data={adults.map((adult) => ({ value: adult.guestId, label: nameOf(adult) }))}
        />
        <Submit of={allow} text={points === '' ? t('family.allow') : t(`family.submit.${period}`, { count: points })} />
        {child.allowance !== null && (
          <Button
            variant="subtle"
            color="gray"
            disabled={allow.isPending}
            onClick={() => allow.mutate({ points: null, period, giverId })}
          >
            {t('family.takeAway')}
          </Button>
        )}
      </Form>
    </Dialog>
  );
}
