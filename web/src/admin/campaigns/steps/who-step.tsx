import { Checkbox, NativeSelect } from '@mantine/core';
import { useMember, useValue } from '../../../shared/document/document-context';
import { Field } from '../../../shared/document/field';
import { FieldsOf } from '../../../shared/document/fields-of';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { switched } from '../../../shared/ui/bound';
import { BLANK, type EditedCampaign } from '../document/campaign-document.rules';
import { KNOWN_MEMBERS } from '../document/campaign-steps.rules';
import classes from '../campaigns.module.css';
import { BudgetFields, LimitFields } from './budget-fields';
import { More } from './more';
import { RailFields } from './rail-fields';
import { useHasMistake } from './use-mistakes';
import { VariantFields } from './variant-fields';

const PPM_OF_PERCENT = 10_000;
const SHARES = [0, 5, 10, 20, 30, 50] as const;

/**
 * The inputs for guests, restaurants, budget and control group. The section `More` has the inputs for further limits and for variants. `isDivided`: the
 * campaign has divided its guests among its variants, so the variants and their shares stay.
 */
export function WhoStep({ isDivided }: { readonly isDivided: boolean }) {
  const { t } = useTranslation('admin');
  const campaign = useValue<EditedCampaign>([]);
  const join = useMember(['join']);
  const hasMistake = useHasMistake('join', 'caps', 'group', 'priority', 'rails', 'variants');
  return (
    <>
      <div className={classes.fields}>
        <Field path={['audience', 'segments']} className={classes.wide} />
        <Field path={['audience', 'tiers']} className={classes.wide} />
        <Field path={['where', 'restaurantIds']} className={classes.wide} />
        <BudgetFields />
        <ControlField />
      </div>
      <More label={t('campaigns.more.who')} isUsed={hasMistake || hasFurther(campaign)}>
        <Checkbox
          size="md"
          className={classes.wide ?? ''}
          label={t('campaigns.field.mustJoin')}
          description={t('campaigns.help.mustJoin')}
          error={join.error}
          {...switched(join.value === 'JOINED', (isOn) => join.change(isOn ? 'JOINED' : 'ALL'))}
        />
        <LimitFields />
        <FieldsOf path={[]} beside={KNOWN_MEMBERS} />
        <RailFields />
        <VariantFields isDivided={isDivided} />
      </More>
    </>
  );
}

/** Whether a member in the section `More` has another value than in a new campaign. */
function hasFurther(campaign: EditedCampaign): boolean {
  const { join, onShortBudget, group, priority, caps, budgets, rails, variants = [] } = campaign;
  return (
    join !== BLANK.join ||
    onShortBudget !== BLANK.onShortBudget ||
    priority !== BLANK.priority ||
    group !== null ||
    rails !== undefined ||
    variants.length > 0 ||
    Object.values(caps ?? {}).some((cap) => cap != null) ||
    budgets.some(({ unit, restaurantId }) => restaurantId !== null || unit === 'USES')
  );
}

/** The select of the share of guests who get nothing, so that the effect of the campaign can be measured. */
function ControlField() {
  const { t } = useTranslation('admin');
  const { value, error, change } = useMember(['control'], true);
  const percent = ((value as EditedCampaign['control'])?.sharePpm ?? 0) / PPM_OF_PERCENT;
  const shares = [...new Set([...SHARES, percent])].sort((a, b) => a - b);
  return (
    <NativeSelect
      label={t('campaigns.field.control')}
      description={t('campaigns.help.control')}
      value={String(percent)}
      error={error}
      onChange={({ currentTarget: { value: chosen } }) =>
        change(chosen === '0' ? null : { sharePpm: Number(chosen) * PPM_OF_PERCENT })
      }
      data={shares.map((share) => ({
        value: String(share),
        label: share === 0 ? t('campaigns.noControl') : t('campaigns.percent', { percent: share }),
      }))}
    />
  );
}
