import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import type { RuleGroupType } from 'react-querybuilder';
import { CONDITION_FIELDS, withoutIds } from '../../../entities/condition/condition-fields';
import { ConditionTree } from '../../../entities/condition/condition-tree';
import { saleKindsOf } from '../../../entities/condition/sale-kinds';
import { CategoriesField } from '../../../entities/menu/categories-field';
import { ItemsField } from '../../../entities/menu/items-field';
import { tiersQuery } from '../../../entities/tier/tier.api';
import { useDocumentStore, useMistakeText, useValue } from '../../../shared/document/document-context';
import { saysTheSame } from '../../../shared/document/document-store';
import { PartsOf } from '../../../shared/document/parts';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help } from '../../../shared/ui/page';
import { type EditedCampaign, givesPoints, hasOffer } from '../document/campaign-document.rules';
import { divideGoods, joinGoods } from '../document/plain-goods.rules';
import classes from '../campaigns.module.css';
import { GivesField } from './gives-field';
import { More } from './more';
import { useHasMistake } from './use-mistakes';

const CAMPAIGN_KINDS = saleKindsOf(useTierCodes);
const FIRST_CONDITION = { combinator: 'and', rules: [{ field: 'amount', operator: '>=', value: '' }] };
const WHEN = ['when'];

/** Fields of the offer: its name, the gift, and the goods that earn it. */
export function OfferStep() {
  const campaign = useValue<EditedCampaign>([]);
  const { gives } = campaign;
  const offered = gives === 'MONEY_OFF' ? 'moneyOff' : gives === 'TASKS' ? 'challenge' : undefined;
  return (
    <>
      <PartsOf path={[]} only={['name']} />
      <GivesField />
      {offered !== undefined && <PartsOf path={[]} only={[offered]} />}
      {hasOffer(campaign) && <PartsOf path={['offer']} />}
      {gives !== 'MESSAGE' && gives !== 'TASKS' && <GoodsFields />}
      {gives !== 'MESSAGE' && <MoreOfOffer campaign={campaign} />}
    </>
  );
}

/** The conditions of the campaign: the conditions on goods apart from all other conditions (`rest`). */
function useConditions() {
  const store = useDocumentStore();
  const when = useValue<RuleGroupType | null>(WHEN);
  return {
    ...divideGoods(when),
    mistake: useMistakeText(WHEN, true),
    take: (next: RuleGroupType | null) => {
      const tree = next === null || next.rules.length === 0 ? null : withoutIds(next);
      if (!saysTheSame(tree, when)) store.set(WHEN, tree);
    },
  };
}

/** The goods that count, by category and by item. */
function GoodsFields() {
  const { t } = useTranslation('admin');
  const { goods, rest, mistake, take } = useConditions();
  return (
    <div className={classes.fields}>
      <CategoriesField
        label={t('campaigns.field.categories')}
        description={t('campaigns.help.tasks.categories')}
        value={goods.categories}
        error={rest === null ? mistake : undefined}
        onChange={(categories) => take(joinGoods({ ...goods, categories }, rest))}
      />
      <ItemsField
        label={t('campaigns.field.items')}
        description={t('campaigns.help.items')}
        value={goods.skus}
        onChange={(skus) => take(joinGoods({ ...goods, skus }, rest))}
      />
    </div>
  );
}

/** Further conditions, and the terms of points or of money off. */
function MoreOfOffer({ campaign }: { readonly campaign: EditedCampaign }) {
  const { t } = useTranslation('admin');
  const { rest } = useConditions();
  const isMoneyOff = campaign.gives === 'MONEY_OFF';
  const hasTerms = campaign.validity !== undefined || (isMoneyOff && campaign.leastToPay !== undefined);
  const hasMistake = useHasMistake('validity', 'spendableIn', 'leastToPay');
  return (
    <More label={t('campaigns.more.offer')} isUsed={rest !== null || hasTerms || hasMistake}>
      <OtherConditions />
      <PartsOf
        path={[]}
        only={[...(isMoneyOff ? ['leastToPay'] : []), ...(givesPoints(campaign) ? ['validity'] : [])]}
      />
      {isMoneyOff && (
        <div>
          <Help>{t('campaigns.moneyOffOrder')}</Help>
          <Help>{t('campaigns.moneyOffExample')}</Help>
        </div>
      )}
    </More>
  );
}

/** The conditions other than those on goods, in the rule builder. */
function OtherConditions() {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const generation = useSyncExternalStore(store.subscribe, store.generation);
  const { goods, rest, mistake, take } = useConditions();
  const fields = useMemo(
    () => CONDITION_FIELDS.map((field) => ({ ...field, label: t(`program.conditions.fields.${field.name}`) })),
    [t],
  );
  return (
    <div>
      {rest === null ? (
        <Button variant="default" onClick={() => take(joinGoods(goods, FIRST_CONDITION))}>
          {t('campaigns.addConditions')}
        </Button>
      ) : (
        <>
          <ConditionTree
            key={generation}
            name={t('campaigns.conditions')}
            fields={fields}
            kinds={CAMPAIGN_KINDS}
            tree={rest}
            onChange={(changed) => take(joinGoods(goods, changed))}
          />
          <Button variant="subtle" size="compact-md" onClick={() => take(joinGoods(goods, null))}>
            {t('program.conditions.clear')}
          </Button>
          {mistake !== undefined && <Help role="alert">{mistake}</Help>}
        </>
      )}
    </div>
  );
}

function useTierCodes(): readonly string[] {
  return useQuery(tiersQuery).data?.items.map(({ code }) => code) ?? [];
}
