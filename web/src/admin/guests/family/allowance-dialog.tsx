import { Button, Text } from '@mantine/core';
import type { Family } from '../../../entities/family/family.api';
import { actOf } from '../../../shared/api/calls';
import { replaceChildAllowance } from '../../../shared/api/operations';
import { useChange } from '../../../shared/api/use-change';
import { ActDialog } from '../../../shared/described/act-form';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { useMemberName } from './use-member-name';

interface AllowanceDialogProps {
  readonly familyId: string;
  readonly child: Family['members'][number];
  readonly members: readonly Family['members'][number][];
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

/** A child's allowance: points a month or in all, and who pays when its own points do not suffice. */
export function AllowanceDialog({ familyId, child, members, onDone, onClose }: AllowanceDialogProps) {
  const { t } = useTranslation('admin');
  const nameOf = useMemberName();
  const adults = members.filter(({ role }) => role !== 'CHILD');
  const params = { id: familyId, guestId: child.guestId };
  const end = useChange(actOf('PUT', '/api/families/{id}/members/{guestId}/allowance', params), onDone);
  return (
    <ActDialog
      of={replaceChildAllowance}
      params={params}
      from={child.allowance ?? undefined}
      title={t('family.allowFor', { name: nameOf(child) })}
      above={
        <Text mb={16} c="dimmed" lh={1.45}>
          {t('family.allowHelp')}
        </Text>
      }
      fields={{
        points: { label: t('family.points'), needed: t('family.pointsNeeded') },
        period: { label: t('family.period.label'), words: (period) => t(`family.period.${period}`) },
        giverId: {
          label: t('family.giver'),
          choices: adults.map((adult) => ({ value: adult.guestId, label: nameOf(adult) })),
          initial: child.allowance?.giverId ?? adults[0]?.guestId,
        },
      }}
      submit={({ points, period }) =>
        points === '' ? t('family.allow') : t(`family.submit.${period}`, { count: Number(points) })
      }
      onDone={onDone}
      below={({ period, giverId }) =>
        child.allowance !== null && (
          <>
            <FailureNotice error={end.error} />
            <Button
              variant="subtle"
              color="gray"
              loading={end.isPending}
              onClick={() => end.mutate({ points: null, period, giverId })}
            >
              {t('family.takeAway')}
            </Button>
          </>
        )
      }
      onClose={onClose}
    />
  );
}
