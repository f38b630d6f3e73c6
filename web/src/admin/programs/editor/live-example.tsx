import { Checkbox, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { MENU_ITEM_TYPES, type MenuItemType } from '../../../entities/menu/menu.api';
import { type ProgramDocument, simulationQuery } from '../../../entities/program/program.api';
import { currencyDigits, currencySymbol, parseAmount } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help, Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { bound, switched } from '../../../shared/ui/bound';
import editor from './editor.module.css';
import classes from './live-example.module.css';

const FIRST_AMOUNT = 1_550;
const PAUSE_MS = 250;

interface LiveExampleProps {
  readonly document: unknown;
  /** False while the document has mistakes: the example is that of the last one without. */
  readonly isValid: boolean;
}

/** One sale as the program would decide it, by the very decision that the till makes. */
export function LiveExample({ document, isValid }: LiveExampleProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { tiers } = document as ProgramDocument;
  const [chosen, setTier] = useState<string | null>(null);
  const [typed, setTyped] = useState(() => String(FIRST_AMOUNT));
  const [category, setCategory] = useState('');
  const [type, setType] = useState<MenuItemType | ''>('');
  const [firstSale, setFirstSale] = useState(false);
  const [birthdayToday, setBirthdayToday] = useState(false);
  // The second tier shows more than the lowest. After a tier is renamed, its old code means no tier.
  const tier = tiers.find(({ code }) => code === chosen)?.code ?? (tiers[1] ?? tiers[0])?.code ?? '';
  const amount = parseAmount(typed, format.currency);
  const item = {
    ...(category.trim() === '' ? {} : { category: category.trim() }),
    ...(type === '' ? {} : { type }),
  };
  const items = Object.keys(item).length === 0 || amount === null ? {} : { items: [{ ...item, total: amount }] };
  const asked = { guest: { tier, firstSale, birthdayToday }, sale: { amount: amount ?? 0, ...items } };
  const [body] = useDebouncedValue({ document: document as ProgramDocument, ...asked }, PAUSE_MS);
  const simulation = useQuery({
    ...simulationQuery(body),
    enabled: isValid && amount !== null,
    placeholderData: keepPreviousData,
  });
  const result = simulation.data;

  return (
    <Panel title={t('program.example.title')}>
      <Stack gap={10}>
        <NativeSelect
          label={t('program.example.tier')}
          {...bound(tier, setTier)}
          data={tiers.map(({ code }) => code)}
        />
        <TextInput
          label={t('program.example.amount')}
          inputMode="decimal"
          {...bound(typed, setTyped)}
          rightSection={currencySymbol(format.currency, format.locale)}
          rightSectionPointerEvents="none"
          error={
            amount === null ? t('program.example.amountWrong', { count: currencyDigits(format.currency) }) : undefined
          }
        />
        <TextInput
          label={t('program.example.category')}
          {...bound(category, setCategory)}
          placeholder={t('program.example.anyCategory')}
        />
        <NativeSelect
          label={t('program.example.type')}
          {...bound(type, (value) => setType(MENU_ITEM_TYPES.find((one) => one === value) ?? ''))}
          data={[
            { value: '', label: t('program.example.anyType') },
            ...MENU_ITEM_TYPES.map((value) => ({ value, label: t(`program.itemTypes.${value}`) })),
          ]}
        />
        <Checkbox
          className={editor.check ?? ''}
          label={t('program.example.firstSale')}
          {...switched(firstSale, setFirstSale)}
        />
        <Checkbox
          className={editor.check ?? ''}
          label={t('program.example.birthday')}
          {...switched(birthdayToday, setBirthdayToday)}
        />
      </Stack>
      <FailureNotice error={simulation.error} retry={simulation} />
      {result !== undefined && (
        <div className={classes.result} data-old={!isValid} aria-live="polite">
          <Text mb={12} fw={600} lh={1.4}>
            {t('program.example.sentence', { tier: result.tier, amount: format.money(result.amount) })}
          </Text>
          <dl className={classes.figures}>
            <div>
              <dt>{t('program.example.discount')}</dt>
              <dd>{format.money(result.discount)}</dd>
            </div>
            <div>
              <dt>{t('program.example.payable')}</dt>
              <dd className={classes.large}>{format.money(result.payable)}</dd>
            </div>
            <div>
              <dt>{t('program.example.earned')}</dt>
              <dd>
                {t('program.example.points', { count: result.pointsEarned })}
                {result.earnedValue > 0 && <small>{format.money(result.earnedValue)}</small>}
              </dd>
            </div>
          </dl>
          <ul className={classes.reasons}>
            {result.trace.map((line, index) => (
              <li key={index}>{line.reason}</li>
            ))}
          </ul>
          {!isValid && <Help>{t('program.example.old')}</Help>}
        </div>
      )}
    </Panel>
  );
}
