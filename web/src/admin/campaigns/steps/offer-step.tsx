import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { isGainKind } from '../../../entities/campaign/gains';
import { tiersQuery } from '../../../entities/tier/tier.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { CONDITION_FIELDS } from '../../ui/conditions/condition-fields';
import { ConditionTree } from '../../ui/conditions/condition-tree';
import { saleKindsOf } from '../../ui/conditions/sale-kinds';
import { GIVES, type Gives, givesPoints } from '../document/campaign-values.rules';
import classes from '../campaigns.module.css';
import { GainFields } from './gain-fields';
import { MoneyOffFields } from './money-off-fields';
import { mistakeIn, type StepProps } from './step-props';
import { StepFields } from './step-fields';
import { PayoutFields, TaskFields } from './task-fields';
import { Help } from '../../../shared/ui/page';
import { ValidityFields } from './validity-fields';

const CAMPAIGN_KINDS = saleKindsOf(useTierCodes);
const FIRST_CONDITION = { combinator: 'and', rules: [{ field: 'category', operator: '=', value: '' }] };

/** Fields of the offer: the gain, and the sales that earn it. */
export function OfferStep({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const fields = useMemo(
    () => CONDITION_FIELDS.map((field) => ({ ...field, label: t(`program.conditions.fields.${field.name}`) })),
    [t],
  );
  return (
    <div className={classes.fields}>
      <NativeSelect
        className={classes.wide ?? ''}
        label={t('campaigns.field.gives')}
        value={values.gives}
        error={errors.find(({ path }) => path === 'offer' || path === 'moneyOff')?.message}
        onChange={(event) => set({ gives: event.currentTarget.value as Gives })}
        data={GIVES.map((value) => ({ value, label: t(`campaigns.gives.${value}`) }))}
      />
      {values.gives === 'MONEY_OFF' && <MoneyOffFields values={values} set={set} errors={errors} />}
      {values.gives === 'TASKS' && (
        <>
          <TaskFields values={values} set={set} errors={errors} />
          <PayoutFields values={values} set={set} errors={errors} />
          <StepFields values={values} set={set} errors={errors} />
        </>
      )}
      {isGainKind(values.gives) && (
        <GainFields kind={values.gives} values={values} place="offer" errors={errors} onChange={set} />
      )}
      {givesPoints(values) && <ValidityFields values={values} set={set} errors={errors} />}
      {values.gives !== 'MESSAGE' && (
        <div className={classes.wide}>
          {values.when === null ? (
            <Button variant="default" onClick={() => set({ when: FIRST_CONDITION })}>
              {t('campaigns.addConditions')}
            </Button>
          ) : (
            <>
              <ConditionTree
                name={t('campaigns.conditions')}
                fields={fields}
                kinds={CAMPAIGN_KINDS}
                tree={values.when}
                onChange={(when) => set({ when })}
              />
              <Button variant="subtle" size="compact-md" onClick={() => set({ when: null })}>
                {t('program.conditions.clear')}
              </Button>
            </>
          )}
          {mistakeIn(errors, 'when') !== undefined && <Help role="alert">{mistakeIn(errors, 'when')}</Help>}
        </div>
      )}
    </div>
  );
}

function useTierCodes(): readonly string[] {
  return useQuery(tiersQuery).data?.items.map(({ code }) => code) ?? [];
}
