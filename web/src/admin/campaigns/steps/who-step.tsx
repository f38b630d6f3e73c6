import { useValue } from '../../../shared/document/document-context';
import { PartsOf } from '../../../shared/document/parts';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { BLANK, type EditedCampaign } from '../document/campaign-document.rules';
import { moreOfWho } from '../document/campaign-steps.rules';
import { BudgetField, NetworkBudgets, PlaceBudgets } from './budget-fields';
import { More } from './more';
import { useHasMistake } from './use-mistakes';

/** The inputs for guests, restaurants, budget and control group. The section `More` has the inputs for further limits and for variants. */
export function WhoStep() {
  const { t } = useTranslation('admin');
  const campaign = useValue<EditedCampaign>([]);
  const more = moreOfWho();
  const hasMistake = useHasMistake(...more);
  return (
    <>
      <PartsOf path={[]} only={['audience', 'where']} />
      <NetworkBudgets />
      <PartsOf path={[]} only={['control']} />
      <More label={t('campaigns.more.who')} isUsed={hasMistake || hasFurther(campaign)}>
        <BudgetField unit="USES" label={t('campaigns.field.budgetUses')} />
        <PlaceBudgets />
        <PartsOf path={[]} only={more} />
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
