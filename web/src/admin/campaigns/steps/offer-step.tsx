import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { isGainKind } from '../../../entities/campaign/gains';
import { CategoriesField } from '../../../entities/menu/categories-field';
import { ItemsField } from '../../../entities/menu/items-field';
import { tiersQuery } from '../../../entities/tier/tier.api';
import { currencySymbol } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { bound } from '../../../shared/ui/bound';
import { Help } from '../../../shared/ui/page';
import { CONDITION_FIELDS } from '../../../entities/condition/condition-fields';
import { ConditionTree } from '../../../entities/condition/condition-tree';
import { saleKindsOf } from '../../../entities/condition/sale-kinds';
import { NameFields } from '../../ui/name-fields';
import { GIVES, type Gives, givesPoints } from '../document/campaign-values.rules';
import { divideGoods, joinGoods } from '../document/plain-goods.rules';
import classes from '../campaigns.module.css';
import { GainFields } from './gain-fields';
import { MoneyOffFields } from './money-off-fields';
import { More } from './more';
import { StepFields } from './step-fields';
import { mistakeIn, type StepProps } from './step-props';
import { PayoutFields, TaskFields } from './task-fields';
import { ValidityFields } from './validity-fields';

const CAMPAIGN_KINDS = saleKindsOf(useTierCodes);
const FIRST_CONDITION = { combinator: 'and', rules: [{ field: 'amount', operator: '>=', value: '' }] };

/** Fields of the offer: its name, the gift, and the goods that earn it. */
export function OfferStep({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const isOfTasks = values.gives === 'TASKS';
  return (
    <>
      <div className={classes.fields}>
        <NameFields
          ru={values.nameRu}
          en={values.nameEn}
          errors={{
            ru: mistakeIn(errors, 'name.ru'),
            en: mistakeIn(errors, 'name.en') ?? (errors.some(({ path }) => path === 'name') && t('names.needed')),
          }}
          onChange={({ ru = values.nameRu, en = values.nameEn }) => set({ nameRu: ru, nameEn: en })}
        />
        <NativeSelect
          label={t('campaigns.field.gives')}
          value={values.gives}
          error={errors.find(({ path }) => path === 'offer' || path === 'moneyOff')?.message}
          onChange={(event) => set({ gives: event.currentTarget.value as Gives })}
          data={GIVES.map((value) => ({ value, label: t(`campaigns.gives.${value}`) }))}
        />
        {values.gives === 'MONEY_OFF' && <MoneyOffFields values={values} set={set} errors={errors} />}
        {isOfTasks && (
          <>
            <TaskFields values={values} set={set} errors={errors} />
            <PayoutFields values={values} set={set} errors={errors} />
            <StepFields values={values} set={set} errors={errors} />
          </>
        )}
        {isGainKind(values.gives) && (
          <GainFields kind={values.gives} values={values} place="offer" errors={errors} onChange={set} />
        )}
        {values.gives !== 'MESSAGE' && !isOfTasks && <GoodsFields values={values} set={set} errors={errors} />}
      </div>
      {values.gives !== 'MESSAGE' && <MoreOfOffer values={values} set={set} errors={errors} />}
    </>
  );
}

/** The goods that count, by category and by item. */
function GoodsFields({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const { goods, rest } = divideGoods(values.when);
  return (
    <div className={`${classes.wide} ${classes.fields}`}>
      <CategoriesField
        label={t('campaigns.field.categories')}
        description={t('campaigns.help.categories')}
        value={goods.categories}
        error={rest === null ? mistakeIn(errors, 'when') : undefined}
        onChange={(categories) => set({ when: joinGoods({ ...goods, categories }, rest) })}
      />
      <ItemsField
        label={t('campaigns.field.items')}
        description={t('campaigns.help.items')}
        value={goods.skus}
        onChange={(skus) => set({ when: joinGoods({ ...goods, skus }, rest) })}
      />
    </div>
  );
}

/** Further conditions, and the terms of points or of money off. */
function MoreOfOffer({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const { currency, locale } = useFormat();
  const fields = useMemo(
    () => CONDITION_FIELDS.map((field) => ({ ...field, label: t(`program.conditions.fields.${field.name}`) })),
    [t],
  );
  const { goods, rest } = divideGoods(values.when);
  const mistake = rest === null ? undefined : mistakeIn(errors, 'when');
  const isMoneyOff = values.gives === 'MONEY_OFF';
  const hasTerms = values.validity !== 'PROGRAM' || (isMoneyOff && values.leastToPay.trim() !== '');
  return (
    <More
      label={t('campaigns.more.offer')}
      isUsed={rest !== null || hasTerms || mistakeIn(errors, 'validity', 'spendableIn', 'leastToPay') !== undefined}
    >
      <div className={classes.wide}>
        {rest === null ? (
          <Button variant="default" onClick={() => set({ when: joinGoods(goods, FIRST_CONDITION) })}>
            {t('campaigns.addConditions')}
          </Button>
        ) : (
          <>
            <ConditionTree
              name={t('campaigns.conditions')}
              fields={fields}
              kinds={CAMPAIGN_KINDS}
              tree={rest}
              onChange={(changed) => set({ when: joinGoods(goods, changed) })}
            />
            <Button variant="subtle" size="compact-md" onClick={() => set({ when: joinGoods(goods, null) })}>
              {t('program.conditions.clear')}
            </Button>
          </>
        )}
        {mistake !== undefined && <Help role="alert">{mistake}</Help>}
      </div>
      {isMoneyOff && (
        <TextInput
          label={t('campaigns.field.leastToPay')}
          description={t('campaigns.help.leastToPay')}
          inputMode="decimal"
          rightSection={currencySymbol(currency, locale)}
          {...bound(values.leastToPay, (leastToPay) => set({ leastToPay }))}
          error={mistakeIn(errors, 'leastToPay')}
        />
      )}
      {givesPoints(values) && <ValidityFields values={values} set={set} errors={errors} />}
      {isMoneyOff && (
        <div className={classes.wide}>
          <Help>{t('campaigns.moneyOffOrder')}</Help>
          <Help>{t('campaigns.moneyOffExample')}</Help>
        </div>
      )}
    </More>
  );
}

function useTierCodes(): readonly string[] {
  return useQuery(tiersQuery).data?.items.map(({ code }) => code) ?? [];
}
