import { Checkbox } from '@mantine/core';
import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { EMPTY } from '../document/campaign-values.rules';
import { RAIL_FIELDS } from '../document/rails.rules';
import classes from '../campaigns.module.css';
import { AudienceFields } from './audience-fields';
import { BudgetFields, LimitFields } from './budget-fields';
import { ControlField } from './control-field';
import { More } from './more';
import { RailFields } from './rail-fields';
import { mistakeIn, type StepProps } from './step-props';
import { VariantFields } from './variant-fields';

/** Fields behind the line for more: a value other than that of an empty form opens them. */
const FURTHER = [
  'mustJoin',
  'budgetUses',
  'isCut',
  'offPerSale',
  'offPerDay',
  'offPerGuest',
  'perSale',
  'perDay',
  'perGuest',
  'uses',
  'group',
  'priority',
  ...RAIL_FIELDS,
] as const;

interface WhoStepProps extends StepProps {
  readonly document: CampaignDraft;
  /** The campaign was started, so its guests keep their variants. */
  readonly isDivided: boolean;
}

/** Guests and restaurants, budget and control group; behind a line further limits and variants. */
export function WhoStep({ document, isDivided, ...props }: WhoStepProps) {
  const { t } = useTranslation('admin');
  const { values, set, errors } = props;
  const isUsed =
    FURTHER.some((field) => values[field] !== EMPTY[field]) ||
    values.placeBudgets.length + values.variants.length > 0 ||
    mistakeIn(errors, 'join', 'caps', 'group', 'priority', 'rails', 'variants') !== undefined;
  return (
    <>
      <div className={classes.fields}>
        <AudienceFields {...props} />
        <BudgetFields {...props} document={document} />
        <ControlField {...props} />
      </div>
      <More label={t('campaigns.more.who')} isUsed={isUsed}>
        <Checkbox
          size="md"
          className={classes.wide ?? ''}
          label={t('campaigns.field.mustJoin')}
          description={t('campaigns.help.mustJoin')}
          checked={values.mustJoin}
          error={mistakeIn(errors, 'join')}
          onChange={(event) => set({ mustJoin: event.currentTarget.checked })}
        />
        <LimitFields {...props} document={document} />
        <RailFields {...props} />
        <VariantFields {...props} isDivided={isDivided} />
      </More>
    </>
  );
}
