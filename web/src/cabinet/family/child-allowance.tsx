import { Button, NativeSelect } from '@mantine/core';
import type { OwnFamily } from '../../entities/guest-account/guest-account.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { useFields } from '../../shared/ui/use-fields';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { Submit } from '../../shared/ui/submit';
import classes from './family-page.module.css';

interface ChildAllowanceProps {
  readonly child: OwnFamily['members'][number];
  readonly name: string;
  readonly onClose: () => void;
  readonly onDone: () => unknown;
}

/** Points that a child may spend; the guest lends those that the child does not have. */
export function ChildAllowance({ child: { guestId, allowance }, name, onClose, onDone }: ChildAllowanceProps) {
  const { t } = useTranslation('cabinet');
  const setting = useChange(actOf('PUT', '/api/auth/me/family/members/{guestId}/allowance', { guestId }), () => {
    onClose();
    return onDone();
  });
  const first: number | '' = allowance?.points ?? '';
  const { field, onSubmit } = useFields({
    initial: {
      points: first,
      period: allowance?.period ?? 'MONTH',
    },
    check: ({ points }) => ({ points: Number(points) === 0 && t('family.allowanceNeeded') }),
  });
  const submit = onSubmit(({ points, period }) => setting.mutate({ points: Number(points), period }));

  return (
    <Dialog title={t('family.allowanceOf', { name })} onClose={onClose}>
      <Form gap={12} maw={420} onSubmit={submit}>
        <p className={classes.code}>{t('family.allowanceHelp')}</p>
        <WholeNumberInput label={t('family.allowancePoints')} {...field('points')} />
        <NativeSelect
          label={t('family.allowancePeriod')}
          {...field('period')}
          data={[
            { value: 'MONTH', label: t('family.period.MONTH') },
            { value: 'ONCE', label: t('family.period.ONCE') },
          ]}
        />
        <Submit of={setting} text={t('family.allowanceSave')} />
        {allowance !== null && (
          <Button
            variant="default"
            disabled={setting.isPending}
            onClick={() => setting.mutate({ points: null, period: allowance.period })}
          >
            {t('family.allowanceRemove')}
          </Button>
        )}
      </Form>
    </Dialog>
  );
}
