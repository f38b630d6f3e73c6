import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { OwnFamily } from '../../entities/guest-account/guest-account.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
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
  const [points, setPoints] = useState<number | ''>(allowance?.points ?? '');
  const [period, setPeriod] = useState<'MONTH' | 'ONCE'>(allowance?.period ?? 'MONTH');
  const [asked, setAsked] = useState(false);
  const setting = useChange(actOf('PUT', '/api/auth/me/family/members/{guestId}/allowance', { guestId }), () => {
    onClose();
    return onDone();
  });
  const isWrong = points === '' || points === 0;

  return (
    <Dialog title={t('family.allowanceOf', { name })} onClose={onClose}>
      <Form
        className={classes.form}
        onSubmit={() => {
          setAsked(true);
          if (points !== '' && points > 0) setting.mutate({ points, period });
        }}
      >
        <p className={classes.code}>{t('family.allowanceHelp')}</p>
        <WholeNumberInput
          label={t('family.allowancePoints')}
          value={points}
          error={asked && isWrong ? t('family.allowanceNeeded') : undefined}
          onChange={setPoints}
        />
        <NativeSelect
          label={t('family.allowancePeriod')}
          value={period}
          onChange={(event) => setPeriod(event.currentTarget.value === 'ONCE' ? 'ONCE' : 'MONTH')}
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
